"""Request parameters, read strictly (RFC 6749 section 3.1 and appendix B).

``urllib.parse.parse_qs`` keeps malformed escapes, mends broken UTF-8 and hides repetition; each of those
lets two parties read one request differently.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from eid_kit.oauth.errors import InvalidRequest

Parameters: TypeAlias = Mapping[str, str]

MAX_PARAMETERS = 100

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def parse_form(body: bytes | str) -> dict[str, str]:
    """Return the parameters of an ``application/x-www-form-urlencoded`` body.

    A parameter without a value is treated as absent. Raises ``InvalidRequest`` on a repeated parameter
    (named), a malformed escape, invalid UTF-8, a control character, or more than 100 parameters.
    """
    return _unique(_pairs(_text(body)))


def parse_query(query: bytes | str) -> dict[str, str]:
    """Return the parameters of a URL's query (without the question mark); as strict as ``parse_form``."""
    return _unique(_pairs(_text(query)))


def parse_form_with_lists(
    body: bytes | str, *, lists: Collection[str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return single parameters and, apart from them, those named in ``lists``, which may repeat (check
    boxes).

    Every name in ``lists`` has an entry, empty when nothing was sent.
    """
    pairs = list(_pairs(_text(body)))
    single = _unique((name, value) for name, value in pairs if name not in lists)
    repeated = {name: tuple(value for key, value in pairs if key == name and value) for name in lists}
    return single, repeated


def _text(raw: bytes | str) -> str:
    try:
        return raw if isinstance(raw, str) else raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise InvalidRequest("parameters must be URL-encoded", reason="parameters_malformed") from error


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    pieces = [piece for piece in text.split("&") if piece]
    if len(pieces) > MAX_PARAMETERS:
        raise InvalidRequest("too many parameters", reason="parameters_malformed")
    for piece in pieces:
        name, _, value = piece.partition("=")
        yield _decode(name), _decode(value)


def _decode(text: str) -> str:
    if _BAD_ESCAPE.search(text):
        raise InvalidRequest("a parameter holds a malformed percent escape", reason="parameters_malformed")
    try:
        decoded = unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeError as error:
        raise InvalidRequest("a parameter is not UTF-8", reason="parameters_malformed") from error
    if any(character < " " or "\x7f" <= character <= "\x9f" for character in decoded):
        raise InvalidRequest("a parameter holds a control character", reason="parameters_malformed")
    return decoded


def _unique(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """RFC 6749 section 3.1: parameters must not repeat, and one without a value counts as omitted."""
    seen: dict[str, str] = {}
    for name, value in pairs:
        if name in seen:
            raise InvalidRequest(f"parameter {name[:64]} is repeated", reason="parameter_repeated")
        seen[name] = value
    return {name: value for name, value in seen.items() if value}
