"""A name in the letters of a machine-readable zone: A to Z and the filler `<` (ICAO Doc 9303-3, section 6).

The form is not padded or cut to a document's line: whoever compares it with a passport's must allow for a
passport's truncation. The passage is lossy (An, Ân and Ẩn are all AN), so the name as registered always goes
along.
"""

import re
import unicodedata
from typing import Final

# Letters that decomposition does not turn into A-Z, and those that 9303-3 (section 6 A) writes with two.
_LETTERS: Final = str.maketrans(
    {
        "\u0110": "D",  # Đ, of Vietnamese
        "\u00d0": "D",  # Ð, eth: looks the same, and is what a careless keyboard puts in a Vietnamese name
        "\u00c4": "AE", "\u00d6": "OE", "\u00dc": "UE", "\u00c5": "AA", "\u00c6": "AE", "\u00d8": "OE",
        "\u0152": "OE", "\u00de": "TH", "\u1e9e": "SS", "\u0132": "IJ", "\u0141": "L", "\u0126": "H",
        "\u0166": "T", "\u014a": "N", "\u0138": "K",
    }
)  # fmt: skip
# 9303-3, 4.6: an apostrophe is left out, any other punctuation becomes a filler.
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02b9`\u00b4]")
_NOT_A_LETTER = re.compile(r"[^A-Z]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_MARRIED = re.compile(r"\s+MRS\s", re.IGNORECASE)


def letters(text: str) -> str:
    """The text in A-Z, its parts set apart by single fillers; empty where no letter is left."""
    upper = unicodedata.normalize("NFC", text).upper()
    # Before decomposition: it would make Ä an A, where 9303 has AE.
    replaced = unicodedata.normalize("NFC", upper).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", replaced) if not unicodedata.combining(c))
    return _NOT_A_LETTER.sub("<", _APOSTROPHES.sub("", bare)).strip("<")


def vietnamese_name(name: str) -> str:
    """`NGUYỄN THỊ HOA` as `NGUYEN<<THI<HOA`: the family name is the first word of the one field."""
    family, _, given = letters(name).partition("<")
    return f"{family}<<{given}" if given else family


def undivided_name(name: str) -> str:
    """A name of which no register says what is family and what is given: all its words, single fillers
    between.

    Singapore registers names in no particular order; `BIN`, `BINTE`, `S/O` and `D/O` name a parent and are
    kept. An alias (after `@`), a name in brackets and a married name (`MRS …`) are further names, not part of
    this one.
    """
    principal = name.partition("@")[0]
    return letters(_MARRIED.split(_BRACKETS.sub(" ", principal) + " ")[0])
