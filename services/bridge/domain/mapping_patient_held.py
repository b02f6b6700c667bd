"""Our own `x-health` item of the Singpass mock as FHIR R4 resources.

Myinfo holds no health record. What is mapped here is kept by the patient, and every resource says so: a
physician must be able to tell it from what a hospital wrote down.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bridge.domain import fhir
from bridge.domain.fhir import Resource
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_groups import Unmappable, as_list, as_mapping, group, required, word
from bridge.domain.mapping_values import blood_group_of, full_date, partial_date, text


def _same(*words: str) -> Mapping[str, str]:
    return MappingProxyType({name: name for name in words})


_OCCURRENCE: Final = _same("active", "resolved")
_TAKEN: Final = _same("active", "stopped")
_SEVERITY: Final = _same("mild", "moderate", "severe")


def patient_held(claim: str, item: Mapping[str, Any]) -> Mapped:
    """One of `blood_group`, `allergies`, `conditions`, `medications`, `immunizations`."""
    if claim == "blood_group":
        return _blood_group(item)
    entry = _GROUPS[claim]
    return group(
        claim,
        f"x-health.{claim}",
        item.get(claim),
        entry=lambda value: fhir.self_reported(entry(value)),
        quality=Quality.DERIVED,
    )


def _blood_group(item: Mapping[str, Any]) -> Mapped:
    source = "x-health.bloodgroup"
    leaf = item.get("bloodgroup")
    value = blood_group_of(leaf.get("value")) if isinstance(leaf, Mapping) else None
    return (
        unavailable("blood_group", source)
        if value is None
        else Mapped("blood_group", value, Quality.EXACT, source)
    )


def _allergy(item: Mapping[str, Any]) -> Resource:
    severity = _leaf(item, "severity")
    return fhir.allergy(
        _concept(item.get("substance")),
        status=word(_OCCURRENCE, _leaf(item, "status")),
        recorded=required(partial_date(_leaf(item, "recorded"))),
        reactions=tuple(_concept(reaction) for reaction in as_list(item.get("reactions"))),
        severity=word(_SEVERITY, severity) if severity else None,
    )


def _condition(item: Mapping[str, Any]) -> Resource:
    return fhir.condition(
        _concept(item.get("condition")),
        status=word(_OCCURRENCE, _leaf(item, "status")),
        onset=required(partial_date(_leaf(item, "onset"))),
        abated=_unless_empty(_leaf(item, "abated"), partial_date),
    )


def _medication(item: Mapping[str, Any]) -> Resource:
    return fhir.medication(
        _concept(item.get("medicine")),
        status=word(_TAKEN, _leaf(item, "status")),
        dosage=required(text(_leaf(item, "dosage"))),
        start=required(partial_date(_leaf(item, "start"))),
        end=_unless_empty(_leaf(item, "end"), partial_date),
    )


def _immunization(item: Mapping[str, Any]) -> Resource:
    dose = _leaf(item, "dose")
    if dose not in _DOSES:
        raise Unmappable
    return fhir.immunization(
        _concept(item.get("vaccine")),
        on=required(full_date(_leaf(item, "date"))),
        dose=_DOSES.index(dose) + 1,
        lot_number=_unless_empty(_leaf(item, "lot"), text),
        facility=required(text(_leaf(item, "place"))),
    )


# "1" to "20": a digit of another script, a sign or a leading zero is no dose.
_DOSES: Final = tuple(str(number) for number in range(1, 21))
_GROUPS: Final[Mapping[str, Callable[[Mapping[str, Any]], Resource]]] = MappingProxyType(
    {
        "allergies": _allergy,
        "conditions": _condition,
        "medications": _medication,
        "immunizations": _immunization,
    }
)


def _concept(value: object) -> dict[str, Any]:
    coding = as_mapping(value)
    system = word(fhir.CODE_SYSTEMS, coding.get("system"))
    return fhir.concept(system, required(text(coding.get("code"))), required(text(coding.get("desc"))))


def _leaf(item: Mapping[str, Any], name: str) -> object:
    return as_mapping(item.get(name)).get("value")


def _unless_empty(value: object, read: Callable[[object], str | None]) -> str | None:
    """Myinfo writes the empty text where there is nothing."""
    return None if value == "" else required(read(value))
