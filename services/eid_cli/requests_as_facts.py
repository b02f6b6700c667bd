"""Requests written down as facts: a JSON object a line in a file, or words on a command line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bridge.domain.facts import Facts
from bridge.domain.written_facts import MAX_WORD, MEMBERS, UnreadableFacts, read_facts, read_facts_text
from eid_kit.http.files import unread


class UnreadableRequests(Exception):
    """The file is refused; the message names the line and what is wrong with it, never a value of it."""


def read_requests(file: Path) -> tuple[Facts, ...]:
    """Every request of a file; empty lines are passed over. Raises `UnreadableRequests`."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableRequests(f"{file}: cannot be read: {unread(error)}") from None
    found = tuple(_read(file, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not found:
        raise UnreadableRequests(f"{file}: holds no request")
    return found


def parse_request(words: Sequence[str]) -> Facts:
    """The request that `words` of the form `name=value` describe. Raises `UnreadableRequests`, with all that
    is wrong with the words themselves; of what they say, with the first.
    """
    if faults := [*_faults(words)]:
        raise UnreadableRequests("; ".join(faults))
    request: dict[str, Any] = {}
    person: dict[str, Any] = {}
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


def _faults(words: Sequence[str]) -> Iterator[str]:
    names = [word.partition("=")[0] for word in words]
    said = set(names)
    if twice := [name[:MAX_WORD] for name in sorted(said) if names.count(name) > 1]:
        yield f"said twice: {', '.join(twice)}"
    yield from (f"“{word[:MAX_WORD]}” is no WORD=VALUE" for word in words if "=" not in word)
    known = {*MEMBERS, *_LISTS, *_OF_THE_PERSON} - {"registered_attributes", "person"}
    if unknown := [name[:MAX_WORD] for name in sorted(said - known)]:
        yield f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(known))}"
    if missing := [name for name, is_required in MEMBERS.items() if is_required and name not in said]:
        yield f"missing: {', '.join(missing)}"
    if "assurance" not in said and (alone := sorted(said & _OF_THE_PERSON.keys())):
        yield f"{', '.join(alone)}: only with assurance=low|substantial|high, as after a sign-in"


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
