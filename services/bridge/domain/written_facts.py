"""Facts as somebody writes them down: members in a JSON object, all of them known, all of them bounded."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, Strict, ValidationError

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Country
from bridge.domain.facts import Facts, PersonFacts
from bridge.domain.profiles import Profile

MAX_WORD: Final = 100
MAX_LIST: Final = 64
OLDEST: Final = 150

Word = Annotated[str, Field(max_length=MAX_WORD)]
Words = Annotated[list[Word], Field(max_length=MAX_LIST)]


class UnreadableFacts(Exception):
    """The facts are refused; the message names the member and what is wrong with it, never its value."""


class _Shape(BaseModel):
    # A misspelt member would silently ask another question.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Person(_Shape):
    assurance: Literal["low", "substantial", "high"]
    age: Annotated[int, Field(ge=0, le=OLDEST)] | None = None
    account_active: bool = True
    proofed_in_person: bool = True
    represented: bool = False


def _of_this_age(moment: datetime) -> datetime:
    """Far enough from both ends of the calendar for every deadline that is counted from it."""
    if not 2000 <= moment.year < 3000:
        raise ValueError("a moment between the years 2000 and 2999")
    return moment


class _Request(_Shape):
    purpose: Word
    country: Literal["VN", "SG"]
    sector: Word
    attributes: Words
    registered_attributes: Words | None = None
    person: _Person | None = None
    first_release: Annotated[AwareDatetime, Strict(strict=False), AfterValidator(_of_this_age)] | None = None
    profile: Literal["fapi", "baseline"] = "fapi"


MEMBERS: Final = {name: member.is_required() for name, member in _Request.model_fields.items()}
"""What a request may say, and whether it must."""


def read_facts(document: object) -> Facts:
    """The facts of a parsed JSON value. Raises `UnreadableFacts`.

    Purpose, sector and attributes may be words that nobody knows: what to answer then is for the policy.
    """
    try:
        return _facts(_Request.model_validate(document))
    except ValidationError as error:
        raise UnreadableFacts(_first_fault(error)) from None


def read_facts_text(text: str) -> Facts:
    """The facts of a JSON text. Raises `UnreadableFacts`."""
    try:
        return _facts(_Request.model_validate_json(text))
    except ValidationError as error:
        raise UnreadableFacts(_first_fault(error)) from None


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    # A member's name may be as long as the document itself.
    place = ".".join(str(part)[:MAX_WORD] for part in first["loc"]) or "the request"
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
        first_release=request.first_release,
        profile=Profile(request.profile),
    )


def _person(person: _Person) -> PersonFacts:
    return PersonFacts(
        Assurance[person.assurance.upper()],
        person.age,
        account_active=person.account_active,
        proofed_in_person=person.proofed_in_person,
        represented=person.represented,
    )
