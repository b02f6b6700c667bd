"""The schema's revisions: they make what the program uses, and no other database is touched by accident."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from bridge.adapters.sql import ForeignDatabase, SqlLedger, is_empty, schema, schema_status, upgrade_database
from bridge.adapters.sql.schema import Standing
from bridge.adapters.sql.tables import metadata
from bridge.flows.ports import Unit
from stores import samples
from stores.ledgers import Kind, require_sound_log

HEAD = schema.newest_revision()
FIRST, NEXT = (
    "0001",
    f"""
from alembic import op
import sqlalchemy as sa

revision, down_revision = "later", "{HEAD}"


def upgrade():
    op.create_table("later", sa.Column("name", sa.Text, primary_key=True))
    op.add_column("consents", sa.Column("later", sa.Text))
""",
)


def append(unit: Unit) -> int:
    return unit.log.append(samples.event())


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return set(inspect(connection).get_table_names())


def run(url: str, *statements: str) -> None:
    with connected(url) as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The revisions of a later version of the program: one more."""
    folder = tmp_path / "later" / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r_later.py").write_text(NEXT, encoding="utf-8")
    return folder


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The revisions of the first version of the program: one."""
    folder = tmp_path / "first" / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for script in ScriptDirectory(str(folder)).walk_revisions(base=FIRST):
        if script.revision != FIRST:
            Path(script.path).unlink()
    return folder


def test_the_revisions_are_one_line_from_nothing_to_the_newest() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert scripts.get_heads() == [HEAD]
    assert scripts.get_bases() == [FIRST]


def test_the_revisions_make_the_tables_that_the_program_uses(durable: Kind) -> None:
    upgrade_database(durable.url)
    with connected(durable.url) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def description(connection: Connection) -> dict[str, Any]:
    """Everything the database itself says about our tables, keys and names of constraints included."""
    inspector = inspect(connection)
    return {
        name: {
            "columns": [
                {**each, "type": repr(each["type"])}
                for each in sorted(inspector.get_columns(name), key=lambda column: column["name"])
            ],
            "key": inspector.get_pk_constraint(name),
            "unique": inspector.get_unique_constraints(name),
            "foreign": inspector.get_foreign_keys(name),
            "indexes": sorted(inspector.get_indexes(name), key=lambda index: str(index["name"])),
        }
        for name in metadata.tables
    }


def test_the_database_itself_sees_no_difference_either(durable: Kind) -> None:
    """Alembic compares no primary keys; a column that counts by itself would give out indexes of its own."""
    upgrade_database(durable.url)
    with connected(durable.url) as connection:
        by_revisions = description(connection)
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert by_revisions == description(connection)


async def test_an_empty_database_gets_its_tables_at_the_first_start(durable: Kind) -> None:
    assert schema_status(durable.url).standing is Standing.EMPTY
    await durable.open().close()
    assert schema_status(durable.url).is_current


async def test_a_database_that_was_upgraded_before_its_first_start_is_empty(durable: Kind) -> None:
    """So that the keys are made with it; the role that the bridge runs under need not be one that creates."""
    upgrade_database(durable.url)
    assert is_empty(durable.url)
    ledger = durable.open()
    assert await ledger.atomically(append) == 0
    await ledger.close()


async def test_an_older_database_is_refused_until_it_is_upgraded(
    durable: Kind, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = durable.open()
    await ledger.atomically(append)
    await ledger.close()
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    with pytest.raises(ForeignDatabase, match=f"at schema revision {HEAD}, this program needs later; run: "):
        durable.open()
    assert "later" not in tables(durable.url)

    assert upgrade_database(durable.url).revision == HEAD
    assert upgrade_database(durable.url).is_current
    assert "later" in tables(durable.url)
    ledger = durable.open()
    assert await ledger.atomically(append) == 1
    assert await require_sound_log(durable, ledger) == 2
    await ledger.close()


async def test_a_running_process_sees_that_its_database_was_upgraded_under_it(
    durable: Kind, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = durable.open()
    assert isinstance(ledger, SqlLedger)
    assert await ledger.schema() == (HEAD, HEAD)
    with monkeypatch.context() as in_the_future:
        in_the_future.setattr(schema, "MIGRATIONS", later)
        upgrade_database(durable.url)
    assert await ledger.schema() == ("later", HEAD)
    await ledger.close()


async def test_a_newer_database_is_refused_and_left_alone(
    durable: Kind, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as in_the_future:
        in_the_future.setattr(schema, "MIGRATIONS", later)
        await durable.open().close()
    for refusing in (durable.open, lambda: upgrade_database(durable.url)):
        with pytest.raises(ForeignDatabase, match="at schema revision later, which this program does not"):
            refusing()
    assert schema_status(durable.url).revision == "later"


async def test_a_database_of_another_program_s_revision_is_refused(durable: Kind) -> None:
    await durable.open().close()
    run(durable.url, "UPDATE alembic_version SET version_num = 'ae1027a6acf'")
    with pytest.raises(ForeignDatabase, match="newer version or to another program"):
        durable.open()


async def test_a_database_from_before_revisions_is_taken_over_with_its_log(
    durable: Kind, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as in_the_past:
        in_the_past.setattr(schema, "MIGRATIONS", first)
        ledger = durable.open()
        await ledger.atomically(append)
        await ledger.close()
    run(
        durable.url,
        "DROP TABLE alembic_version",
        "INSERT INTO meta (name, value) VALUES ('schema_version', '1')",
    )
    with pytest.raises(ForeignDatabase, match=f"before schema revisions, this program needs {HEAD}; run: "):
        durable.open()
    assert upgrade_database(durable.url).standing is Standing.UNNUMBERED
    ledger = durable.open()
    assert await ledger.atomically(append) == 1
    assert await require_sound_log(durable, ledger) == 2
    await ledger.close()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("CREATE TABLE consents (id TEXT)", id="a name of ours"),
        pytest.param("CREATE TABLE meta (name TEXT, value TEXT)", id="facts of somebody else"),
    ],
)
def test_tables_of_our_names_that_are_not_ours_are_refused(durable: Kind, statement: str) -> None:
    run(durable.url, statement)
    before = tables(durable.url)
    for refusing in (durable.open, lambda: upgrade_database(durable.url)):
        with pytest.raises(ForeignDatabase, match="a database of its own"):
            refusing()
    assert tables(durable.url) == before


async def test_tables_of_others_beside_ours_stay_as_they_are(durable: Kind) -> None:
    run(durable.url, "CREATE TABLE spatial_ref_sys (srid INTEGER)", "INSERT INTO spatial_ref_sys VALUES (1)")
    await durable.open().close()
    with connected(durable.url) as connection:
        assert connection.execute(text("SELECT srid FROM spatial_ref_sys")).scalars().all() == [1]


async def test_an_upgrade_that_fails_half_way_leaves_the_database_as_it_was(
    durable: Kind, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await durable.open().close()
    before = tables(durable.url)
    with (later / "versions" / "r_later.py").open("a", encoding="utf-8") as revision:
        revision.write("    raise ValueError('half way')\n")
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", later)
        with pytest.raises(ValueError, match="half way"):
            upgrade_database(durable.url)
    assert tables(durable.url) == before
    await durable.open().close()


def test_of_upgrades_at_the_same_moment_one_does_it_and_the_others_find_it_done(durable: Kind) -> None:
    command = [sys.executable, "-m", "eid_cli", "db", "upgrade", "--database-url", durable.url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = sorted(each.communicate(timeout=60)[0] for each in running)
    assert [each.returncode for each in running] == [0, 0, 0]
    nothing = f"the database is at schema revision {HEAD}, the newest: nothing to do\n"
    assert said == [nothing, nothing, f"the database was empty, and is now at schema revision {HEAD}\n"]


def test_asking_how_a_database_stands_creates_no_file(tmp_path: Path) -> None:
    assert schema_status(f"sqlite:///{tmp_path / 'bridge.sqlite'}").standing is Standing.EMPTY
    assert not list(tmp_path.iterdir())
