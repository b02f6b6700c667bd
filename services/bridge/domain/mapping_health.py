"""Vietnam's electronic health record (`SoSucKhoe`) as FHIR R4 resources.

A group is mapped whole or not at all: a list of allergies from which one is missing would be believed.
An empty group says "asked, none known" and stays an empty list; an absent one is unavailable.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bridge.domain import fhir
from bridge.domain.fhir import Resource
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_values import full_date, partial_date, text

_SYSTEMS: Final = MappingProxyType(
    {
        "snomed-ct": "http://snomed.info/sct",
        "icd-10": "http://hl7.org/fhir/sid/icd-10",
        "atc": "http://www.whocc.no/atc",
    }
)
_ALLERGY_STATUS: Final = MappingProxyType({"con_hieu_luc": "active", "da_het": "resolved"})
_SEVERITY: Final = MappingProxyType({"nhe": "mild", "trung_binh": "moderate", "nang": "severe"})
_CONDITION_STATUS: Final = MappingProxyType({"dang_mac": "active", "da_khoi": "resolved"})
_MEDICATION_STATUS: Final = MappingProxyType({"dang_dung": "active", "da_ngung": "stopped"})
_BLOOD_GROUPS: Final = frozenset(f"{group}{rhesus}" for group in ("A", "B", "AB", "O") for rhesus in "+-")


class _Unmappable(Exception):
    """An entry that says something else than documented: its whole group is withheld."""


def blood_group(userinfo: Mapping[str, Any]) -> Mapped:
    """`NhomMau`, one of eight."""
    value = userinfo.get("NhomMau")
    known = isinstance(value, str) and value in _BLOOD_GROUPS
    return (
        Mapped("blood_group", value, Quality.EXACT, "NhomMau")
        if known
        else unavailable("blood_group", "NhomMau")
    )


def health_group(claim: str, userinfo: Mapping[str, Any]) -> Mapped:
    """One of `allergies`, `conditions`, `medications`, `immunizations`."""
    group, entry = _GROUPS[claim]
    source = f"SoSucKhoe.{group}"
    record = userinfo.get("SoSucKhoe")
    entries = record.get(group) if isinstance(record, Mapping) else None
    if not isinstance(entries, list):
        return unavailable(claim, source)
    try:
        return Mapped(claim, [entry(_mapping(item)) for item in entries], Quality.DERIVED, source)
    except _Unmappable:
        return unavailable(claim, source)


def _allergy(item: Mapping[str, Any]) -> Resource:
    seen = item.get("phanUng", [])
    if not isinstance(seen, list):
        raise _Unmappable
    return fhir.allergy(
        _concept(item.get("chat")),
        status=_word(_ALLERGY_STATUS, item.get("trangThai")),
        recorded=_required(partial_date(item.get("ngayGhiNhan"))),
        reactions=tuple(_concept(reaction) for reaction in seen),
        severity=_optional(item, "mucDo", lambda value: _word(_SEVERITY, value)),
    )


def _condition(item: Mapping[str, Any]) -> Resource:
    return fhir.condition(
        _concept(item.get("benh")),
        status=_word(_CONDITION_STATUS, item.get("trangThai")),
        onset=_required(partial_date(item.get("ngayPhatHien"))),
        abated=_optional(item, "ngayKhoi", partial_date),
    )


def _medication(item: Mapping[str, Any]) -> Resource:
    return fhir.medication(
        _concept(item.get("thuoc")),
        status=_word(_MEDICATION_STATUS, item.get("trangThai")),
        dosage=_required(text(item.get("lieuDung"))),
        start=_required(partial_date(item.get("tuNgay"))),
        end=_optional(item, "denNgay", partial_date),
    )


def _immunization(item: Mapping[str, Any]) -> Resource:
    dose = item.get("muiSo")
    if isinstance(dose, bool) or not isinstance(dose, int) or dose < 1:
        raise _Unmappable
    return fhir.immunization(
        _concept(item.get("vacXin")),
        on=_required(full_date(item.get("ngayTiem"))),
        dose=dose,
        lot_number=_optional(item, "soLo", text),
        facility=_required(text(item.get("coSo"))),
    )


_GROUPS: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Resource]]]] = MappingProxyType(
    {
        "allergies": ("diUng", _allergy),
        "conditions": ("benhTat", _condition),
        "medications": ("thuoc", _medication),
        "immunizations": ("tiemChung", _immunization),
    }
)


def _concept(value: object) -> dict[str, Any]:
    coding = _mapping(value)
    system = _word(_SYSTEMS, coding.get("heMa"))
    return fhir.concept(system, _required(text(coding.get("ma"))), _required(text(coding.get("ten"))))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _Unmappable
    return value


def _word(vocabulary: Mapping[str, str], value: object) -> str:
    if not isinstance(value, str) or value not in vocabulary:
        raise _Unmappable
    return vocabulary[value]


def _required(value: str | None) -> str:
    if value is None:
        raise _Unmappable
    return value


def _optional(item: Mapping[str, Any], name: str, read: Callable[[object], str | None]) -> str | None:
    """Absent is fine; there and unreadable is not."""
    return None if name not in item else _required(read(item[name]))
