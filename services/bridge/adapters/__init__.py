"""Adapters: the ports of `bridge.flows` over databases, files and networks.

Owns    the ledger in SQL and in memory, sealing, the key files, the two identity providers, outbound calls.
Not     deciding what may happen or in what order (bridge.flows, bridge.domain); HTTP towards us (bridge.web).
Spec    docs/log.md (ledger, log, sealing, keys); RFC 5869, RFC 7517.
"""
