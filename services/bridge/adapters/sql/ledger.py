"""The ledger: units in, durable results out.

A group, in order, and what a crash at each point leaves behind:
1. lock the head row: one writer among all processes. A crash: nothing happened.
2. run each unit inside its own savepoint. A crash: nothing happened.
3. sign the new head over the group's leaves. A crash: nothing happened.
4. commit: the one moment at which rows, leaves and signed head become durable together.
5. answer the callers. A crash: they do not know, so nothing leaves; the record stands without a release.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import Any, Self, TypeVar, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError

from bridge.adapters.sql.engines import database_url, forget_deleted, reader_engine, writer_engine
from bridge.adapters.sql.glance import Glance
from bridge.adapters.sql.group_commit import GroupCommit, Outcome, Raised, Returned, outcome_of
from bridge.adapters.sql.installation import prepare
from bridge.adapters.sql.log import LogTail, lock_tail, store_head
from bridge.adapters.sql.purging import is_last, purge_batch
from bridge.adapters.sql.readers import Readers
from bridge.adapters.sql.rows import Rows
from bridge.adapters.sql.schema import found_revision, newest_revision
from bridge.adapters.sql.tables import log_head
from bridge.adapters.sql.unit import SqlUnit, sql_unit
from bridge.flows import patience
from bridge.flows.ports import StoreUnavailable
from bridge.flows.treaty_ports import TreatyVersion
from eid_kit.tlog import notes
from eid_kit.tlog.frontier import Frontier

T = TypeVar("T")

QUEUE_CAPACITY = 4096
LARGEST_GROUP = 128
PATIENCE_S = 10
_READERS = 2
# Errors of one statement, which its savepoint undoes. Any other error of the database may have ended the
# whole transaction already (SQLite does so by itself when the disk is full), and then the next savepoint
# would open a transaction of its own and commit behind our back: the group as a whole must fail.
_STATEMENT_ERRORS = (DataError, IntegrityError, ProgrammingError)


class SqlLedger:
    """`bridge.flows.ports.Ledger` over one database. Use one per process and `close` it."""

    def __init__(
        self,
        *,
        writer: Engine,
        reader: Engine,
        glance: Glance,
        signer: notes.Signer,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._writer, self._reader, self._glance = writer, reader, glance
        self._signer, self._random_bytes = signer, random_bytes
        self._readers: Readers[Any] = Readers(threads=_READERS, capacity=QUEUE_CAPACITY)
        self._patience_s: float = PATIENCE_S
        self._is_closed = False
        self._group_commit: GroupCommit[SqlUnit] = GroupCommit(
            self._run_group, capacity=QUEUE_CAPACITY, largest_group=LARGEST_GROUP
        )

    @classmethod
    def open(cls, url: str, *, log_key: Ed25519PrivateKey, random_bytes: Callable[[int], bytes]) -> Self:
        """Opens the database; an empty one gets its tables first. Blocks; call it while starting up.

        Raises `UnsupportedDatabase`, `ForeignDatabase`, or `StoreUnavailable` when it cannot be reached.
        """
        parsed = database_url(url)
        with ExitStack() as on_failure:
            writer = writer_engine(parsed)
            on_failure.callback(writer.dispose)
            signer = _prepared(writer, log_key, random_bytes)
            on_failure.pop_all()
        reader = reader_engine(parsed, connections=_READERS)
        glance = Glance(reader_engine(parsed, connections=1))
        return cls(writer=writer, reader=reader, glance=glance, signer=signer, random_bytes=random_bytes)

    @property
    def log_verifier(self) -> notes.Verifier:
        """The public key of this installation's log, under the log's origin."""
        return self._signer.verifier()

    async def atomically(self, work: Callable[[SqlUnit], T]) -> T:
        return await self._answered(self._group_commit.submit(work))

    async def read(self, work: Callable[[SqlUnit], T]) -> T:
        return await self._in_a_thread(partial(self._read, work))

    async def agreement_version(self) -> TreatyVersion:
        if self._glance.is_immediate and not self._is_closed:
            try:
                return self._glance.look()
            except StoreUnavailable:
                # Another process recovers the file, or the disk fails: whoever may wait finds out which.
                return await self.read(lambda unit: unit.agreements.version())
        return await self._in_a_thread(self._glance.look)

    async def _in_a_thread(self, reading: Callable[[], T]) -> T:
        if self._is_closed:
            raise StoreUnavailable("the ledger is closed")
        outcome = await self._answered(self._readers.run(reading))
        if isinstance(outcome, Raised):
            raise outcome.error
        return cast("T", cast("Returned", outcome).value)

    async def _answered(self, waiting: Awaitable[T]) -> T:
        """A server that is frozen, or behind a network that is, keeps its connections open and says nothing.
        Whoever waits for it gives up; what was still queued by then is never run. A request has one patience
        for all its steps: with one for each, it would outlast what a stopping process waits for it.
        """
        of_request, clock = patience.waiting(), asyncio.get_running_loop().time
        began_at, most_s = clock(), min(self._patience_s, of_request.most_s)
        try:
            async with asyncio.timeout(max(0, most_s - of_request.so_far_s)):
                return await waiting
        except TimeoutError:
            raise StoreUnavailable("the database did not answer in time") from None
        finally:
            of_request.so_far_s += clock() - began_at

    async def purge(self, now: datetime) -> int:
        purged = 0
        while True:
            gone = await self.atomically(lambda unit: purge_batch(unit.rows, now))
            purged += gone
            if is_last(gone):
                break
        await asyncio.to_thread(forget_deleted, self._writer.url)
        return purged

    async def checkpoint(self) -> str:
        """The signed head as it is stored: a note over origin, size and root."""
        return await self.read(lambda unit: str(unit.rows.one(select(log_head.c.checkpoint)).checkpoint))

    async def schema(self) -> tuple[str, str]:
        """The schema revision that the database is at now, and the one that this program needs."""
        return await self.read(lambda unit: found_revision(unit.rows.connection)), newest_revision()

    async def close(self) -> None:
        """Finishes what is queued, then lets go of the database. May be called again."""
        self._is_closed = True
        await asyncio.to_thread(self._shut)

    def _shut(self) -> None:
        self._group_commit.close()
        self._readers.close()
        self._glance.close()
        self._writer.dispose()
        self._reader.dispose()

    def _run_group(self, works: Sequence[Callable[[SqlUnit], Any]]) -> Sequence[Outcome]:
        try:
            with self._writer.begin() as connection:
                rows = Rows(connection, is_writable=True)
                tail = lock_tail(rows)
                unit = sql_unit(rows, tail, self._random_bytes)
                outcomes = [_attempt(unit, tail, work) for work in works]
                store_head(rows, tail, self._signer)
        except SQLAlchemyError as error:
            # Even units that failed on their own are told so: they may have seen what is now undone.
            raise StoreUnavailable(f"the database failed: {type(error).__name__}") from error
        return outcomes

    def _read(self, work: Callable[[SqlUnit], T]) -> T:
        try:
            with self._reader.begin() as connection:
                rows = Rows(connection, is_writable=False)
                return work(sql_unit(rows, LogTail(Frontier()), self._random_bytes))
        except SQLAlchemyError as error:
            raise StoreUnavailable(f"the database failed: {type(error).__name__}") from error


def _prepared(
    writer: Engine, log_key: Ed25519PrivateKey, random_bytes: Callable[[int], bytes]
) -> notes.Signer:
    try:
        return prepare(writer, log_key=log_key, random_bytes=random_bytes)
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"the database cannot be opened: {type(error).__name__}") from error


def _attempt(unit: SqlUnit, tail: LogTail, work: Callable[[SqlUnit], Any]) -> Outcome:
    """Runs one unit of a group; when it raises, nothing of it remains and its neighbours go on."""
    before = tail.frontier
    outcome = outcome_of(partial(_in_savepoint, unit, work))
    if not isinstance(outcome, Raised):
        return outcome
    tail.frontier = before
    if isinstance(outcome.error, _STATEMENT_ERRORS):
        unavailable = StoreUnavailable(f"the database refused: {type(outcome.error).__name__}")
        unavailable.__cause__ = outcome.error
        return Raised(unavailable)
    if isinstance(outcome.error, SQLAlchemyError):
        raise outcome.error
    return outcome


def _in_savepoint(unit: SqlUnit, work: Callable[[SqlUnit], T]) -> T:
    with unit.rows.connection.begin_nested():
        return work(unit)
