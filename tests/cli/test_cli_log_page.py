"""docs/log.md says what the code does."""

import json
import re
from pathlib import Path

import pytest

from bridge.adapters.keys import ROLES
from bridge.adapters.retention import TRANSACTION_GRACE
from bridge.adapters.sql import ledger, purging
from eid_cli.log_checks import SENTENCES, Check
from eid_kit.tlog.leaf import LEAF_SIZE, SALT_SIZE, Leaf

PAGE = (Path(__file__).parents[2] / "docs" / "log.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", Check)
def test_every_check_is_explained(check: Check) -> None:
    assert f"| `{check}` |" in PAGE
    assert check in SENTENCES


@pytest.mark.parametrize("role", ROLES)
def test_every_key_is_listed(role: str) -> None:
    assert f"| `{role}` |" in PAGE


@pytest.mark.parametrize(
    "sentence",
    [
        f"Always {LEAF_SIZE} bytes.",
        f"a salt of {SALT_SIZE} random bytes",
        f"(at most {ledger.LARGEST_GROUP} units)",
        f"When {ledger.QUEUE_CAPACITY} units are waiting",
        f"in batches of {purging.BATCH}.",
    ],
)
def test_every_number_is_that_of_the_code(sentence: str) -> None:
    assert sentence in PAGE


def test_the_grace_of_transactions_is_the_hour_the_page_names() -> None:
    assert "Expired transactions (an hour after their expiry)" in PAGE
    assert TRANSACTION_GRACE.total_seconds() == 3600


def test_the_leaf_on_the_page_is_a_leaf() -> None:
    example = re.search(r'\{"c":"<64 hex digits>".*\}', PAGE)
    assert example is not None
    raw = example[0].replace("<64 hex digits>", "0" * 64)
    assert Leaf.load(raw.encode()).dump().decode() == raw
    assert sorted(json.loads(raw)) == ["c", "hour", "v"]
