"""`make demo` keeps what it promises, and its search of the database would see a value that was there."""

import base64
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from eid_sandbox.evidence import found_in, is_searchable, kept_by_the_bridge
from eid_sandbox.refusals import REFUSALS

NAME = "NGUYỄN THỊ HOA"


@pytest.mark.thorough
def test_the_demo_tells_all_journeys_and_every_refusal_and_exits_0(tmp_path: Path) -> None:
    elsewhere = tmp_path / "an-operators-own.sqlite"
    done = subprocess.run(
        [sys.executable, "-m", "eid_sandbox", "demo"],
        env={**os.environ, "BRIDGE_DATABASE_URL": f"sqlite:///{elsewhere}"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "\x1b[" not in done.stdout, "colour in a pipe"
    assert "✗" not in done.stdout
    for title in (
        "A Vietnamese citizen at a hospital",
        "A Singapore citizen at a hotel",
        "A boy of 15",
        "The log",
    ):
        assert title in done.stdout
    told = " ".join(done.stdout.split())
    for refusal in REFUSALS:
        assert refusal.title in told
        assert refusal.expected in told
    assert told.endswith("and be the citizen yourself."), "what to do next"
    assert not elsewhere.exists(), "a demo's people in an operator's database"


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(NAME.encode(), id="raw"),
        pytest.param("NGUYE\u0302\u0303N THI\u0323 HOA".encode(), id="decomposed"),
        pytest.param(NAME.encode().hex().upper().encode(), id="hex in capitals"),
        pytest.param(base64.urlsafe_b64encode(b"x" + NAME.encode() + b"yz"), id="base64url inside a text"),
        pytest.param(base64.b64encode(b"xy" + NAME.encode()), id="base64 at another offset"),
    ],
)
def test_the_search_finds_a_value_that_was_kept(kept: bytes) -> None:
    assert found_in(b"before " + kept + b" after", [{"text": NAME, "status": "active"}])


def test_the_search_finds_nothing_where_nothing_is() -> None:
    assert not found_in(b"completed active NGUYEN", [{"text": NAME, "status": "completed"}])


def test_a_value_too_short_to_search_for_is_not_passed_off_as_absent() -> None:
    assert not is_searchable("O+")
    assert is_searchable(NAME)


def test_a_search_without_a_database_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        kept_by_the_bridge(tmp_path)


def test_the_search_is_not_misled_by_chance() -> None:
    """Short encodings would be found in any random bytes of a database's size."""
    noise = base64.b64encode(random.Random(1).randbytes(2_000_000))
    assert not found_in(noise, "female")
    assert not found_in(noise, NAME)
