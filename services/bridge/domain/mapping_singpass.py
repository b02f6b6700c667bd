"""From Myinfo's `person_info` to claims. Items that are not named here are dropped.

Myinfo has almost no health data, and none that a purpose built here asks for: those claims are unavailable.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bridge.domain.attributes import MRZ_NAME, released_claims
from bridge.domain.country_codes import icao_from_alpha2
from bridge.domain.icao9303 import undivided_name
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_values import (
    email,
    partial_date,
    phone_number,
    text,
    travel_document,
    without_national_numbers,
)
from bridge.domain.national_numbers import NRIC_FORM

_SEXES: Final = MappingProxyType({"F": "female", "M": "male"})

Reading = tuple[object, Quality] | None


def map_singpass(person_info: Mapping[str, Any], wanted: frozenset[str]) -> tuple[Mapped, ...]:
    """One `Mapped` for each wanted attribute and what comes with it, in the vocabulary's order.

    An item that is absent, `unavailable` or of another form than documented is `unavailable`; so is a value
    in which something of an NRIC's form is written.
    """
    mapped = (_mapped(claim, person_info) for claim in released_claims(wanted))
    # The bridge does not ask for `uinfin`: it refuses the form of any NRIC or FIN, not only the person's own.
    return without_national_numbers(mapped, (_value(person_info, "uinfin"),), form=NRIC_FORM)


def _mapped(claim: str, person_info: Mapping[str, Any]) -> Mapped:
    if claim not in _READERS:
        return unavailable(claim, "none")
    source, read = _READERS[claim]
    reading = read(person_info)
    return unavailable(claim, source) if reading is None else Mapped(claim, reading[0], reading[1], source)


def _item(person_info: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    item = person_info.get(name)
    return item if isinstance(item, Mapping) and item.get("unavailable") is not True else {}


def _value(person_info: Mapping[str, Any], name: str) -> object:
    return _item(person_info, name).get("value")


def _exactly(item: str, read: Callable[[object], object]) -> Callable[[Mapping[str, Any]], Reading]:
    def reading(person_info: Mapping[str, Any]) -> Reading:
        value = read(_value(person_info, item))
        return None if value is None else (value, Quality.EXACT)

    return reading


def _mrz_name(person_info: Mapping[str, Any]) -> Reading:
    name = undivided_name(text(_value(person_info, "name")) or "")
    return (name, Quality.DERIVED) if name else None


def _sex(person_info: Mapping[str, Any]) -> Reading:
    code = _item(person_info, "sex").get("code")
    sex = _SEXES.get(code) if isinstance(code, str) else None
    return (sex, Quality.EXACT) if sex else None


def _nationalities(person_info: Mapping[str, Any]) -> Reading:
    code = _item(person_info, "nationality").get("code")
    found = icao_from_alpha2(code) if isinstance(code, str) else None
    if found is None:
        return None
    icao, exact = found
    return [icao], Quality.EXACT if exact else Quality.LOSSY


def _passport(person_info: Mapping[str, Any]) -> Reading:
    # Myinfo holds passports of citizens alone, so the issuer is not in the data and still certain.
    number, until = _value(person_info, "passportnumber"), _value(person_info, "passportexpirydate")
    document = travel_document(number, "SGP", until)
    return (document, Quality.DERIVED) if document else None


def _phone_number(person_info: Mapping[str, Any]) -> Reading:
    item = _item(person_info, "mobileno")
    parts = (item.get(name) for name in ("prefix", "areacode", "nbr"))
    leaves = [part.get("value") if isinstance(part, Mapping) else None for part in parts]
    number = phone_number("".join(leaf for leaf in leaves if isinstance(leaf, str)))
    return (number, Quality.EXACT) if number and None not in leaves else None


_READERS: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Reading]]]] = MappingProxyType(
    {
        "name": ("name", _exactly("name", text)),
        MRZ_NAME: ("name", _mrz_name),
        "birthdate": ("dob", _exactly("dob", partial_date)),
        "gender": ("sex", _sex),
        "nationalities": ("nationality", _nationalities),
        "travel_document": ("passportnumber, passportexpirydate", _passport),
        "phone_number": ("mobileno", _phone_number),
        "email": ("email", _exactly("email", email)),
    }
)
