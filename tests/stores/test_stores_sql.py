"""What only the ledger in SQL must bear: disks that fail, queues that fill, databases of somebody else."""

import asyncio
import os
import socket
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from bridge.adapters.sql import (
    ForeignDatabase,
    SqlLedger,
    UnsupportedDatabase,
    engines,
    is_empty,
    schema_status,
)
from bridge.adapters.sql.unit import SqlUnit
from bridge.domain.audit_events import Event
from bridge.flows.ports import StoreUnavailable, Unit
from stores import samples
from stores.ledgers import (
    LOG_KEY,
    Kind,
    postgresql_url_of_sql_ascii,
    require_sound_log,
    sql_kind,
    sqlite_url,
)

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes([4] * 32))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path)


@pytest.fixture
def sqlite(url: str) -> Kind:
    return sql_kind(url)


def open_ledger(url: str) -> SqlLedger:
    return SqlLedger.open(url, log_key=LOG_KEY, random_bytes=os.urandom)


def append(unit: Unit) -> int:
    return unit.log.append(samples.event())


@contextmanager
def failing(ledger: SqlLedger, moment: str) -> Iterator[None]:
    """Makes the writer's database fail at a moment: `commit`, or the execution of any statement."""

    def fail(*_: object) -> None:
        raise OperationalError("(statement)", {}, Exception("the disk is full"))

    event.listen(ledger._writer, moment, fail)
    try:
        yield
    finally:
        event.remove(ledger._writer, moment, fail)


@pytest.mark.parametrize("moment", ["begin", "commit", "before_cursor_execute"])
async def test_when_a_group_cannot_be_made_durable_all_its_units_fail(sqlite: Kind, moment: str) -> None:
    ledger = open_ledger(sqlite.url)
    assert await ledger.atomically(append) == 0
    with failing(ledger, moment):
        results = await asyncio.gather(
            *(ledger.atomically(append) for _ in range(10)), return_exceptions=True
        )
    assert [type(each) for each in results] == [StoreUnavailable] * 10
    assert await require_sound_log(sqlite, ledger) == 1
    assert await ledger.atomically(append) == 1
    await ledger.close()


async def test_a_failing_database_in_one_unit_fails_its_whole_group(sqlite: Kind) -> None:
    ledger = open_ledger(sqlite.url)
    release = threading.Event()

    def hold(_: Unit) -> None:
        release.wait(5)

    def fail(_: Unit) -> None:
        # SQLite answers a full disk by ending the transaction itself; a later savepoint would then commit.
        raise OperationalError("(statement)", {}, Exception("the disk is full"))

    holding = asyncio.ensure_future(ledger.atomically(hold))
    await asyncio.sleep(0.05)
    group = [asyncio.ensure_future(ledger.atomically(work)) for work in (append, fail, append)]
    await asyncio.sleep(0)
    release.set()
    await holding
    results = await asyncio.gather(*group, return_exceptions=True)
    assert [type(each) for each in results] == [StoreUnavailable] * 3
    assert await require_sound_log(sqlite, ledger) == 0
    await ledger.close()


async def test_a_statement_the_database_refuses_fails_its_own_unit_only(sqlite: Kind) -> None:
    ledger = open_ledger(sqlite.url)

    def break_a_constraint(unit: SqlUnit) -> None:
        unit.log.append(samples.event())
        unit.rows.connection.execute(text("INSERT INTO memory (name) VALUES ('no value')"))

    results = await asyncio.gather(
        ledger.atomically(append),
        ledger.atomically(break_a_constraint),
        ledger.atomically(append),
        return_exceptions=True,
    )
    assert [results[0], type(results[1]), results[2]] == [0, StoreUnavailable, 1]
    assert await require_sound_log(sqlite, ledger) == 2
    await ledger.close()


async def test_units_that_wait_share_one_commit_and_none_is_answered_before_it(url: str) -> None:
    ledger = open_ledger(url)
    release, commits = threading.Event(), []
    first = asyncio.ensure_future(ledger.atomically(lambda _: release.wait(5)))
    await asyncio.sleep(0.05)

    def count(connection: Connection) -> None:
        commits.append([each.done() for each in waiting])

    waiting = [asyncio.ensure_future(ledger.atomically(append)) for _ in range(50)]
    await asyncio.sleep(0)
    event.listen(ledger._writer, "commit", count)
    release.set()
    await first
    assert await asyncio.gather(*waiting) == list(range(50))
    assert commits == [[False] * 50] * 2  # the first unit's own group, and the one of those that waited
    await ledger.close()


async def test_the_log_head_is_signed_once_for_a_group(url: str) -> None:
    ledger = open_ledger(url)
    release, updates = threading.Event(), []
    first = asyncio.ensure_future(ledger.atomically(lambda _: release.wait(5)))
    await asyncio.sleep(0.05)
    waiting = [asyncio.ensure_future(ledger.atomically(append)) for _ in range(20)]
    await asyncio.sleep(0)

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        updates.append(statement.startswith("UPDATE log_head"))

    event.listen(ledger._writer, "before_cursor_execute", note)
    release.set()
    await asyncio.gather(first, *waiting)
    assert updates.count(True) == 1
    await ledger.close()


async def test_what_was_answered_is_on_disk_when_the_process_dies(sqlite: Kind, tmp_path: Path) -> None:
    ledger = open_ledger(sqlite.url)
    assert await ledger.atomically(append) == 0
    # What a process that is killed now leaves behind: database and write-ahead log as they are.
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for path in tmp_path.glob("bridge.sqlite*"):
        (crashed / path.name).write_bytes(path.read_bytes())
    await ledger.close()
    kind = sql_kind(sqlite_url(crashed))
    survivor = kind.open()
    assert await require_sound_log(kind, survivor) == 1
    await survivor.close()


async def test_sqlite_is_set_to_survive_a_power_cut_and_to_overwrite_what_is_deleted(url: str) -> None:
    ledger = open_ledger(url)

    def pragmas(unit: SqlUnit) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return [unit.rows.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await ledger.atomically(pragmas) == ["wal", 2, 1, 1]
    await ledger.close()


async def test_the_database_file_is_private_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "bridge.sqlite"
    ledger = open_ledger(f"sqlite:///{path}")
    await ledger.atomically(append)
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
    await ledger.close()


async def test_no_secret_value_reaches_a_row_of_one_time_claims(url: str, tmp_path: Path) -> None:
    ledger = open_ledger(url)
    await ledger.atomically(lambda unit: unit.one_time.claim("jti", "canary-jti", samples.SOON))
    await ledger.close()
    assert not any(b"canary-jti" in path.read_bytes() for path in tmp_path.iterdir())


async def test_another_log_key_than_the_databases_is_refused(url: str) -> None:
    await open_ledger(url).close()
    with pytest.raises(ForeignDatabase, match="signed with another log key"):
        SqlLedger.open(url, log_key=OTHER_KEY, random_bytes=os.urandom)


@pytest.mark.parametrize(
    "unsupported",
    [
        pytest.param("sqlite://", id="in memory"),
        pytest.param("sqlite:///:memory:", id="in memory, spelt out"),
        pytest.param("mysql://localhost/bridge", id="another database"),
        pytest.param("bridge.sqlite", id="no URL"),
        # Of a password with an unescaped @, the URL has the rest for a host and a port.
        pytest.param("postgresql://bridge:pass@or:word@localhost/bridge", id="a port that is no number"),
    ],
)
def test_a_database_the_ledger_does_not_run_on_is_refused(unsupported: str) -> None:
    for open_it in (open_ledger, is_empty):
        with pytest.raises(UnsupportedDatabase) as refused:
            open_it(unsupported)
        assert "word" not in str(refused.value)


@pytest.mark.thorough
def test_a_server_that_accepts_and_says_nothing_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_BUSY_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://bridge@127.0.0.1:{silent.getsockname()[1]}/bridge"
        for look in (is_empty, schema_status):
            with pytest.raises(StoreUnavailable):
                look(url)


@pytest.mark.parametrize(
    "unreachable", ["postgresql://localhost:1/bridge", "sqlite:////proc/nowhere/bridge.sqlite"]
)
def test_a_database_out_of_reach_is_unavailable(unreachable: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_ledger(unreachable)


def test_a_file_that_is_no_database_is_unavailable(url: str, tmp_path: Path) -> None:
    (tmp_path / "bridge.sqlite").write_text("not a database, but long enough to be one" * 50)
    for open_it in (open_ledger, is_empty):
        with pytest.raises(StoreUnavailable):
            open_it(url)


async def test_a_database_is_empty_until_its_first_use(durable: Kind) -> None:
    assert is_empty(durable.url)
    assert is_empty(durable.url)
    await durable.open().close()
    assert not is_empty(durable.url)


def test_asking_whether_a_database_is_empty_creates_no_file(url: str, tmp_path: Path) -> None:
    assert is_empty(url)
    assert not list(tmp_path.iterdir())


async def test_two_processes_that_start_together_make_one_installation(durable: Kind) -> None:
    first, second = await asyncio.gather(asyncio.to_thread(durable.open), asyncio.to_thread(durable.open))
    assert first.log_verifier.dump() == second.log_verifier.dump()
    await first.close()
    await second.close()


async def test_a_reader_sees_one_state_while_others_write(durable: Kind) -> None:
    ledger = durable.open()
    started, proceed = threading.Event(), threading.Event()

    def look_twice(unit: Unit) -> tuple[str | None, str | None]:
        before = unit.memory.get("fact")
        started.set()
        proceed.wait(5)
        return before, unit.memory.get("fact")

    reading = asyncio.ensure_future(ledger.read(look_twice))
    await asyncio.to_thread(started.wait, 5)
    await ledger.atomically(lambda unit: unit.memory.put("fact", "new"))
    proceed.set()
    assert await reading == (None, None)
    assert await ledger.read(lambda unit: unit.memory.get("fact")) == "new"
    await ledger.close()


async def test_the_log_records_each_kind_of_event(sqlite: Kind) -> None:
    ledger = open_ledger(sqlite.url)
    for kind in Event:
        await ledger.atomically(lambda unit, kind=kind: unit.log.append(samples.event(kind)))  # type: ignore[misc]  # mypy cannot infer a lambda's default
    assert await require_sound_log(sqlite, ledger) == len(Event)
    await ledger.close()


async def test_a_postgresql_database_without_an_encoding_is_spoken_to_in_utf8() -> None:
    # What a server makes that is set up under the C locale; its driver would hand over bytes.
    with postgresql_url_of_sql_ascii("test_sql_ascii") as url:
        assert is_empty(url)
        kind = sql_kind(url)
        ledger = kind.open()
        await ledger.atomically(append)
        await ledger.atomically(lambda unit: unit.memory.put("name", "Nguyễn Thị Hoa"))
        assert await ledger.atomically(lambda unit: unit.memory.get("name")) == "Nguyễn Thị Hoa"
        assert await require_sound_log(kind, ledger) == 1
        await ledger.close()


async def test_a_sealed_value_that_was_destroyed_is_in_no_file_after_the_next_purge(
    url: str, tmp_path: Path
) -> None:
    ledger, sealed = open_ledger(url), replace(samples.carrier("a"), ciphertext=b"sealed but whole" * 8)
    await ledger.atomically(lambda unit: unit.carriers.put(sealed))
    assert any(sealed.ciphertext in file.read_bytes() for file in tmp_path.iterdir())
    await ledger.atomically(lambda unit: unit.carriers.destroy(sealed.transaction_id))
    await ledger.purge(samples.NOW)
    assert [file.name for file in tmp_path.iterdir() if sealed.ciphertext in file.read_bytes()] == []
    await ledger.close()


async def test_a_purge_beside_a_reader_waits_for_nobody_and_fails_nobody(url: str) -> None:
    ledger = open_ledger(url)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM carriers").fetchone()
        await ledger.atomically(append)
        assert await ledger.purge(samples.NOW) == 0
        reader.execute("COMMIT")
    await ledger.close()
