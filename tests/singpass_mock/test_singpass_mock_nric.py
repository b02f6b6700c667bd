"""NRIC and FIN numbers: published and computed vectors, and the mistakes common in other implementations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from singpass_mock import nric

VECTORS = (
    *("S1234567D", "T1234567J", "F1234567N", "G1234567X", "M1234567K"),
    *("S0000001I", "T0000001E", "F0000001U", "G0000001P", "M0000001Q"),
    *("S9876543C", "T9876543Z", "F9876543M", "G9876543W", "M9876543X", "M5012345J", "M0000008J"),
)

SERIES = st.sampled_from(sorted(nric.NRIC_PREFIXES | nric.FIN_PREFIXES))
DIGITS = st.from_regex(r"[0-9]{7}", fullmatch=True)


@pytest.mark.parametrize("number", VECTORS)
def test_a_known_number_is_valid(number: str) -> None:
    assert nric.fault_in(number) is None


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("S1234567A", id="the published illustration, which has a wrong letter"),
        pytest.param("M1234567B", id="the published illustration of an M number"),
        pytest.param("M0000008M", id="the F and G table used for M"),
    ],
)
def test_a_wrong_check_letter_is_refused(number: str) -> None:
    assert nric.fault_in(number) == "the check letter does not fit the digits"


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("", id="nothing"),
        pytest.param("s1234567d", id="lower case"),
        pytest.param("A1234567D", id="a series that does not exist"),
        pytest.param("S123456D", id="six digits"),
        pytest.param("S12345678D", id="eight digits"),
        pytest.param("S1234567D\n", id="a line end after it"),
        pytest.param("S１234567D", id="a full-width digit"),
    ],
)
def test_another_shape_is_refused(number: str) -> None:
    assert not nric.is_valid(number)
    assert "seven digits" in (nric.fault_in(number) or "")


@given(SERIES, DIGITS)
def test_exactly_one_letter_fits(prefix: str, digits: str) -> None:
    letters = [
        letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if nric.is_valid(f"{prefix}{digits}{letter}")
    ]
    assert letters == [nric.check_letter(prefix, digits)]


@given(SERIES, DIGITS, st.integers(0, 6), st.integers(1, 9))
def test_one_mistyped_digit_is_noticed(prefix: str, digits: str, place: int, shift: int) -> None:
    mistyped = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert nric.check_letter(prefix, digits) != nric.check_letter(prefix, mistyped)


def test_the_m_table_read_backwards_is_the_other_published_form() -> None:
    for digit in range(10):
        number = f"000000{digit}"
        remainder = (3 + 2 * digit) % 11
        assert nric.check_letter("M", number) == "KLJNPQRTUWX"[10 - remainder]


def test_the_partial_number_shows_three_digits_and_the_letter() -> None:
    assert nric.partial("S1234567D") == "*****567D"
