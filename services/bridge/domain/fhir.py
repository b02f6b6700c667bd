"""FHIR R4 resources as JSON data, in the minimal form in which they travel inside one release.

No identifier and no reference to a server: the subject is whoever the release is about. Words stay in the
language of the source, as `text`; a reader in another language has the code.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

Resource = dict[str, Any]

SUBJECT: Final[Mapping[str, str]] = MappingProxyType({"display": "the subject of this release"})

CODE_SYSTEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "snomed-ct": "http://snomed.info/sct",
        "icd-10": "http://hl7.org/fhir/sid/icd-10",
        "atc": "http://www.whocc.no/atc",
    }
)
"""By the words that both sources use for them."""

_TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem"
_ALLERGY_STATUS: Final = f"{_TERMINOLOGY}/allergyintolerance-clinical"
_CONDITION_STATUS: Final = f"{_TERMINOLOGY}/condition-clinical"


def concept(system: str, code: str, words: str) -> dict[str, Any]:
    """A CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code}], "text": words}


def allergy(
    code: dict[str, Any],
    *,
    status: str,
    recorded: str,
    reactions: tuple[dict[str, Any], ...],
    severity: str | None,
) -> Resource:
    """`status` is active or resolved, `severity` mild, moderate or severe."""
    resource = _resource("AllergyIntolerance", clinicalStatus=_status(_ALLERGY_STATUS, status), code=code)
    resource |= {"patient": dict(SUBJECT), "recordedDate": recorded}
    graded = {"severity": severity} if severity else {}
    if reactions:
        resource["reaction"] = [{"manifestation": [reaction], **graded} for reaction in reactions]
    elif severity:
        # A reaction needs a manifestation; without one the grade still matters to whoever treats the person.
        resource["note"] = [{"text": f"severity: {severity}"}]
    return resource


def condition(code: dict[str, Any], *, status: str, onset: str, abated: str | None) -> Resource:
    """`status` is active or resolved."""
    resource = _resource("Condition", clinicalStatus=_status(_CONDITION_STATUS, status), code=code)
    resource |= {"subject": dict(SUBJECT), "onsetDateTime": onset}
    # Invariant con-4: an abated condition is not an active one.
    return resource | ({"abatementDateTime": abated} if abated and status == "resolved" else {})


def medication(code: dict[str, Any], *, status: str, dosage: str, start: str, end: str | None) -> Resource:
    """`status` is active or stopped; `dosage` is in words."""
    period = {"start": start} | ({"end": end} if end else {})
    resource = _resource("MedicationStatement", status=status, medicationCodeableConcept=code)
    return resource | {"subject": dict(SUBJECT), "effectivePeriod": period, "dosage": [{"text": dosage}]}


def immunization(
    code: dict[str, Any], *, on: str, dose: int, lot_number: str | None, facility: str
) -> Resource:
    """One dose that was given."""
    resource = _resource("Immunization", status="completed", vaccineCode=code, patient=dict(SUBJECT))
    resource |= {"occurrenceDateTime": on, "location": {"display": facility}}
    resource["protocolApplied"] = [{"doseNumberPositiveInt": dose}]
    return resource | ({"lotNumber": lot_number} if lot_number else {})


def self_reported(resource: Resource) -> Resource:
    """The same resource with its own kind's mark that the patient says so, and nobody confirmed it."""
    return resource | _SELF_REPORTED[resource["resourceType"]]


def _resource(kind: str, **members: object) -> Resource:
    return {"resourceType": kind, **members}


def _status(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


_SELF_REPORTED: Final[Mapping[str, Resource]] = MappingProxyType(
    {
        "AllergyIntolerance": {
            "verificationStatus": _status(f"{_TERMINOLOGY}/allergyintolerance-verification", "unconfirmed"),
            "asserter": dict(SUBJECT),
        },
        "Condition": {
            "verificationStatus": _status(f"{_TERMINOLOGY}/condition-ver-status", "unconfirmed"),
            "asserter": dict(SUBJECT),
        },
        "MedicationStatement": {"informationSource": dict(SUBJECT)},
        "Immunization": {
            "primarySource": False,
            "reportOrigin": _status(f"{_TERMINOLOGY}/immunization-origin", "recall"),
        },
    }
)
