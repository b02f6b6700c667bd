"""eid-bridge: the command line of operators and auditors.

Owns    `eid-bridge audit verify`: reading a bridge's log and checking all of it again.
Not     writing to any database. The log is read here by SQL of its own and checked by code of its own: it
        shares the hash functions and the closed vocabulary with the bridge that wrote it, and nothing else.
Spec    docs/log.md; RFC 9162 section 2.1, C2SP tlog-checkpoint.
"""
