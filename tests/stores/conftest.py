"""Every test of this folder that asks for `kind` or `ledger` runs once for each kind of ledger."""

import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stores.ledgers import (
    Kind,
    LedgerUnderTest,
    memory_kind,
    postgresql_url,
    require_sound_log,
    sql_kind,
    sqlite_url,
)


@contextmanager
def _kind(name: str, directory: Path) -> Iterator[Kind]:
    if name == "memory":
        yield memory_kind()
    elif name == "sqlite":
        yield sql_kind(sqlite_url(directory))
    else:
        with postgresql_url(f"test_{secrets.token_hex(6)}") as url:
            yield sql_kind(url)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kind]:
    with _kind(request.param, tmp_path) as kind:
        yield kind


@pytest.fixture(params=["sqlite", "postgresql"])
def durable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kind]:
    """The kinds of which something is left after the process."""
    with _kind(request.param, tmp_path) as kind:
        yield kind


@pytest.fixture
async def ledger(kind: Kind) -> AsyncIterator[LedgerUnderTest]:
    """A fresh ledger, whose whole log is checked again after the test that used it."""
    ledger = kind.open()
    yield ledger
    await require_sound_log(kind, ledger)
    await ledger.close()
