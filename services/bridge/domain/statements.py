"""What the parties say about their agreement beside its text: one suspends it, both together lift that.

A statement is signed over its RFC 8785 form. It names the agreement that was in force when it was made, but
what it stops is the link: a suspension stands under a later version too, since that version may have been
signed before anybody had a reason to suspend.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self

import rfc8785
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from bridge.domain.attributes import Text
from bridge.domain.clauses import Country, Suspension

STATEMENT_TYPE: Final = "vnsg-agreement-statement+jws"
"""The `typ` of a signature over a statement: none over an agreement can be taken for it."""
LONGEST_REASON: Final = 600

_Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22,64}$")]
# Nothing invisible: everybody reads it, and it must say to each what it says to the other.
_Sentence = Annotated[str, StringConstraints(pattern=r"^\P{C}*[^\s\p{C}]\P{C}*$", max_length=LONGEST_REASON)]


class UnreadableStatement(Exception):
    """It is no statement, or not in its canonical form."""


class Action(StrEnum):
    """What is said. The words are signed: never rename one."""

    SUSPEND = "suspend"
    LIFT = "lift"


class Why(BaseModel):
    """A reason in words, for everybody to read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    vi: _Sentence
    en: _Sentence


class Statement(BaseModel):
    """One statement. `party` suspends; a lift has none, since it is both parties', and names in `lifts` the
    suspensions that it ends: none that is made later can be ended by it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: _Reference
    action: Action
    serial: Annotated[int, Field(ge=1)]
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    issued_at: AwareDatetime
    party: Country | None = None
    reason: Why | None = None
    lifts: tuple[_Reference, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        is_suspension = self.action is Action.SUSPEND
        if is_suspension != (self.party is not None) or is_suspension == bool(self.lifts):
            raise ValueError("a suspension is of one party; a lift is of both, and names what it lifts")
        return self

    @property
    def signers(self) -> frozenset[Country]:
        """Who has to sign it: either party may stop what both must agree to resume."""
        return frozenset(Country) if self.party is None else frozenset({self.party})

    def canonical(self) -> bytes:
        """The RFC 8785 form, which is signed; absent members are left out, the time is UTC to the second."""
        members: dict[str, Any] = {
            **self.model_dump(mode="json", exclude_none=True, exclude={"issued_at"}),
            "issued_at": self.issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return rfc8785.dumps({name: value for name, value in members.items() if value != []})


def parse_statement(canonical: bytes) -> Statement:
    """The statement of these bytes. Raises `UnreadableStatement` unless it would be written just so."""
    try:
        statement = Statement.model_validate_json(canonical)
    except ValidationError as error:
        raise UnreadableStatement("it is no statement about the agreement") from error
    if statement.canonical() != canonical:
        raise UnreadableStatement("it is not in its canonical form")
    return statement


@dataclass(frozen=True, slots=True)
class Recorded:
    """A statement as it was found: `statement` is `None` where it cannot be read; `signed_by` are the parties
    whose signatures were checked and are good.
    """

    id: str
    recorded_at: datetime
    statement: Statement | None
    signed_by: frozenset[Country]


def standing(found: Iterable[Recorded]) -> tuple[Suspension, ...]:
    """The suspensions that stand, in the order given.

    Fails closed: whatever cannot be read or proved suspends, and never lifts. Who spoils a row of the
    database could otherwise resume what a party stopped.
    """
    statements = tuple(found)
    lifted = {each for one in statements for each in _lifted_by(one)}
    return tuple(_suspension(one) for one in statements if _suspends(one) and one.id not in lifted)


def _lifted_by(one: Recorded) -> tuple[str, ...]:
    if one.statement is None or one.statement.action is not Action.LIFT:
        return ()
    return one.statement.lifts if one.signed_by >= one.statement.signers else ()


def _suspends(one: Recorded) -> bool:
    return one.statement is None or one.statement.action is Action.SUSPEND


def _suspension(one: Recorded) -> Suspension:
    statement = one.statement
    if statement is None:
        return Suspension(one.id, None, one.recorded_at, None, is_proven=False)
    reason = Text(statement.reason.vi, statement.reason.en) if statement.reason else None
    proven = one.signed_by >= statement.signers
    return Suspension(one.id, statement.party, statement.issued_at, reason, is_proven=proven)
