"""From Myinfo's `person_info` to claims. Items that are not named here are dropped.

Myinfo has no health record and no word on enrolment: those claims come from `x-health` and `x-education`, two
items that are ours alone.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from bridge.domain.ages import has_reached
from bridge.domain.attributes import MRZ_NAME, PROVIDED, provided_claims
from bridge.domain.country_codes import icao_from_alpha2
from bridge.domain.icao9303 import undivided_name
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_address import myinfo_address
from bridge.domain.mapping_education import myinfo_enrolment, myinfo_qualifications, myinfo_transcripts
from bridge.domain.mapping_insurance import insured, insured_until
from bridge.domain.mapping_patient_held import patient_held
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


def map_singpass(
    person_info: Mapping[str, Any], wanted: frozenset[str], *, today: date
) -> tuple[Mapped, ...]:
    """One `Mapped` for each wanted attribute that a provider may hold and what comes with it, in order.

    `today` is the day, in the source's country, on which an age is reached or an insurance valid.

    An item that is absent, `unavailable` or of another form than documented is `unavailable`; so is a value
    in which something of an NRIC's form is written.
    """
    mapped = (_mapped(claim, person_info, today) for claim in provided_claims(wanted))
    # The bridge does not ask for `uinfin`: it refuses the form of any NRIC or FIN, not only the person's own.
    return without_national_numbers(mapped, (_value(person_info, "uinfin"),), form=NRIC_FORM)


def _mapped(claim: str, person_info: Mapping[str, Any], today: date) -> Mapped:
    if claim in _ON_A_DAY:
        return _ON_A_DAY[claim](person_info, today)
    if claim in _COMPOSED:
        return _COMPOSED[claim](person_info)
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


def _age_over_18(person_info: Mapping[str, Any], today: date) -> Mapped:
    adult = has_reached(18, _value(person_info, "dob"), today)
    if adult is None:
        return unavailable("age_over_18", "dob")
    return Mapped("age_over_18", adult, Quality.DERIVED, "dob")


def _insurance_valid(person_info: Mapping[str, Any], today: date) -> Mapped:
    start, end = _insurance(person_info, "validfrom"), _insurance(person_info, "validuntil")
    return insured("x-health.insurance", start, end, today=today)


def _insurance_valid_until(person_info: Mapping[str, Any]) -> Mapped:
    return insured_until("x-health.insurance", _insurance(person_info, "validuntil"))


def _insurance(person_info: Mapping[str, Any], name: str) -> object:
    policy = _item(person_info, "x-health").get("insurance")
    leaf = policy.get(name) if isinstance(policy, Mapping) else None
    return leaf.get("value") if isinstance(leaf, Mapping) else None


def _enrolment(person_info: Mapping[str, Any]) -> Mapped:
    student_pass = {name: _item(person_info, name) for name in ("passtype", "passstatus")}
    return myinfo_enrolment(student_pass, _item(person_info, "x-education"))


def _of(name: str, read: Callable[[Mapping[str, Any]], Mapped]) -> Callable[[Mapping[str, Any]], Mapped]:
    return lambda person_info: read(_item(person_info, name))


def _held(claim: str) -> Callable[[Mapping[str, Any]], Mapped]:
    return lambda person_info: patient_held(claim, _item(person_info, "x-health"))


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
_COMPOSED: Final[Mapping[str, Callable[[Mapping[str, Any]], Mapped]]] = MappingProxyType(
    {
        "address": _of("regadd", myinfo_address),
        "insurance_valid_until": _insurance_valid_until,
        "blood_group": _held("blood_group"),
        "allergies": _held("allergies"),
        "conditions": _held("conditions"),
        "medications": _held("medications"),
        "immunizations": _held("immunizations"),
        "qualifications": _of("academicqualifications", myinfo_qualifications),
        "transcripts": _of("academicqualifications", myinfo_transcripts),
        "is_enrolled": _enrolment,
    }
)
# Predicates before values: what these are computed from is neither sealed nor released.
_ON_A_DAY: Final[Mapping[str, Callable[[Mapping[str, Any], date], Mapped]]] = MappingProxyType(
    {"insurance_valid": _insurance_valid, "age_over_18": _age_over_18}
)
if frozenset(_READERS) | frozenset(_COMPOSED) | frozenset(_ON_A_DAY) != PROVIDED:
    raise AssertionError("every claim of the vocabulary has a mapping from Singpass")
