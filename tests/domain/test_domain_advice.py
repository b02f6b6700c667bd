"""Which attributes a purpose would do without, and facts as somebody writes them down."""

from typing import Any

import pytest

from bridge.domain.advice import NotNeeded, Spare, spare_attributes
from bridge.domain.clauses import Country
from bridge.domain.facts import Facts
from bridge.domain.written_facts import UnreadableFacts, read_facts
from domain.samples import AGREEMENT


def asked(*attributes: str, purpose: str = "tourism.checkin") -> Facts:
    return Facts(purpose, Country.VN, "tourism", frozenset(attributes))


@pytest.mark.parametrize(
    ("facts", "spare"),
    [
        pytest.param(asked("name", "birthdate"), (), id="mandatory ones alone"),
        pytest.param(asked("name", "email"), (Spare("email", NotNeeded.OPTIONAL),), id="an optional one"),
        pytest.param(
            asked("allergies", "email", "name"),
            (Spare("allergies", NotNeeded.NEVER), Spare("email", NotNeeded.OPTIONAL)),
            id="one that the purpose never carries",
        ),
        pytest.param(
            asked("birthdate", purpose="tourism.age_check"),
            (Spare("birthdate", NotNeeded.NEVER, "age_over_18"),),
            id="a date of birth where a yes or no is enough",
        ),
        pytest.param(
            asked("insurance_valid_until", purpose="health.registration"),
            (Spare("insurance_valid_until", NotNeeded.OPTIONAL, "insurance_valid"),),
            id="an insurance's last day",
        ),
        pytest.param(
            asked("transcripts", purpose="education.credential_check"),
            (Spare("transcripts", NotNeeded.OPTIONAL, "is_enrolled"),),
            id="school results",
        ),
        pytest.param(
            asked("transcripts", purpose="education.admission"),
            (Spare("transcripts", NotNeeded.OPTIONAL),),
            id="school results where the purpose has no yes or no",
        ),
        pytest.param(asked("religion"), (Spare("religion", NotNeeded.NEVER),), id="one that nobody knows"),
        pytest.param(asked("name", purpose="crime.prevention"), (), id="no clause to compare with"),
    ],
)
def test_the_purpose_does_without_what_is_not_mandatory(facts: Facts, spare: tuple[Spare, ...]) -> None:
    assert spare_attributes(AGREEMENT, facts) == spare


GOOD: dict[str, Any] = {
    "purpose": "tourism.checkin",
    "country": "VN",
    "sector": "tourism",
    "attributes": ["name"],
    "person": {"assurance": "high", "age": 30},
}


def test_words_that_nobody_knows_are_for_the_policy_to_answer() -> None:
    facts = read_facts({**GOOD, "purpose": "crime.prevention", "sector": "gambling", "attributes": ["x"]})
    assert (facts.purpose, facts.sector) == ("crime.prevention", "gambling")
    assert facts.attributes == {"x"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"country": "MY"}, "country", id="another country"),
        pytest.param({"subject": "S1234567D"}, "subject", id="a subject"),
        pytest.param({"person": {"assurance": "high", "name": "x"}}, "person.name", id="a person's name"),
        pytest.param({"person": {"assurance": "enormous"}}, "person.assurance", id="an unknown assurance"),
        pytest.param({"person": {"assurance": "high", "age": -1}}, "person.age", id="an age below zero"),
        pytest.param({"person": {"assurance": "high", "age": "30"}}, "person.age", id="an age as text"),
        pytest.param({"person": {"assurance": "high", "age": True}}, "person.age", id="a truth for an age"),
        pytest.param({"attributes": "name"}, "attributes", id="one attribute without its list"),
        pytest.param({"attributes": ["a"] * 65}, "attributes", id="too many attributes"),
        pytest.param({"attributes": ["a" * 101]}, "attributes.0", id="an attribute too long"),
        pytest.param({"purpose": None}, "purpose", id="no purpose"),
        pytest.param({"first_release": "9999-12-31T23:59:59Z"}, "first_release", id="the last day"),
        pytest.param({"first_release": "0001-01-01T00:00:00+23:59"}, "first_release", id="the first day"),
    ],
)
def test_facts_in_another_form_are_refused_by_name(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(UnreadableFacts, match=f"^{place}: "):
        read_facts({**GOOD, **changes})


def test_a_refusal_repeats_no_value() -> None:
    with pytest.raises(UnreadableFacts) as refused:
        read_facts({**GOOD, "country": "S1234567D"})
    assert "S1234567D" not in str(refused.value)


@pytest.mark.parametrize("document", [None, [], "tourism", 1, {}], ids=repr)
def test_what_is_no_request_is_refused(document: object) -> None:
    with pytest.raises(UnreadableFacts):
        read_facts(document)
