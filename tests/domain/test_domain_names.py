"""Names in the letters of a machine-readable zone (ICAO Doc 9303-3), and countries in its codes."""

import re
import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.country_codes import icao_from_alpha2, is_icao
from bridge.domain.icao9303 import letters, undivided_name, vietnamese_name

# All twelve vowels of Vietnamese with all six tones, and đ: composed here from their parts, so that the
# table under test is not its own proof.
_VOWELS = {
    "a": "A", "a\u0306": "A", "a\u0302": "A", "e": "E", "e\u0302": "E", "i": "I", "o": "O", "o\u0302": "O",
    "o\u031b": "O", "u": "U", "u\u031b": "U", "y": "Y",
}  # fmt: skip
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VIETNAMESE = {
    unicodedata.normalize("NFC", vowel + tone): plain
    for (vowel, plain), tone in product(_VOWELS.items(), _TONES)
} | {"đ": "D"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("letter", VIETNAMESE)
def test_every_vietnamese_letter_has_its_plain_one(letter: str, form: str) -> None:
    assert len(VIETNAMESE) == 73
    for written in (letter, letter.upper()):
        assert letters(unicodedata.normalize(form, written)) == VIETNAMESE[letter]  # type: ignore[arg-type] # a form


def test_eth_is_read_as_the_vietnamese_letter_it_looks_like() -> None:
    assert letters("\u00d0ẶNG") == letters("\u0110ẶNG") == letters("\u00f0ặng") == "DANG"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NGUYỄN THỊ HOA", "NGUYEN<<THI<HOA"),
        ("Nguyễn Văn An", "NGUYEN<<VAN<AN"),
        ("ĐẶNG THỊ LAN", "DANG<<THI<LAN"),
        ("  TRẦN   VĂN\tMINH ", "TRAN<<VAN<MINH"),
        ("HOA", "HOA"),
        ("", ""),
    ],
)
def test_a_vietnamese_name_begins_with_the_family_name(name: str, expected: str) -> None:
    assert vietnamese_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("TAN MEI LING", "TAN<MEI<LING", id="no family name is known"),
        pytest.param("MUHAMMAD IRFAN BIN ABDUL RAHIM", "MUHAMMAD<IRFAN<BIN<ABDUL<RAHIM", id="son of"),
        pytest.param("NUR AISYAH BINTE YUSOF", "NUR<AISYAH<BINTE<YUSOF", id="daughter of"),
        pytest.param("RAJ S/O KUMAR", "RAJ<S<O<KUMAR", id="s/o"),
        pytest.param("DEVI D/O KUMAR", "DEVI<D<O<KUMAR", id="d/o"),
        pytest.param("TAN AH LIAN (TAN A LIAN) @ MARY TAN (MA LI DAN) MRS LIM", "TAN<AH<LIAN", id="aliases"),
        pytest.param("TAN AH LIAN MRS LIM", "TAN<AH<LIAN", id="married name"),
        pytest.param("O'CONNOR-SMITH SEAN", "OCONNOR<SMITH<SEAN", id="apostrophe and hyphen"),
        pytest.param("MÜLLER ÅSA", "MUELLER<AASA", id="letters that become two"),
        pytest.param("STRAẞE Straße", "STRASSE<STRASSE", id="sharp s"),
        pytest.param("王小明", "", id="no Latin letter"),
    ],
)
def test_an_undivided_name_keeps_its_order(name: str, expected: str) -> None:
    assert undivided_name(name) == expected


@given(st.text())
def test_nothing_but_letters_and_single_fillers_comes_out(text: str) -> None:
    assert re.fullmatch(r"(?:[A-Z]+(?:<[A-Z]+)*)?", letters(text))
    assert re.fullmatch(r"(?:[A-Z]+(?:<<?[A-Z]+)*)?", vietnamese_name(text))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("VN", ("VNM", True), id="Viet Nam"),
        pytest.param("SG", ("SGP", True), id="Singapore"),
        pytest.param("DE", ("D", True), id="Germany has one letter in ICAO"),
        pytest.param("BU", ("MMR", False), id="Burma, historic"),
        pytest.param("SU", None, id="the Soviet Union has no one successor"),
        pytest.param("ZZ", None, id="no country"),
        pytest.param("vn", None, id="small letters"),
    ],
)
def test_a_country_has_its_icao_code(code: str, expected: tuple[str, bool] | None) -> None:
    assert icao_from_alpha2(code) == expected


@pytest.mark.parametrize(
    ("code", "known"), [("VNM", True), ("D", True), ("XXA", True), ("DEU", False), ("VN", False)]
)
def test_a_code_is_icaos_or_not(code: str, known: bool) -> None:
    assert is_icao(code) is known
