"""Residents: the people of the simulator and what is known of them.

A resident is parsed once, here, whether it comes from the personas or from `PUT /sim/people/{id}`; an
impossible one (a pass holder with a Singapore passport, a check letter that does not fit) is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from eid_kit.oauth.errors import InvalidRequest
from singpass_mock import nric
from singpass_mock.items import Item, Unavailable
from singpass_mock.scopes import MYINFO_SCOPES, Segment
from singpass_mock.shapes import SHAPES

# Kept once, on the account, and turned into items by `person_info`: two copies could contradict.
DERIVED_ITEMS = frozenset({"uinfin", "partialuinfin", "name", "email", "mobileno"})

_MOST_RESIDENTS = 10_000
_SEGMENTS: Mapping[str, frozenset[Segment]] = {scope.item: scope.segments for scope in MYINFO_SCOPES.values()}
_PREFIXES: Mapping[Segment, frozenset[str]] = {
    Segment.CITIZEN: nric.NRIC_PREFIXES,
    Segment.PERMANENT_RESIDENT: nric.NRIC_PREFIXES,
    Segment.PASS_HOLDER: nric.FIN_PREFIXES,
}


class Acr(StrEnum):
    """Authentication context: two factors, or two factors with a face match. loa:1 is never issued here."""

    LOA_2 = "urn:singpass:authentication:loa:2"
    LOA_3 = "urn:singpass:authentication:loa:3"


class Description(BaseModel):
    """Who this invented person is, for the sign-in page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vi: str
    en: str


class Resident(BaseModel):
    """One account holder. `mobileno` is the eight digits alone; `items` holds the stored Myinfo items.

    `usual_acr` is reached unless an app asks for more (absent: `highest_acr`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    description: Description
    segment: Segment
    identity_number: Annotated[str, Field(min_length=1, max_length=32)]
    identity_coi: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    highest_acr: Acr
    usual_acr: Acr | None = None
    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(max_length=200)] | None = None
    mobileno: Annotated[str, Field(pattern=r"^[0-9]{8}$")] | None = None
    lastupdated: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    items: dict[str, SerializeAsAny[Item]] = {}

    @property
    def is_foreign(self) -> bool:
        """A Singpass Foreign Account: it signs in, and has no Myinfo."""
        return self.segment is Segment.FOREIGN_ACCOUNT

    @field_validator("items", mode="before")
    @classmethod
    def _parse_items(cls, raw: object) -> dict[str, Item]:
        if not isinstance(raw, Mapping):
            # Pydantic turns only ValueError into a fault of the document.
            raise ValueError("items must be an object")  # noqa: TRY004
        return {str(name): _parse_item(str(name), value) for name, value in raw.items()}

    @model_validator(mode="after")
    def _require_possible(self) -> Self:
        if self.usual_acr is not None and self.usual_acr > self.highest_acr:
            raise ValueError("usual_acr is above highest_acr")
        if self.is_foreign:
            _require_foreign(self)
        else:
            _require_standard(self)
        return self


def _parse_item(name: str, raw: object) -> Item:
    if name in DERIVED_ITEMS or name not in SHAPES:
        raise ValueError(
            f"{name} is not a stored item; stored are {', '.join(sorted(SHAPES.keys() - DERIVED_ITEMS))}"
        )
    if isinstance(raw, Item):
        return raw
    shapes: tuple[type[Item], ...] = (*SHAPES[name], Unavailable)
    for shape in shapes:
        try:
            return shape.model_validate(raw)
        except ValidationError:
            continue
    raise ValueError(f"{name} has none of the shapes {', '.join(shape.__name__ for shape in shapes)}")


def _require_foreign(resident: Resident) -> None:
    if resident.identity_coi == "SG":
        raise ValueError("a foreign account was not issued on a Singapore document")
    if resident.items or resident.mobileno:
        raise ValueError("a foreign account has no Myinfo items and never a mobile number")


def _require_standard(resident: Resident) -> None:
    if fault := nric.fault_in(resident.identity_number):
        raise ValueError(fault)
    if resident.identity_number[0] not in _PREFIXES[resident.segment]:
        raise ValueError(f"this number's series is not issued to segment {resident.segment}")
    if resident.identity_coi != "SG":
        raise ValueError("identity_coi is SG for NRIC and FIN holders")
    for name in resident.items:
        if resident.segment not in _SEGMENTS[name]:
            raise ValueError(f"{name} does not exist for segment {resident.segment}")


class Residents:
    """All residents of a running mock, and the control that `/sim/people` has over them."""

    def __init__(self, residents: Iterable[Resident]) -> None:
        self._residents = {resident.id: resident for resident in residents}

    def find(self, resident_id: str) -> Resident | None:
        """The resident with this id, if there is one."""
        return self._residents.get(resident_id)

    def all(self) -> tuple[Resident, ...]:
        """Everyone, in the order in which they were added."""
        return tuple(self._residents.values())

    def list(self) -> Sequence[dict[str, Any]]:
        """Everyone as JSON, for the simulator's control."""
        return [_as_json(resident) for resident in self.all()]

    def get(self, person_id: str) -> dict[str, Any] | None:
        """One resident as JSON, for the simulator's control."""
        resident = self.find(person_id)
        return None if resident is None else _as_json(resident)

    def put(self, person_id: str, document: dict[str, Any]) -> dict[str, Any]:
        """Replaces or adds a resident. Raises `InvalidRequest` naming what is wrong; nothing changes then."""
        try:
            resident = _ADAPTER.validate_python({**document, "id": person_id})
        except ValidationError as error:
            raise InvalidRequest(_explain(error), reason="person_refused") from error
        if person_id not in self._residents and len(self._residents) >= _MOST_RESIDENTS:
            raise InvalidRequest(
                f"the simulator holds at most {_MOST_RESIDENTS} people", reason="too_many_people"
            )
        self._residents[person_id] = resident
        return _as_json(resident)


_ADAPTER = TypeAdapter(Resident)


def _as_json(resident: Resident) -> dict[str, Any]:
    return resident.model_dump(mode="json")


def _explain(error: ValidationError) -> str:
    # Field paths and rules only: the values are a person's data, invented or not.
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'person'}: {fault['msg']}" for fault in faults)
