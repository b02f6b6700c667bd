"""Requests written down as facts: a JSON object a line in a file, or words on a command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Country
from bridge.domain.facts import Facts, PersonFacts


class UnreadableRequests(Exception):
    """The file is refused; the message names the line and what is wrong with it, never a value of it."""


class _Shape(BaseModel):
    # A misspelt member would silently ask another question.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Person(_Shape):
    assurance: Literal["low", "substantial", "high"]
    age: Annotated[int, Field(ge=0, le=150)] | None = None
    account_active: bool = True
    proofed_in_person: bool = True


class _Request(_Shape):
    purpose: str
    country: Literal["VN", "SG"]
    sector: str
    attributes: list[str]
    registered_attributes: list[str] | None = None
    person: _Person | None = None


def read_requests(file: Path) -> tuple[Facts, ...]:
    """Every request of a file; empty lines are passed over. Raises `UnreadableRequests`."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableRequests(f"{file}: cannot be read: {type(error).__name__}") from None
    found = tuple(_read(file, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not found:
        raise UnreadableRequests(f"{file}: holds no request")
    return found


def parse_request(words: Sequence[str]) -> Facts:
    """The request that `words` of the form `name=value` describe. Raises `UnreadableRequests`."""
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
        return _facts(_Request.model_validate(request | ({"person": person} if person else {})))
    except ValidationError as error:
        raise UnreadableRequests(_first_fault(error)) from None


_LISTS: Final = {"attributes": "attributes", "registered": "registered_attributes"}
_OF_THE_PERSON: Final = {
    "assurance": "assurance",
    "age": "age",
    "active": "account_active",
    "in_person": "proofed_in_person",
}
_TRUTHS: Final = {"yes": True, "no": False}


def _read(file: Path, number: int, line: str) -> Facts:
    try:
        return _facts(_Request.model_validate_json(line))
    except ValidationError as error:
        raise UnreadableRequests(f"{file}:{number}: {_first_fault(error)}") from None


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the line"
    return f"{place}: {first['msg']}"


def _facts(request: _Request) -> Facts:
    registered, person = request.registered_attributes, request.person
    return Facts(
        request.purpose,
        Country(request.country),
        request.sector,
        frozenset(request.attributes),
        registered_attributes=None if registered is None else frozenset(registered),
        person=None if person is None else _person(person),
    )


def _person(person: _Person) -> PersonFacts:
    return PersonFacts(
        Assurance[person.assurance.upper()],
        person.age,
        account_active=person.account_active,
        proofed_in_person=person.proofed_in_person,
    )
