"""The ledger in memory: for tests and tools, gone with the process.

Owns    the same promises as the ledger in SQL, durability excepted: atomic units, rollback, a gapless log.
Not     anything about what is written when (bridge.flows).
Spec    `bridge.flows.ports`, which tests/stores holds every ledger to.
"""

from bridge.adapters.memory.ledger import MemoryLedger

__all__ = ["MemoryLedger"]
