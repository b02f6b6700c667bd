"""`make bench`: what one whole journey costs each service, and how long the citizen waits.

Owns    the measurement: processes apart, warm-up, the figures and how they are shown and kept.
Not     a target, and no judgement: the exit status says whether every journey succeeded, never how fast.
        The load itself is `eid_sandbox.load`, and consent is asked for in every journey of it.
Spec    docs/measurements.md.
"""
