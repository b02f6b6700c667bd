"""From VNeID's userinfo to claims. Whatever is not named here is dropped, however much the provider sent."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from bridge.domain.ages import has_reached
from bridge.domain.attributes import MRZ_NAME, PROVIDED, provided_claims
from bridge.domain.country_codes import is_icao
from bridge.domain.icao9303 import undivided_name, vietnamese_name
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_address import vneid_address
from bridge.domain.mapping_education import vneid_enrolment, vneid_qualifications, vneid_transcripts
from bridge.domain.mapping_health import blood_group, health_group
from bridge.domain.mapping_insurance import insured, insured_until
from bridge.domain.mapping_values import (
    email,
    partial_date,
    phone_number,
    text,
    travel_document,
    without_national_numbers,
)

_SEXES: Final = MappingProxyType({"Nam": "male", "Nữ": "female"})
_RELATIVES: Final = ("Cha", "Me", "VoChong", "ChuHo", "NguoiDaiDien")


def map_vneid(userinfo: Mapping[str, Any], wanted: frozenset[str], *, today: date) -> tuple[Mapped, ...]:
    """One `Mapped` for each wanted attribute that a provider may hold and what comes with it, in order.

    `today` is the day, in the source's country, on which an age is reached or an insurance valid.

    A value the source lacks, or has in another form than documented, is `unavailable`; so is one that has a
    national number of the person or a relative in it. Unknown attributes in `wanted` are passed over.
    """
    mapped = (_mapped(claim, userinfo, today) for claim in provided_claims(wanted))
    return without_national_numbers(mapped, _national_numbers(userinfo))


def _mapped(claim: str, userinfo: Mapping[str, Any], today: date) -> Mapped:
    if claim in _ON_A_DAY:
        return _ON_A_DAY[claim](userinfo, today)
    if claim in _SIMPLE:
        source, read = _SIMPLE[claim]
        value = read(userinfo.get(source))
        return unavailable(claim, source) if value is None else Mapped(claim, value, Quality.EXACT, source)
    return _COMPOSED[claim](userinfo)


def _sex(value: object) -> str | None:
    return _SEXES.get(value) if isinstance(value, str) else None


def _nationalities(value: object) -> list[str] | None:
    return [value] if isinstance(value, str) and is_icao(value) else None


def _passport(value: object) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or value.get("loai") != "P":
        return None
    country = value.get("quocGiaCap")
    if not isinstance(country, str) or not is_icao(country):
        return None
    return travel_document(value.get("so"), country, value.get("ngayHetHan"))


def _mrz_name(userinfo: Mapping[str, Any]) -> Mapped:
    name = text(userinfo.get("fullName")) or ""
    # Only a Vietnamese register puts the family name first; of a foreigner's name nobody said what is what.
    citizen = userinfo.get("accountType") == "citizen"
    value = vietnamese_name(name) if citizen else undivided_name(name)
    source = "fullName"
    return Mapped(MRZ_NAME, value, Quality.DERIVED, source) if value else unavailable(MRZ_NAME, source)


def _age_over_18(userinfo: Mapping[str, Any], today: date) -> Mapped:
    adult = has_reached(18, userinfo.get("birthDate"), today)
    source = "birthDate"
    if adult is None:
        return unavailable("age_over_18", source)
    return Mapped("age_over_18", adult, Quality.DERIVED, source)


def _insurance_valid(userinfo: Mapping[str, Any], today: date) -> Mapped:
    card = _insurance(userinfo)
    return insured("BaoHiemYTe", card.get("tuNgay"), card.get("denNgay"), today=today)


def _insurance_valid_until(userinfo: Mapping[str, Any]) -> Mapped:
    return insured_until("BaoHiemYTe.denNgay", _insurance(userinfo).get("denNgay"))


def _insurance(userinfo: Mapping[str, Any]) -> Mapping[str, Any]:
    card = userinfo.get("BaoHiemYTe")
    return card if isinstance(card, Mapping) else {}


def _group(claim: str) -> Callable[[Mapping[str, Any]], Mapped]:
    return lambda userinfo: health_group(claim, userinfo)


_SIMPLE: Final[Mapping[str, tuple[str, Callable[[object], object]]]] = MappingProxyType(
    {
        "name": ("fullName", text),
        "birthdate": ("birthDate", partial_date),
        "gender": ("GioiTinh", _sex),
        "nationalities": ("QuocTich", _nationalities),
        "travel_document": ("HoChieu", _passport),
        "phone_number": ("SoDienThoai", phone_number),
        "email": ("ThuDienTu", email),
    }
)
_COMPOSED: Final[Mapping[str, Callable[[Mapping[str, Any]], Mapped]]] = MappingProxyType(
    {
        MRZ_NAME: _mrz_name,
        "blood_group": blood_group,
        "allergies": _group("allergies"),
        "conditions": _group("conditions"),
        "medications": _group("medications"),
        "immunizations": _group("immunizations"),
        "address": vneid_address,
        "insurance_valid_until": _insurance_valid_until,
        "qualifications": vneid_qualifications,
        "transcripts": vneid_transcripts,
        "is_enrolled": vneid_enrolment,
    }
)
# Predicates before values: what these are computed from is neither sealed nor released.
_ON_A_DAY: Final[Mapping[str, Callable[[Mapping[str, Any], date], Mapped]]] = MappingProxyType(
    {"insurance_valid": _insurance_valid, "age_over_18": _age_over_18}
)
if frozenset(_SIMPLE) | frozenset(_COMPOSED) | frozenset(_ON_A_DAY) != PROVIDED:
    raise AssertionError("every claim of the vocabulary has a mapping from VNeID")


def _national_numbers(userinfo: Mapping[str, Any]) -> Iterable[object]:
    """The person's own numbers, and those of relatives, wherever the provider over-shared them."""
    yield userinfo.get("citizenPid")
    yield userinfo.get("MaBHXH")
    yield _insurance(userinfo).get("maThe")
    for relation in _RELATIVES:
        relative = userinfo.get(relation)
        yield relative.get("soDinhDanh") if isinstance(relative, Mapping) else None
