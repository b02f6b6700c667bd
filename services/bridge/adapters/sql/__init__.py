"""The ledger in SQL: SQLite by default, PostgreSQL 15+ by URL.

Owns    tables and their revisions, the one writer with its group commit, reading, purging, the log's rows
        and its signed head.
Not     what is written when (bridge.flows); hashes and checkpoints (eid_kit.tlog).
Spec    docs/log.md; `bridge.flows.ports`, which tests/stores holds every ledger to.
"""

from bridge.adapters.keys import KeyRingError
from bridge.adapters.sql.engines import UnsupportedDatabase
from bridge.adapters.sql.installation import is_empty
from bridge.adapters.sql.ledger import SqlLedger
from bridge.adapters.sql.operating import AgreementDesk
from bridge.adapters.sql.operating_consents import revoke_consent
from bridge.adapters.sql.operating_outbox import NotTriedAgain, deliveries, try_again
from bridge.adapters.sql.operating_rights import at_the_desk, unanswered_requests
from bridge.adapters.sql.schema import ForeignDatabase
from bridge.adapters.sql.upgrading import schema_status, upgrade_database
from bridge.flows.own_records import NoSuchRecord
from bridge.flows.ports import StoreUnavailable
from bridge.flows.rights import NoSuchRequest, RightsDesk

__all__ = [
    "AgreementDesk",
    "ForeignDatabase",
    "KeyRingError",
    "NoSuchRecord",
    "NoSuchRequest",
    "NotTriedAgain",
    "RightsDesk",
    "SqlLedger",
    "StoreUnavailable",
    "UnsupportedDatabase",
    "at_the_desk",
    "deliveries",
    "is_empty",
    "revoke_consent",
    "schema_status",
    "try_again",
    "unanswered_requests",
    "upgrade_database",
]
