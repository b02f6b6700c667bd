"""`eid-bridge db`: what it says, and with which status it ends."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.adapters.sql.schema import newest_revision
from eid_cli.__main__ import app

CLEAN = {name: None for name in os.environ if name.startswith("BRIDGE_")}


def run(command: str, folder: Path) -> Result:
    return CliRunner().invoke(app, ["db", command, "--data-dir", str(folder)], env=CLEAN)


def test_an_empty_database_is_upgraded_once_and_then_up_to_date(tmp_path: Path) -> None:
    said = [run(command, tmp_path) for command in ("status", "upgrade", "upgrade", "status")]
    assert [each.exit_code for each in said] == [1, 0, 0, 0]
    assert [each.stdout for each in said] == [
        "the database is empty; the bridge makes its tables at the first start\n",
        f"the database was empty, and is now at schema revision {newest_revision()}\n",
        f"the database is at schema revision {newest_revision()}, the newest: nothing to do\n",
        f"the database is at schema revision {newest_revision()}, the newest\n",
    ]


def test_a_database_of_a_revision_that_is_not_known_is_refused_in_one_sentence(tmp_path: Path) -> None:
    run("upgrade", tmp_path)
    with closing(sqlite3.connect(tmp_path / "bridge.sqlite3")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    refused, status = run("upgrade", tmp_path), run("status", tmp_path)
    assert (refused.exit_code, status.exit_code) == (2, 1)
    sentence = (
        "the database is at schema revision 9999, which this program does not know: "
        "it belongs to a newer version or to another program\n"
    )
    assert refused.stderr == f"eid-bridge: {sentence}"
    assert status.stdout == sentence


@pytest.mark.parametrize(
    ("url", "named"),
    [
        pytest.param("mysql://localhost/x", "mysql is not supported", id="another make"),
        pytest.param("postgresql://secret@localhost:1/x", "cannot be used", id="out of reach"),
        pytest.param("sqlite:////proc/nowhere/x", "cannot be", id="a file that cannot be"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_secrets(url: str, named: str) -> None:
    result = CliRunner().invoke(app, ["db", "upgrade", "--database-url", url], env=CLEAN)
    assert result.exit_code == 2
    assert named in result.stderr
    assert "secret" not in result.stderr
    assert result.stderr.count("\n") == 1
