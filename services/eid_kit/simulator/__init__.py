"""Simulator: what makes a mock service steerable by a tester, and honest about what it was asked.

Owns    the movable clock, the fault switches, the request history, the people and client controls under
        `/sim`, the clients file, and the bounded expiring memory in which the mocks keep their state.
Not     any protocol (eid_kit.oauth), any country's people or faults (the mocks), the bridge: nothing here
        may reach it, for a bridge that can be told the time can be told to honour an expired consent.
Spec    docs/vneid-mock.md and docs/singpass-mock.md, "Controls"; RFC 7591 for the clients' metadata.
"""
