"""NRIC and FIN: the shape and the check letter of Singapore's identity numbers.

The algorithm was never officially published; several independent implementations agree on it.
A number that passes here may belong to somebody: personas use ranges that are not issued (`personas.py`).
"""

import re
from collections.abc import Mapping

_SHAPE = re.compile(r"[STFGM][0-9]{7}[A-Z]", re.ASCII)
_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_OFFSETS: Mapping[str, int] = {"S": 0, "T": 4, "F": 0, "G": 4, "M": 3}
_LETTERS: Mapping[str, str] = {
    "S": "JZIHGFEDCBA",
    "T": "JZIHGFEDCBA",
    "F": "XWUTRQPNMLK",
    "G": "XWUTRQPNMLK",
    # The M series has J where F and G have M: remainder 8 tells a right table from a copied one.
    "M": "XWUTRQPNJLK",
}

NRIC_PREFIXES = frozenset("ST")  # citizens and permanent residents
FIN_PREFIXES = frozenset("FGM")  # holders of long-term passes


def check_letter(prefix: str, digits: str) -> str:
    """The letter that ends the number `prefix` + `digits` (seven of them)."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return _LETTERS[prefix][(_OFFSETS[prefix] + weighted) % 11]


def fault_in(number: str) -> str | None:
    """Why `number` is not an NRIC or FIN, or None when it is well formed."""
    if not _SHAPE.fullmatch(number):
        return "an NRIC or FIN is one of S, T, F, G, M, then seven digits, then a capital letter"
    if number[8] != check_letter(number[0], number[1:8]):
        return "the check letter does not fit the digits"
    return None


def is_valid(number: str) -> bool:
    """Whether `number` is well formed, check letter included."""
    return fault_in(number) is None


def partial(number: str) -> str:
    """The masked form that Myinfo calls `partialuinfin`: five stars, three digits and the letter."""
    return "*" * 5 + number[-4:]
