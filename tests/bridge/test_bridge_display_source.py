"""A doctor's words stay as they were written, and the page says so where it speaks another language."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bridge.domain import fhir
from bridge.domain.clauses import Country
from bridge.domain.patient_summary import patient_summary
from bridge.web.display_source import own_language

PENICILLIN = fhir.concept("http://snomed.info/sct", "91936005", "Dị ứng penicillin")
ALLERGY = fhir.allergy(PENICILLIN, status="active", recorded="2009", reactions=(), severity=None)


def _summary(*allergies: Mapping[str, object]) -> object:
    held = {"name": "A", "allergies": list(allergies), "conditions": [], "medications": []}
    return patient_summary(held, seed="a seed", made_at=datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "source", "says"),
    [
        pytest.param("en", Country.VN, "as the record has it, in Vietnamese", id="Vietnamese, in English"),
        pytest.param("vi", Country.SG, "theo nguyên văn hồ sơ, bằng tiếng Anh", id="English, in Vietnamese"),
    ],
)
@pytest.mark.parametrize(
    ("claim", "value"),
    [
        pytest.param("allergies", [ALLERGY], id="a claim"),
        pytest.param("patient_summary", _summary(ALLERGY), id="the summary of claims"),
    ],
)
def test_the_language_of_the_record_is_named(
    claim: str, value: object, language: str, source: Country, says: str
) -> None:
    assert [line.detail for line in own_language(claim, value, language, source=source)] == [says]


@pytest.mark.parametrize(
    ("claim", "value", "language", "source"),
    [
        pytest.param("allergies", [ALLERGY], "vi", Country.VN, id="the page speaks the record's language"),
        pytest.param("allergies", [], "en", Country.VN, id="nothing is recorded"),
        pytest.param("patient_summary", _summary(), "en", Country.VN, id="a summary of nothing"),
        pytest.param("name", "NGUYỄN THỊ HOA", "en", Country.VN, id="a name is nobody's language"),
    ],
)
def test_nothing_is_said_of_the_language_where_there_is_none_to_explain(
    claim: str, value: object, language: str, source: Country
) -> None:
    assert own_language(claim, value, language, source=source) == []
