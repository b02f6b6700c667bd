"""Ledgers under test: how to open each kind, open it again, and look at its log from outside."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import URL, create_engine, make_url, text

from bridge.adapters.memory import MemoryLedger
from bridge.adapters.sql import SqlLedger
from bridge.adapters.sql.engines import database_url
from bridge.flows.ports import Ledger
from eid_kit.tlog import notes
from eid_kit.tlog.checkpoints import verify
from eid_kit.tlog.leaf import Leaf, commitment
from eid_kit.tlog.merkle import leaf_hash, root_hash

LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes([3] * 32))
Row = tuple[int, bytes, bytes, bytes]


class LedgerUnderTest(Ledger, Protocol):
    """What every ledger offers besides its port."""

    @property
    def log_verifier(self) -> notes.Verifier: ...

    async def checkpoint(self) -> str: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Kind:
    """A kind of ledger. Where it has a `url`, `open` opens the same data again."""

    open: Callable[[], LedgerUnderTest]
    log_rows: Callable[[LedgerUnderTest], list[Row]]
    url: str = ""


def memory_kind() -> Kind:
    return Kind(
        open=lambda: MemoryLedger(log_key=LOG_KEY, random_bytes=os.urandom),
        log_rows=_memory_rows,
    )


def sql_kind(url: str) -> Kind:
    return Kind(
        open=lambda: SqlLedger.open(url, log_key=LOG_KEY, random_bytes=os.urandom),
        log_rows=lambda _: _sql_rows(url),
        url=url,
    )


def sqlite_url(directory: Path) -> str:
    return f"sqlite:///{directory / 'bridge.sqlite'}"


@contextmanager
def postgresql_url(schema: str) -> Iterator[str]:
    """A schema of its own on the server of TEST_DATABASE_URL, or a loud skip."""
    base = _server()
    engine = create_engine(base, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
            yield base.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(
                hide_password=False
            )
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    finally:
        engine.dispose()


@contextmanager
def postgresql_url_of_sql_ascii(database: str) -> Iterator[str]:
    """A database of its own on that server, of the encoding SQL_ASCII, or a loud skip."""
    engine = create_engine(_server(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            made = f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
            connection.execute(text(made))
            yield engine.url.set(database=database).render_as_string(hide_password=False)
            connection.execute(text(f"DROP DATABASE {database}"))
    finally:
        engine.dispose()


def _server() -> URL:
    configured = os.environ.get("TEST_DATABASE_URL")
    if not configured:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("REQUIRE_ALL=1, but TEST_DATABASE_URL names no PostgreSQL")
        pytest.skip("NOT TESTED on PostgreSQL: set TEST_DATABASE_URL")
    return make_url(configured).set(drivername="postgresql+psycopg")


async def require_sound_log(kind: Kind, ledger: LedgerUnderTest) -> int:
    """Checks the whole log again from its first entry, by the rows alone; returns its size."""
    rows = kind.log_rows(ledger)
    assert [index for index, *_ in rows] == list(range(len(rows))), "the log has a gap"
    for index, leaf, salt, body in rows:
        assert Leaf.load(leaf).commitment == commitment(salt, body), f"leaf {index} commits to another body"
    head = verify(await ledger.checkpoint(), [ledger.log_verifier], origin=ledger.log_verifier.name)
    assert (head.size, head.root) == (len(rows), root_hash([leaf_hash(leaf) for _, leaf, _, _ in rows]))
    return head.size


def _memory_rows(ledger: LedgerUnderTest) -> list[Row]:
    assert isinstance(ledger, MemoryLedger)
    return [(index, each.leaf, each.salt, each.body) for index, each in enumerate(ledger.entries)]


def _sql_rows(url: str) -> list[Row]:
    engine = create_engine(database_url(url))
    query = (
        "SELECT l.leaf_index, l.leaf, b.salt, b.body FROM log_leaves l "
        "LEFT JOIN log_bodies b ON b.leaf_index = l.leaf_index ORDER BY l.leaf_index"
    )
    try:
        with engine.connect() as connection:
            return [
                (row[0], bytes(row[1]), bytes(row[2]), bytes(row[3]))
                for row in connection.execute(text(query))
            ]
    finally:
        engine.dispose()
