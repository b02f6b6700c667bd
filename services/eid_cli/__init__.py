"""eid-bridge: the command line of operators and auditors.

Owns    `eid-bridge audit verify`: reading a bridge's log and checking all of it again; `eid-bridge db`: the
        words around the schema upgrade; `eid-bridge doctor`: looking at an installation from outside;
        `eid-bridge receipt`: checking a consent receipt without the bridge; `eid-bridge agreement`: reading,
        signing, activating, suspending and lifting it; `eid-bridge events`: the words around what partners
        were told.
Not     the upgrade itself, nor how an activation or a statement is recorded (bridge.adapters.sql: the bridge
        reads exactly what the command writes), nor delivering an event (bridge.flows.couriers: the command
        only makes one due).
        The audit reads by SQL of its own and checks by code of its own: it shares the hash functions and the
        closed vocabulary with the bridge that wrote the log, and nothing else.
Spec    docs/agreement.md, docs/log.md, docs/operations.md, docs/receipts.md, docs/events.md; RFC 9162
        section 2.1, C2SP
        tlog-checkpoint.
"""
