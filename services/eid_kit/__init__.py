"""What every party of an identity link needs and that is about no country in particular.

Owns    oauth (the protocols, without I/O), tlog (the transparency log, without I/O), http (the one thin
        FastAPI skin over both) and simulator (clock, faults, history and controls of a mock).
Not     any rule of Vietnam, Singapore or their agreement; any flow of a service.
Spec    the charter of each package below names its own.
"""
