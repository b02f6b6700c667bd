"""Health data that the patient keeps: valid FHIR, and marked as what it is."""

from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from domain.mapped_people import HELD, singpass, without


@pytest.mark.parametrize("claim", ["allergies", "conditions", "medications", "immunizations"])
def test_every_patient_held_resource_is_valid_fhir_and_says_that_the_patient_says_so(claim: str) -> None:
    resources = singpass(claim).value
    assert isinstance(resources, list)
    assert resources
    for resource in resources:
        model = get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        assert getattr(
            model,
            {"immunizations": "reportOrigin", "medications": "informationSource"}.get(claim, "asserter"),
        )
        if claim == "immunizations":
            assert resource["primarySource"] is False
        if claim in {"allergies", "conditions"}:
            assert resource["verificationStatus"]["coding"][0]["code"] == "unconfirmed"


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        pytest.param("allergies", {"status": {"value": "perhaps"}}, id="a status nobody documented"),
        pytest.param("allergies", {"severity": {"value": "nasty"}}, id="a severity nobody documented"),
        pytest.param("allergies", {"reactions": None}, id="no list of reactions"),
        pytest.param("allergies", {"substance": {"system": "own", "code": "1", "desc": "x"}}, id="own codes"),
        pytest.param("conditions", {"onset": {"value": ""}}, id="no beginning"),
        pytest.param("conditions", {"abated": {"value": "later"}}, id="an end that is no date"),
        pytest.param("medications", {"dosage": {"value": ""}}, id="no dosage"),
        pytest.param("immunizations", {"dose": {"value": "0"}}, id="dose zero"),
        pytest.param("immunizations", {"dose": {"value": "\u0663"}}, id="an Arabic digit"),
        pytest.param("immunizations", {"date": {"value": "2026"}}, id="a year for a day"),
    ],
)
def test_one_unreadable_entry_withholds_its_part(part: str, damage: dict[str, Any]) -> None:
    entry = HELD[part][0]
    assert not singpass(part, x_health={**HELD, part: [entry, {**entry, **damage}]}).available


def test_nothing_entered_is_not_the_same_as_none() -> None:
    assert singpass("allergies", x_health={**HELD, "allergies": []}).value == []
    assert not singpass("allergies", x_health=without(HELD, "allergies")).available
    assert not singpass("blood_group", x_health={**HELD, "bloodgroup": {"value": "C+"}}).available
