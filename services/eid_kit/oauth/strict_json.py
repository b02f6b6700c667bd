"""JSON (RFC 8259) read strictly: one meaning for every text, within bounds.

Two parsers that disagree about a repeated member, ``NaN`` or a lone surrogate can be played against each
other, so all of them are refused here, once, for every document that comes from outside.
"""

import json
from typing import Any


class StrictJsonError(ValueError):
    """The text is not JSON, or is JSON that two readers could understand differently."""


def loads(text: str | bytes, *, max_bytes: int, max_depth: int = 16) -> Any:
    """Return the value of ``text``.

    Raises ``StrictJsonError`` on more than ``max_bytes`` bytes, nesting deeper than ``max_depth``
    containers, invalid UTF-8, a repeated member, ``NaN`` or ``Infinity``, a lone surrogate or an integer
    beyond 64 bits.
    """
    decoded = _decode(text, max_bytes)
    _require_depth(decoded, max_depth)
    try:
        value = json.loads(
            decoded,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except StrictJsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise StrictJsonError("not JSON") from error
    if "\\u" in decoded:  # only an escape can make a lone surrogate: UTF-8 has none
        _require_scalar_values(value)
    return value


def _decode(text: str | bytes, max_bytes: int) -> str:
    try:
        encoded = text.encode() if isinstance(text, str) else text
        if len(encoded) > max_bytes:
            raise StrictJsonError(f"longer than {max_bytes} bytes")
        return encoded.decode()
    except UnicodeError as error:
        raise StrictJsonError("not UTF-8") from error


def _require_depth(text: str, limit: int) -> None:
    """Count brackets outside strings before parsing: the parser itself would recurse first and ask later."""
    if text.count("[") + text.count("{") <= limit:  # most documents: no need to look at every character
        return
    depth, in_string, escaped = 0, False, False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > limit:
                raise StrictJsonError(f"nested deeper than {limit}")
        elif character in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # One pass: with a count for each name, a body of 64 KiB held the whole process for seconds.
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise StrictJsonError(f"member {name[:64]} appears twice")
        members[name] = value
    return members


def _no_constant(name: str) -> None:
    raise StrictJsonError(f"{name} is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > 20:  # beyond 64 bits; also keeps int() clear of Python's limit on digits
        raise StrictJsonError("integer beyond 64 bits")
    return int(digits)


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise StrictJsonError("number beyond 64 bits")
    return value


def _require_scalar_values(value: object) -> None:
    """Refuse lone surrogates: they cannot be encoded again, so they fail later, where nobody expects it."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise StrictJsonError("lone surrogate in a string")
    elif isinstance(value, list):
        for item in value:
            _require_scalar_values(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _require_scalar_values(name)
            _require_scalar_values(item)
