"""`eid-bridge audit verify`: a sound log passes, and every way to tamper with one is seen and named."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from bridge.adapters.sql import SqlLedger
from bridge.domain.audit_events import AuditEvent, Event
from cli.logs import EVENTS, Log, appending, write_log
from eid_cli.__main__ import app
from eid_kit.oauth.keys import dump_private_key, generate_key, public_jwk
from eid_kit.tlog import notes
from stores.ledgers import LOG_KEY, postgresql_url

CLEAN = {name: None for name in os.environ if name.startswith("BRIDGE_")}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", "verify", *arguments], env=CLEAN)


def verdict(log: Log) -> tuple[int, set[tuple[str, int | None]]]:
    """Exit status, and each fault as (check, leaf)."""
    result = run("--data-dir", str(log.directory), "--json")
    document = json.loads(result.stdout)
    return result.exit_code, {(each["check"], each["leaf"]) for each in document["faults"]}


@pytest.fixture
async def log(tmp_path: Path) -> Log:
    return await write_log(tmp_path)


def test_a_sound_log_passes_with_a_clear_sentence(log: Log) -> None:
    result = run("--data-dir", str(log.directory))
    assert result.exit_code == 0
    assert f"The log {log.origin} is sound: 6 entries, root " in result.stdout
    assert "faulty" not in result.stdout


def test_a_sound_log_passes_for_programs_too(log: Log) -> None:
    document = json.loads(run("--data-dir", str(log.directory), "--json").stdout)
    assert (document["sound"], document["size"], document["faults"]) == (True, 6, [])
    assert all(document["checks"].values())
    assert len(document["checks"]) == 9


async def test_an_empty_log_is_sound(tmp_path: Path) -> None:
    log = await write_log(tmp_path, ())
    assert verdict(log) == (0, set())


async def test_the_bridge_may_keep_running_meanwhile(log: Log) -> None:
    ledger = SqlLedger.open(log.url, log_key=log.key, random_bytes=os.urandom)
    await ledger.atomically(appending(EVENTS[0]))
    code, faults = verdict(log)
    await ledger.close()
    assert (code, faults) == (1, {("consent_order", 6)})  # c1 was given before: both entries were seen


def test_verifying_changes_nothing(log: Log) -> None:
    before = hashlib.sha256(log.path.read_bytes()).digest()
    assert verdict(log)[0] == 0
    assert hashlib.sha256(log.path.read_bytes()).digest() == before


OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes([5] * 32))
REVOKED = replace(EVENTS[3], event=Event.TOKENS_REVOKED)
BEYOND = replace(EVENTS[3], claim_names=("name", "email"))


def swap_leaves(log: Log) -> None:
    first, second = log.leaves()[2:4]
    log.run("UPDATE log_leaves SET leaf = ? WHERE leaf_index = 2", (second,))
    log.run("UPDATE log_leaves SET leaf = ? WHERE leaf_index = 3", (first,))


def lengthen_leaf(log: Log) -> None:
    log.run("UPDATE log_leaves SET leaf = ? WHERE leaf_index = 2", (log.leaves()[2] + b" ",))
    log.resign()


def forge_entry(log: Log) -> None:
    log.run("INSERT INTO log_leaves SELECT 6, leaf FROM log_leaves WHERE leaf_index = 5")
    log.run("INSERT INTO log_bodies SELECT 6, salt, body FROM log_bodies WHERE leaf_index = 5")


def cut_off_last(log: Log) -> None:
    for table in ("log_leaves", "log_bodies"):
        log.run(f"DELETE FROM {table} WHERE leaf_index = 5")


def cut_out_one(log: Log) -> None:
    for table in ("log_leaves", "log_bodies"):
        log.run(f"DELETE FROM {table} WHERE leaf_index = 2")
    log.resign()


def change_hour(log: Log) -> None:
    log.rewrite(5, EVENTS[5], hours_off=1)
    log.resign()


def rewrite_body(change: Callable[[bytes], bytes]) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        ((body,),) = log.run("SELECT body FROM log_bodies WHERE leaf_index = 5")
        assert isinstance(body, bytes)
        log.run("UPDATE log_bodies SET body = ? WHERE leaf_index = 5", (change(body),))

    return tamper


def sql(statement: str) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.run(statement)

    return tamper


ROOT = ("root", None)
HEAD = ("head", None)
SIGNATURE = ("signature", None)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        pytest.param(cut_off_last, {ROOT, HEAD}, id="the last entry is cut off"),
        pytest.param(cut_out_one, {("indexes", 3)}, id="an entry is cut out and the head signed again"),
        pytest.param(forge_entry, {ROOT, HEAD}, id="an entry is added"),
        pytest.param(
            swap_leaves, {ROOT, HEAD, ("commitment", 2), ("commitment", 3)}, id="two leaves are swapped"
        ),
        pytest.param(
            lambda log: log.rewrite(5, EVENTS[5]), {ROOT, HEAD}, id="an entry is rewritten, leaf and body"
        ),
        pytest.param(lengthen_leaf, {("leaf_format", 2)}, id="a leaf is one byte longer"),
        pytest.param(change_hour, {("hour", 5)}, id="a leaf names another hour"),
        pytest.param(
            rewrite_body(lambda body: body.replace(b'"name"', b'"email"')),
            {("commitment", 5)},
            id="a body names another claim",
        ),
        pytest.param(
            rewrite_body(lambda body: body.replace(b'"name"', b'"shoe_size"')),
            {("commitment", 5), ("body", 5)},
            id="a body holds a word outside the vocabulary",
        ),
        pytest.param(
            rewrite_body(lambda body: body.replace(b":", b": ", 1)),
            {("commitment", 5), ("body", 5)},
            id="a body is spelt otherwise",
        ),
        pytest.param(
            rewrite_body(lambda _: b"\xff"), {("commitment", 5), ("body", 5)}, id="a body is garbage"
        ),
        pytest.param(
            sql("DELETE FROM log_bodies WHERE leaf_index = 5"),
            {("commitment", 5), ("body", 5)},
            id="a body is deleted",
        ),
        pytest.param(
            sql("UPDATE log_bodies SET salt = zeroblob(32) WHERE leaf_index = 5"),
            {("commitment", 5)},
            id="a salt is changed",
        ),
        pytest.param(
            sql("UPDATE log_bodies SET salt = 'text' WHERE leaf_index = 5"),
            {("commitment", 5)},
            id="a salt is text",
        ),
        pytest.param(
            sql("UPDATE log_head SET size = 'six', peaks = 7"), {HEAD}, id="the writer's head is text"
        ),
        pytest.param(
            sql("UPDATE log_bodies SET salt = zeroblob(31) WHERE leaf_index = 5"),
            {("commitment", 5)},
            id="a salt is cut short",
        ),
        pytest.param(
            sql("INSERT INTO log_bodies VALUES (9, zeroblob(32), x'00')"),
            {("indexes", 9)},
            id="a body has no leaf",
        ),
        pytest.param(
            sql("UPDATE log_head SET checkpoint = replace(checkpoint, char(10) || '6', char(10) || '7')"),
            {SIGNATURE},
            id="the signed size is changed",
        ),
        pytest.param(
            sql("UPDATE log_head SET checkpoint = 'nothing'"), {SIGNATURE}, id="the head is not a note"
        ),
        pytest.param(lambda log: log.resign(more=1), {ROOT}, id="the head is signed over another size"),
        pytest.param(lambda log: log.resign(key=OTHER_KEY), {SIGNATURE}, id="the head has another signer"),
        pytest.param(
            lambda log: log.resign(origin="another.example"), {SIGNATURE}, id="the head is of another log"
        ),
        pytest.param(sql("UPDATE log_head SET size = 5"), {HEAD}, id="the writer's size is changed"),
        pytest.param(
            sql("UPDATE log_head SET peaks = zeroblob(64)"), {HEAD}, id="the writer's peaks are changed"
        ),
        pytest.param(sql("UPDATE log_head SET peaks = x''"), {HEAD}, id="the writer's peaks are gone"),
        pytest.param(sql("DELETE FROM log_head"), {HEAD}, id="there is no head"),
        pytest.param(
            sql("INSERT INTO log_head SELECT 2, size, peaks, checkpoint FROM log_head"),
            {HEAD},
            id="there are two heads",
        ),
    ],
)
def test_a_log_tampered_with_in_one_way_is_not_sound(
    log: Log, tamper: Callable[[Log], None], expected: set[tuple[str, int | None]]
) -> None:
    tamper(log)
    assert verdict(log) == (1, expected)


def test_an_older_head_put_back_is_seen(log: Log) -> None:
    cut_off_last(log)
    log.resign()
    ((old,),) = log.run("SELECT checkpoint FROM log_head")
    forge = EVENTS[5].body()
    log.run("INSERT INTO log_leaves VALUES (5, x'00')")
    log.run("INSERT INTO log_bodies VALUES (5, zeroblob(32), ?)", (forge,))
    log.rewrite(5, EVENTS[5])
    log.resign()
    assert verdict(log) == (0, set())
    log.run("UPDATE log_head SET checkpoint = ?", (old,))
    assert verdict(log) == (1, {ROOT})


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([EVENTS[3]], {0}, id="released without a consent"),
        pytest.param([EVENTS[3], EVENTS[0]], {0}, id="released before its consent"),
        pytest.param([EVENTS[1], EVENTS[4], replace(EVENTS[3], consent_id="c2")], {2}, id="after withdrawal"),
        pytest.param(
            [EVENTS[1], EVENTS[4], replace(EVENTS[2], consent_id="c2")], {2}, id="tokens after withdrawal"
        ),
        pytest.param([EVENTS[0], REVOKED], set(), id="a token given back"),
        pytest.param([REVOKED], {0}, id="a token given back that nobody consented to"),
        pytest.param([EVENTS[0], REVOKED, EVENTS[3]], {2}, id="released after its token was given back"),
        pytest.param([EVENTS[0], REVOKED, EVENTS[2]], {2}, id="tokens after one was given back"),
        pytest.param([EVENTS[0], REVOKED, REVOKED], {2}, id="one token given back twice"),
        pytest.param(
            [EVENTS[0], REVOKED, replace(EVENTS[4], consent_id="c1")], set(), id="withdrawn after given back"
        ),
        pytest.param([EVENTS[0], replace(EVENTS[3], consent_id=None)], {1}, id="released naming no consent"),
        pytest.param([EVENTS[0], BEYOND], {1}, id="released beyond the consent"),
        pytest.param([EVENTS[0], replace(EVENTS[3], partner="clinic")], {1}, id="released to another"),
        pytest.param(
            [EVENTS[0], replace(EVENTS[3], purpose="tourism.checkin")], {1}, id="for another purpose"
        ),
        pytest.param([EVENTS[0], EVENTS[0]], {1}, id="one consent given twice"),
        pytest.param([replace(EVENTS[0], consent_id=None)], {0}, id="a consent without its name"),
        pytest.param([EVENTS[0], EVENTS[3], EVENTS[3]], set(), id="released twice under one consent"),
        pytest.param([EVENTS[1], EVENTS[3], EVENTS[4], EVENTS[0]], {1}, id="the consent of somebody else"),
    ],
)
async def test_entries_out_of_order_are_seen_though_log_and_signature_fit(
    tmp_path: Path, events: list[AuditEvent], expected: set[int]
) -> None:
    log = await write_log(tmp_path, events)
    code, faults = verdict(log)
    assert faults == {("consent_order", index) for index in expected}
    assert code == (1 if expected else 0)


def test_faults_are_named_in_the_table(log: Log) -> None:
    log.run("DELETE FROM log_bodies WHERE leaf_index = 5")
    result = run("--data-dir", str(log.directory))
    assert result.exit_code == 1
    assert "the body is missing" in result.stdout
    assert "is NOT sound: 2 faults in 6 entries" in result.stdout


async def test_a_table_of_very_many_faults_says_how_many_more(tmp_path: Path) -> None:
    log = await write_log(tmp_path, [EVENTS[3]] * 103)
    assert "and 3 more" in run("--data-dir", str(log.directory)).stdout


def test_a_fault_quotes_nothing_of_the_body(log: Log) -> None:
    rewrite_body(lambda _: b'{"name":"NGUYEN THI HOA"}')(log)
    assert "NGUYEN" not in run("--data-dir", str(log.directory)).stdout
    assert "NGUYEN" not in run("--data-dir", str(log.directory), "--json").stdout


@pytest.mark.parametrize("form", ["verifier line", "public JWK"])
def test_an_auditor_needs_the_public_key_alone(log: Log, tmp_path: Path, form: str) -> None:
    verifier = notes.Verifier(log.origin, log.key.public_key())
    jwk = json.loads((log.directory / "keys" / "log.jwk").read_text())
    del jwk["d"]
    path = tmp_path / "log.pub"
    path.write_text(verifier.dump() + "\n" if form == "verifier line" else json.dumps(jwk))
    assert run("--database-url", log.url, "--log-key", str(path)).exit_code == 0


def test_another_key_than_the_logs_is_a_fault(log: Log, tmp_path: Path) -> None:
    path = tmp_path / "other.jwk"
    path.write_text(dump_private_key(generate_key("EdDSA")))
    result = run("--database-url", log.url, "--log-key", str(path))
    assert result.exit_code == 1
    assert "no trusted key signed the note" in result.stdout


def write(content: str) -> Callable[[Path], Path]:
    def make(directory: Path) -> Path:
        path = directory / "handed.in"
        path.write_text(content)
        return path

    return make


@pytest.mark.parametrize(
    "key_file",
    [
        pytest.param(lambda directory: directory / "missing", id="no file"),
        pytest.param(write(""), id="an empty file"),
        pytest.param(write("a+b+c"), id="no verifier line"),
        pytest.param(write("{"), id="no JSON"),
        pytest.param(write('{"kty": "oct", "k": "AAAA"}'), id="a secret"),
        pytest.param(write(json.dumps(public_jwk(generate_key("ES256")))), id="another algorithm"),
    ],
)
def test_a_file_that_holds_no_log_key_ends_with_status_2(
    log: Log, tmp_path: Path, key_file: Callable[[Path], Path]
) -> None:
    result = run("--database-url", log.url, "--log-key", str(key_file(tmp_path)))
    assert result.exit_code == 2
    assert result.stderr.startswith("eid-bridge: ")
    assert not result.stdout


def test_a_private_key_is_not_quoted_when_it_does_not_parse(log: Log, tmp_path: Path) -> None:
    path = tmp_path / "broken.jwk"
    path.write_text('{"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "PRIVATE"}')
    result = run("--database-url", log.url, "--log-key", str(path))
    assert result.exit_code == 2
    assert "PRIVATE" not in result.stderr + result.stdout


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sqlite:///{0}/missing.sqlite3", id="no file"),
        pytest.param("sqlite:///{0}/keys/log.jwk", id="not a database"),
        pytest.param("sqlite://", id="no file named"),
        pytest.param("mysql://localhost/x", id="another database"),
        pytest.param("nonsense", id="no URL"),
        pytest.param("postgresql://localhost:1/x", id="no server"),
    ],
)
def test_a_log_that_cannot_be_read_ends_with_status_2(log: Log, url: str) -> None:
    result = run("--database-url", url.format(log.directory), "--data-dir", str(log.directory))
    assert result.exit_code == 2
    assert result.stderr.startswith("eid-bridge: ")
    assert len(result.stderr.splitlines()) == 1
    assert not (log.directory / "missing.sqlite3").exists()


def test_a_database_without_a_log_ends_with_status_2(log: Log) -> None:
    log.run("DELETE FROM meta")
    assert run("--data-dir", str(log.directory)).exit_code == 2


def test_defaults_come_from_the_bridges_own_settings(log: Log) -> None:
    for environment in (
        {"BRIDGE_DATA_DIR": str(log.directory)},
        {"BRIDGE_DATA_DIR": str(log.directory), "BRIDGE_DATABASE_URL": log.url},
    ):
        assert CliRunner().invoke(app, ["audit", "verify"], env={**CLEAN, **environment}).exit_code == 0


@pytest.mark.parametrize("arguments", [["--help"], ["audit", "--help"], ["audit", "verify", "--help"]])
def test_help_says_what_it_does(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments, env=CLEAN)
    assert result.exit_code == 0
    assert "audit" in result.stdout


async def test_a_log_in_postgresql_is_read_and_its_faults_are_seen(tmp_path: Path) -> None:
    key = tmp_path / "log.vkey"
    with postgresql_url("test_cli_audit") as url:
        ledger = SqlLedger.open(url, log_key=LOG_KEY, random_bytes=os.urandom)
        key.write_text(ledger.log_verifier.dump())
        for event in EVENTS:
            await ledger.atomically(appending(event))
        assert run("--database-url", url, "--log-key", str(key)).exit_code == 0
        await ledger.atomically(appending(replace(EVENTS[3], consent_id="c2")))
        await ledger.close()
        result = run("--database-url", url, "--log-key", str(key), "--json")
    assert [(each["check"], each["leaf"]) for each in json.loads(result.stdout)["faults"]] == [
        ("consent_order", 6)
    ]
