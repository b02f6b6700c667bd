"""eid-bridge: the command line of operators and auditors.

Owns    `eid-bridge audit verify`: reading a bridge's log and checking all of it again; `eid-bridge db`: the
        words around the schema upgrade; `eid-bridge doctor`: looking at an installation from outside;
        `eid-bridge receipt`: checking a consent receipt without the bridge; `eid-bridge events`: the words
        around what partners were told.
Not     the upgrade itself (bridge.adapters.sql: the bridge refuses exactly what the command would change),
        nor delivering an event (bridge.flows.couriers: the command only makes one due).
        The audit reads by SQL of its own and checks by code of its own: it shares the hash functions and the
        closed vocabulary with the bridge that wrote the log, and nothing else.
Spec    docs/log.md, docs/operations.md, docs/receipts.md, docs/events.md; RFC 9162 section 2.1, C2SP
        tlog-checkpoint.
"""
