"""Starting the bridge alone: what it cannot start with, it names in one line, and exits with 2."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bridge.__main__ import main
from bridge.adapters.sql.schema import newest_revision

AGREEMENT = Path(__file__).parents[2] / "agreements" / "vn-sg.yaml"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in {
        "BRIDGE_SANDBOX": "true",
        "BRIDGE_DATA_DIR": str(tmp_path),
        "BRIDGE_AGREEMENT_FILE": str(AGREEMENT),
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


REFUSED = [
    pytest.param({"BRIDGE_SANDBOX": "false"}, "BRIDGE_SANDBOX", id="an unsigned agreement"),
    pytest.param({"BRIDGE_PARTY_KEYS": "/nowhere.jwks"}, "/nowhere.jwks", id="no keys of the parties"),
    pytest.param({"BRIDGE_PORT": "http"}, "BRIDGE_PORT", id="a port that is no number"),
    pytest.param({"BRIDGE_AGREEMENT_FILE": "/nowhere.yaml"}, "/nowhere.yaml", id="no agreement"),
    pytest.param({"BRIDGE_PARTNERS_FILE": "/nowhere.yaml"}, "/nowhere.yaml", id="no partners file"),
    pytest.param({"BRIDGE_DATABASE_URL": "mysql://x"}, "mysql", id="a database of another make"),
    pytest.param(
        {"BRIDGE_DATABASE_URL": "postgresql://localhost:1/x"}, "database", id="a database that is away"
    ),
]


@pytest.mark.parametrize(("changes", "named"), REFUSED)
def test_the_bridge_does_not_start_half_right(
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
    named: str,
) -> None:
    for name, value in changes.items():
        environment.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert named in said
    assert "Traceback" not in said
    assert said.count("\n") == 1


def test_the_bridge_does_not_start_on_another_schema_and_names_the_command(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "bridge.sqlite3")) as database, database:
        database.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        database.execute("INSERT INTO meta VALUES ('schema_version', '1')")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "bridge: the database is of the time before schema revisions, "
        f"this program needs {newest_revision()}; run: eid-bridge db upgrade\n"
    )
