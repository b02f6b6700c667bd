"""The operator's dealings with citizens' requests, by the database's URL: what waits, and one step of one.

A step is logged, so it goes through the ledger, under the log's own key. The bridge may keep running: as
between two bridges, whoever writes first locks the head of the log.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bridge.adapters.keys import load_log_key
from bridge.adapters.sql.citizen_stores import SqlRightsRequests
from bridge.adapters.sql.engines import database_url, looking_engine
from bridge.adapters.sql.ledger import SqlLedger
from bridge.adapters.sql.rows import Rows
from bridge.adapters.sql.schema import ForeignDatabase
from bridge.adapters.sql.upgrading import schema_status
from bridge.domain.rights import RightsRequest
from bridge.flows.ports import StoreUnavailable
from bridge.flows.rights import RightsDesk


def unanswered_requests(url: str, *, limit: int) -> tuple[RightsRequest, ...]:
    """At most `limit` that wait for their answer, the longest waiting first. Changes nothing.

    Raises `UnsupportedDatabase`, `ForeignDatabase`, or `StoreUnavailable`.
    """
    _require_current(url)
    engine = looking_engine(database_url(url))
    try:
        with engine.begin() as connection:
            return SqlRightsRequests(Rows(connection, is_writable=False)).unanswered(limit=limit)
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"the database cannot be used: {type(error).__name__}") from error
    finally:
        engine.dispose()


def at_the_desk(
    url: str,
    data_dir: Path,
    step: Callable[[RightsDesk], Awaitable[RightsRequest]],
    *,
    now: Callable[[], datetime],
) -> RightsRequest:
    """The request after one step of the operator's. Blocks.

    Raises what the step raises, `KeyRingError` without the log's key, and as `unanswered_requests` does.
    """
    _require_current(url)
    ledger = SqlLedger.open(url, log_key=load_log_key(data_dir), random_bytes=secrets.token_bytes)

    async def take() -> RightsRequest:
        try:
            return await step(RightsDesk(ledger, now))
        finally:
            await ledger.close()

    return asyncio.run(take())


def _require_current(url: str) -> None:
    schema = schema_status(url)
    if not schema.is_current:
        raise ForeignDatabase(str(schema))
