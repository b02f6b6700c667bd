"""National numbers are found in whatever form they are written, and nowhere else."""

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.domain.mapping import Mapped, Quality
from bridge.domain.mapping_values import without_national_numbers
from bridge.domain.national_numbers import NRIC_FORM

NUMBER = "099191000001"
FORMS = st.sampled_from(
    [
        NUMBER,
        " ".join(NUMBER),
        f"{NUMBER[:3]}-{NUMBER[3:]}",
        f"{NUMBER[:6]}\0{NUMBER[6:]}",
        f"{NUMBER[:4]}_{NUMBER[4:]}",
        NUMBER.translate({48: "\uff10"}),
        NUMBER.translate({48 + digit: 0x660 + digit for digit in range(10)}),
        "S1234567D",
        "s 1234567-d",
        "\uff331234567\uff24",
        NUMBER[:6],
        NUMBER[6:],
        "S1234",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=12) | FORMS
KEYS = FORMS | st.text(max_size=4)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(FORMS | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def leaf_by_leaf(value: Any) -> bool:
    """Whether a number is written in any one key or leaf: slowly, and without any shortcut."""
    if isinstance(value, dict):
        return any(map(leaf_by_leaf, (*value.keys(), *value.values())))
    if isinstance(value, list):
        return any(map(leaf_by_leaf, value))
    normal = unicodedata.normalize("NFKC", str(value)).upper()
    bare = "".join(str(unicodedata.decimal(c, c)) for c in normal if c.isalnum())
    return NUMBER in bare or NRIC_FORM.search(bare) is not None


@given(st.lists(VALUES, max_size=3))
@example([f"{NUMBER[:6]}\0{NUMBER[6:]}"])
@example([[NUMBER[:6], NUMBER[6:]]])
@example([{NUMBER: None}])
@example([NUMBER.translate({48 + digit: 0x660 + digit for digit in range(10)})])
def test_a_claim_is_withheld_just_where_one_of_its_own_parts_holds_a_number(values: list[Any]) -> None:
    mapped = [Mapped(f"claim-{n}", value, Quality.EXACT, "source") for n, value in enumerate(values)]
    kept = without_national_numbers(mapped, (NUMBER,), form=NRIC_FORM)
    assert [not entry.available for entry in kept] == [leaf_by_leaf(value) for value in values]
    assert all(entry is old for entry, old in zip(kept, mapped, strict=True) if entry.available)


@pytest.mark.parametrize("short", ["", "12", "123456"])
def test_a_number_too_short_to_be_one_is_not_looked_for(short: str) -> None:
    (entry,) = without_national_numbers(
        [Mapped("birthdate", "1991-12-34", Quality.EXACT, "x")], (short, None)
    )
    assert entry.available
