"""The ledger in SQL: SQLite by default, PostgreSQL 15+ by URL.

Owns    tables, the one writer with its group commit, reading, purging, the log's rows and its signed head.
Not     what is written when (bridge.flows); hashes and checkpoints (eid_kit.tlog).
Spec    docs/log.md; `bridge.flows.ports`, which tests/stores holds every ledger to.
"""

from bridge.adapters.sql.engines import UnsupportedDatabase
from bridge.adapters.sql.installation import ForeignDatabase, is_empty
from bridge.adapters.sql.ledger import SqlLedger

__all__ = ["ForeignDatabase", "SqlLedger", "UnsupportedDatabase", "is_empty"]
