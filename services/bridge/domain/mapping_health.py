"""Vietnam's electronic health record (`SoSucKhoe`) as FHIR R4 resources."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bridge.domain import fhir
from bridge.domain.fhir import Resource
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_groups import (
    Unmappable,
    as_list,
    as_mapping,
    group,
    optional,
    required,
    word,
)
from bridge.domain.mapping_values import blood_group_of, full_date, partial_date, text

_ALLERGY_STATUS: Final = MappingProxyType({"con_hieu_luc": "active", "da_het": "resolved"})
_SEVERITY: Final = MappingProxyType({"nhe": "mild", "trung_binh": "moderate", "nang": "severe"})
_CONDITION_STATUS: Final = MappingProxyType({"dang_mac": "active", "da_khoi": "resolved"})
_MEDICATION_STATUS: Final = MappingProxyType({"dang_dung": "active", "da_ngung": "stopped"})


def blood_group(userinfo: Mapping[str, Any]) -> Mapped:
    """`NhomMau`, one of eight."""
    value = blood_group_of(userinfo.get("NhomMau"))
    return (
        unavailable("blood_group", "NhomMau")
        if value is None
        else Mapped("blood_group", value, Quality.EXACT, "NhomMau")
    )


def health_group(claim: str, userinfo: Mapping[str, Any]) -> Mapped:
    """One of `allergies`, `conditions`, `medications`, `immunizations`."""
    name, entry = _GROUPS[claim]
    record = userinfo.get("SoSucKhoe")
    entries = record.get(name) if isinstance(record, Mapping) else None
    return group(claim, f"SoSucKhoe.{name}", entries, entry=entry, quality=Quality.DERIVED)


def _allergy(item: Mapping[str, Any]) -> Resource:
    seen = as_list(item.get("phanUng", []))
    return fhir.allergy(
        _concept(item.get("chat")),
        status=word(_ALLERGY_STATUS, item.get("trangThai")),
        recorded=required(partial_date(item.get("ngayGhiNhan"))),
        reactions=tuple(_concept(reaction) for reaction in seen),
        severity=optional(item, "mucDo", lambda value: word(_SEVERITY, value)),
    )


def _condition(item: Mapping[str, Any]) -> Resource:
    return fhir.condition(
        _concept(item.get("benh")),
        status=word(_CONDITION_STATUS, item.get("trangThai")),
        onset=required(partial_date(item.get("ngayPhatHien"))),
        abated=optional(item, "ngayKhoi", partial_date),
    )


def _medication(item: Mapping[str, Any]) -> Resource:
    return fhir.medication(
        _concept(item.get("thuoc")),
        status=word(_MEDICATION_STATUS, item.get("trangThai")),
        dosage=required(text(item.get("lieuDung"))),
        start=required(partial_date(item.get("tuNgay"))),
        end=optional(item, "denNgay", partial_date),
    )


def _immunization(item: Mapping[str, Any]) -> Resource:
    dose = item.get("muiSo")
    if isinstance(dose, bool) or not isinstance(dose, int) or dose < 1:
        raise Unmappable
    return fhir.immunization(
        _concept(item.get("vacXin")),
        on=required(full_date(item.get("ngayTiem"))),
        dose=dose,
        lot_number=optional(item, "soLo", text),
        facility=required(text(item.get("coSo"))),
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
    coding = as_mapping(value)
    system = word(fhir.CODE_SYSTEMS, coding.get("heMa"))
    return fhir.concept(system, required(text(coding.get("ma"))), required(text(coding.get("ten"))))
