"""Readings shared by both mappings: the claim's value, or `None` for what may not pass as one."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from bridge.domain.mapping import Mapped, unavailable

_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_DOCUMENT_NUMBER = re.compile(r"[A-Z0-9]{5,15}")
_BLOOD_GROUPS: Final = frozenset(f"{group}{rhesus}" for group in ("A", "B", "AB", "O") for rhesus in "+-")
_LONGEST: Final = 300
# Before it is brought into its normal form, which takes seconds for a provider's 60 KiB of combining marks.
_LONGEST_UNREAD: Final = 4 * _LONGEST
# As `str.isalnum` has it, but for the null character.
_NEITHER_LETTER_NOR_DIGIT: Final = re.compile(r"[^\w\0]|_")
# Shorter ones would be found in every date.
_SHORTEST_NUMBER: Final = 7


def text(value: object) -> str | None:
    """A name or a free text: not empty, of this century's length, without control characters; NFC."""
    if not isinstance(value, str) or len(value) > _LONGEST_UNREAD:
        return None
    normal = unicodedata.normalize("NFC", value).strip()
    clean = normal and len(normal) <= _LONGEST and all(unicodedata.category(c)[0] != "C" for c in normal)
    return normal if clean else None


def partial_date(value: object) -> str | None:
    """`YYYY-MM-DD`, or `YYYY-MM` or `YYYY` when no more is known (OIDC Core 5.1 allows the year alone)."""
    found = _PARTIAL_DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return found[0]


def full_date(value: object) -> str | None:
    """`YYYY-MM-DD`, and no less."""
    read = partial_date(value)
    return read if read is not None and len(read) == 10 else None


def phone_number(value: object) -> str | None:
    """E.164."""
    return value if isinstance(value, str) and _E164.fullmatch(value) else None


def email(value: object) -> str | None:
    """An address by its outline; whether it works is nobody's to say."""
    read = text(value)
    return read if read is not None and _EMAIL.fullmatch(read) else None


def blood_group_of(value: object) -> str | None:
    """One of eight."""
    return value if isinstance(value, str) and value in _BLOOD_GROUPS else None


def travel_document(number: object, issuing_country: str, date_of_expiry: object) -> dict[str, str] | None:
    """A passport with everything a border or a hotel desk needs of it, or nothing."""
    until = full_date(date_of_expiry)
    if not isinstance(number, str) or not _DOCUMENT_NUMBER.fullmatch(number) or until is None:
        return None
    return {
        "type": "passport",
        "number": number,
        "issuing_country": issuing_country,
        "date_of_expiry": until,
    }


def without_national_numbers(
    mapped: Iterable[Mapped], numbers: Iterable[object], *, form: re.Pattern[str] | None = None
) -> tuple[Mapped, ...]:
    """Withholds every value in which one of these numbers, or anything of this form, is written.

    A source can put a person's number anywhere: into an email address, a lot number, a dosage. Spaces, dots
    and hyphens between its digits do not hide it. `form` serves a source that does not say the person's own
    number.
    """
    short = (number for number in numbers if isinstance(number, str) and len(number) <= _LONGEST_UNREAD)
    squeezed = frozenset(_squeezed([number]) for number in short)
    own = frozenset(number for number in squeezed if len(number) >= _SHORTEST_NUMBER)

    def telling(entries: Iterable[Mapped]) -> bool:
        written = _squeezed(_written([entry.value for entry in entries]))
        return any(number in written for number in own) or bool(form and form.search(written))

    entries = tuple(mapped)
    # All of it in one look, as hardly ever is there anything to find.
    if not telling(entries):
        return entries
    return tuple(unavailable(e.claim, e.source) if telling([e]) else e for e in entries)


def _written(value: object) -> set[str]:
    """Every key and leaf of a JSON value, once: health records repeat the same few words."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, Mapping):
            found.update(map(str, part))
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)
        else:
            found.add(str(part))
    return found


def _squeezed(parts: Iterable[str]) -> str:
    """Capitals and digits only, compatibility forms (such as full-width digits) and the digits of every
    script made plain.

    A null character stands between the parts, and nowhere else: the end of one and the beginning of the next
    are no number together.
    """
    joined = "\0".join(part.replace("\0", "") for part in parts)
    bare = _NEITHER_LETTER_NOR_DIGIT.sub("", unicodedata.normalize("NFKC", joined).upper())
    # As hardly ever is there anything to make plain.
    return bare if bare.isascii() else "".join(str(unicodedata.decimal(c, c)) for c in bare)
