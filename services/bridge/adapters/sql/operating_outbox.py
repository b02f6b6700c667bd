"""The operator's two dealings with the outbox, by the database's URL: what is in it, and try one again."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.adapters.sql.engines import database_url, looking_engine, writer_engine
from bridge.adapters.sql.outbox import SqlOutbox
from bridge.adapters.sql.rows import Rows
from bridge.adapters.sql.schema import ForeignDatabase
from bridge.adapters.sql.upgrading import schema_status
from bridge.domain.deliveries import Delivery, DeliveryState
from bridge.flows.ports import StoreUnavailable

_UNDER_WAY = "it is being delivered at this moment; ask again in half a minute"


class NotTriedAgain(Exception):
    """The event is not one to be tried again; the message says why."""


def deliveries(url: str, states: Collection[DeliveryState], *, limit: int) -> tuple[Delivery, ...]:
    """At most `limit` events in these states, oldest first. Changes nothing.

    Raises `UnsupportedDatabase`, `ForeignDatabase`, or `StoreUnavailable`.
    """
    with _open(url, is_writable=False) as outbox:
        return outbox.listed(states, limit)


def try_again(url: str, event_id: str, *, at: datetime) -> Delivery:
    """The event, due now and for another day: given up, refused, or still waiting for its next attempt.

    Raises `NotTriedAgain`, and whatever `deliveries` does.
    """
    with _open(url, is_writable=True) as outbox:
        found = outbox.get(event_id)
        if found is None:
            raise NotTriedAgain("there is no such event")
        if found.state is DeliveryState.DELIVERED:
            raise NotTriedAgain("the partner has accepted it")
        if found.is_under_way(at):
            raise NotTriedAgain(_UNDER_WAY)
        again = found.begun_again(at)
        if not outbox.replace(found, again):
            raise NotTriedAgain(_UNDER_WAY)
        return again


@contextmanager
def _open(url: str, *, is_writable: bool) -> Iterator[SqlOutbox]:
    schema = schema_status(url)
    if not schema.is_current:
        raise ForeignDatabase(str(schema))
    parsed = database_url(url)
    engine = writer_engine(parsed) if is_writable else looking_engine(parsed)
    with _reaching(engine), engine.begin() as connection:
        yield SqlOutbox(Rows(connection, is_writable=is_writable))


@contextmanager
def _reaching(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"the database cannot be used: {type(error).__name__}") from error
    finally:
        engine.dispose()
