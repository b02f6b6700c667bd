"""Transparency log: hashes, frontiers, proofs, notes, checkpoints and the one leaf format.

Owns    RFC 6962 hashing, appending to a frontier, making and verifying proofs, signed notes, leaf v1.
Not     storing leaves or heads (bridge.adapters), deciding what is logged (bridge.domain.audit_events).
Spec    RFC 9162 section 2.1 (same trees as RFC 6962), C2SP signed-note and tlog-checkpoint, RFC 8785.
"""
