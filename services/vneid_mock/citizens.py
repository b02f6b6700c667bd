"""The people of the mock: a person, their VNeID account, and the table of them."""

import base64
import hmac
from collections.abc import Iterable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from eid_kit.oauth.errors import InvalidRequest
from eid_kit.simulator.yaml_data import read_yaml
from vneid_mock.persona_dates import record_on
from vneid_mock.personal_number import faults_in
from vneid_mock.records import Record

PERSONAS_FILE = Path(__file__).parent / "personas.yaml"
_MOST_CITIZENS = 10_000
LEVELS = {f"LoA{level}": level for level in (1, 2, 3, 4)}

PersonId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,62}$")]


class Account(BaseModel):
    """A VNeID account. `level` is how the person was proofed, `auth_level` how they sign in unless more is
    asked for, and `highest_auth_level` the most they can (absent: no more).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["citizen", "foreigner"]
    level: Literal[1, 2]
    auth_level: Literal[1, 2, 3, 4]
    highest_auth_level: Literal[1, 2, 3, 4] | None = None
    locked: bool = False

    def reached(self, acr_values: str) -> int:
        """How they sign in for a request with these `acr_values`: a wish (OpenID Connect Core 3.1.2.1), which
        is met as far as the account can.
        """
        wished = max((LEVELS[word] for word in acr_values.split() if word in LEVELS), default=0)
        return max(self.auth_level, min(wished, self.highest_auth_level or self.auth_level))


class Citizen(BaseModel):
    """One invented person. `description` is what the sign-in page says about them, per language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: PersonId
    description: dict[Literal["vi", "en"], Annotated[str, Field(max_length=300)]]
    account: Account
    record: Record

    @model_validator(mode="after")
    def _is_one_person(self) -> Self:
        faults = faults_in(
            self.record.citizen_pid,
            birth_year=int(self.record.birth_date[:4]),
            female=self.record.gioi_tinh == "Nữ",
        )
        if set(self.description) != {"vi", "en"}:
            faults.append("the description is given in vi and en")
        if self.account.type == "citizen" and self.record.quoc_tich != "VNM":
            faults.append("a citizen's account belongs to a Vietnamese citizen (QuocTich VNM)")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def document(self) -> dict[str, Any]:
        """The person as `/sim/people/{id}` shows and takes them."""
        return {**self.model_dump(mode="json", exclude={"record"}), "record": self.record.wire()}


class Citizens:
    """The table of people; controls may change it while the mock runs."""

    def __init__(self, citizens: Iterable[Citizen]) -> None:
        self._at_first = {citizen.id: citizen for citizen in citizens}
        self._by_id = dict(self._at_first)

    def restore(self) -> None:
        """Everybody as at the start, and nobody else."""
        self._by_id = dict(self._at_first)

    def everyone(self) -> tuple[Citizen, ...]:
        """All of them, in the order in which they came."""
        return tuple(self._by_id.values())

    def find(self, person_id: str) -> Citizen | None:
        """The person with that id, if there is one."""
        return self._by_id.get(person_id)

    def list(self) -> tuple[dict[str, Any], ...]:
        """Every person in short, for `/sim/people`."""
        return tuple(
            {"id": c.id, "name": c.record.full_name, "account": c.account.model_dump(), **c.description}
            for c in self.everyone()
        )

    def get(self, person_id: str, /) -> dict[str, Any] | None:
        """One person in full, for `/sim/people/{id}`."""
        citizen = self.find(person_id)
        return citizen.document() if citizen else None

    def put(self, person_id: str, document: dict[str, Any], /) -> dict[str, Any]:
        """Creates or replaces a person. Raises InvalidRequest naming every field that is wrong."""
        citizen = parse_citizen({**document, "id": document.get("id", person_id)})
        if citizen.id != person_id:
            raise InvalidRequest(
                "the id in the body is another one than in the address", reason="person_refused"
            )
        if person_id not in self._by_id and len(self._by_id) >= _MOST_CITIZENS:
            raise InvalidRequest(
                f"the simulator holds at most {_MOST_CITIZENS} people", reason="too_many_people"
            )
        self._by_id[person_id] = citizen
        return citizen.document()


def parse_citizen(document: dict[str, Any]) -> Citizen:
    """A person from JSON data. Raises InvalidRequest with every fault; never repeats a value."""
    try:
        return Citizen.model_validate(document)
    except ValidationError as error:
        faults = (".".join(map(str, fault["loc"])) + ": " + fault["msg"] for fault in error.errors())
        raise InvalidRequest("; ".join(faults), reason="person_refused") from error


def load_personas(today: date | None = None, path: Path = PERSONAS_FILE) -> Citizens:
    """A table of the people every installation starts with: as they are `today`, or as they were written."""
    return Citizens(_read_personas(path, today))


def _read_personas(path: Path, today: date | None) -> tuple[Citizen, ...]:
    data = _written(path)
    written_on = date.fromisoformat(data["written_on"])
    record_today = partial(record_on, written_on=written_on, today=today or written_on)
    people = [person | {"record": record_today(person["record"])} for person in data["citizens"]]
    return TypeAdapter(tuple[Citizen, ...]).validate_python(people)


@lru_cache(maxsize=1)
def _written(path: Path) -> dict[str, Any]:
    data, faults = read_yaml(path.read_text("utf-8"))
    if faults:
        raise ValueError("; ".join(f"{path.name}: {fault}" for fault in faults))
    written: dict[str, Any] = data
    return written


def subject_of(person_id: str, key: bytes) -> str:
    """The opaque `sub`: the same for every client of one installation, another at the next installation.

    It is derived from the persona's name in the simulator, not from the personal number, so that nobody
    can compute it by trying all numbers with a leaked key, and a corrected number keeps the account.
    """
    mac = hmac.digest(key, b"vneid subject\0" + person_id.encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
