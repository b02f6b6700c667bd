"""Requests written down as facts: a JSON object a line in a file, or words on a command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bridge.domain.facts import Facts
from bridge.domain.written_facts import UnreadableFacts, read_facts, read_facts_text


class UnreadableRequests(Exception):
    """The file is refused; the message names the line and what is wrong with it, never a value of it."""


def read_requests(file: Path) -> tuple[Facts, ...]:
    """Every request of a file; empty lines are passed over. Raises `UnreadableRequests`."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableRequests(cannot_be_read(file, error)) from None
    found = tuple(_read(file, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not found:
        raise UnreadableRequests(f"{file}: holds no request")
    return found


def cannot_be_read(file: Path, error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read, in words."""
    why = error.strerror or type(error).__name__ if isinstance(error, OSError) else "it is not UTF-8"
    return f"{file}: cannot be read: {why}"


def parse_request(words: Sequence[str]) -> Facts:
    """The request that `words` of the form `name=value` describe. Raises `UnreadableRequests`."""
    request: dict[str, Any] = {}
    person: dict[str, Any] = {}
    names = [word.partition("=")[0] for word in words]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UnreadableRequests(f"{twice}: is said twice")
    for word in words:
        name, _, value = word.partition("=")
        if name in _LISTS:
            request[_LISTS[name]] = [each.strip() for each in value.split(",") if each.strip()]
        elif name in _OF_THE_PERSON:
            person[_OF_THE_PERSON[name]] = _TRUTHS.get(value, int(value) if value.isdecimal() else value)
        else:
            request[name] = value
    try:
        return read_facts(request | ({"person": person} if person else {}))
    except UnreadableFacts as error:
        raise UnreadableRequests(str(error)) from None


_LISTS: Final = {"attributes": "attributes", "registered": "registered_attributes"}
_OF_THE_PERSON: Final = {
    "assurance": "assurance",
    "age": "age",
    "active": "account_active",
    "in_person": "proofed_in_person",
    "represented": "represented",
}
_TRUTHS: Final = {"yes": True, "no": False}


def _read(file: Path, number: int, line: str) -> Facts:
    try:
        return read_facts_text(line)
    except UnreadableFacts as error:
        raise UnreadableRequests(f"{file}:{number}: {error}") from None
