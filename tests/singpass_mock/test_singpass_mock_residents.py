"""Residents: the personas are possible people, and impossible ones are refused."""

from typing import Any

import pytest

from eid_kit.oauth.errors import InvalidRequest
from singpass_mock import nric
from singpass_mock.personas import PERSONAS
from singpass_mock.residents import Residents

PINNED = ["tan-mei-ling", "muhammad-irfan", "priya-nair", "nguyen-duc-anh", "ong-wei-jie", "lim-siew-hwa"]
META = {"lastupdated": "2026-01-01", "source": "1", "classification": "C"}


@pytest.fixture
def residents() -> Residents:
    return Residents(PERSONAS)


def test_the_pinned_personas_live_here() -> None:
    assert [resident.id for resident in PERSONAS] == PINNED


@pytest.mark.parametrize("resident", [p for p in PERSONAS if not p.is_foreign], ids=lambda p: p.id)
def test_a_persona_has_a_valid_number_of_a_range_that_is_not_issued(resident: Any) -> None:
    number = resident.identity_number
    assert nric.is_valid(number)
    unissued = {"S": range(40, 68), "T": range(27, 100), "M": range(99, 100)}
    assert int(number[1:3]) in unissued[number[0]]


@pytest.mark.parametrize("persona", PINNED)
def test_a_persona_survives_being_read_and_written_back(residents: Residents, persona: str) -> None:
    document = residents.get(persona)
    assert document is not None
    assert residents.put(persona, document) == document
    assert residents.get(persona) == document


def test_a_new_person_can_be_added(residents: Residents) -> None:
    document = {**(residents.get("tan-mei-ling") or {}), "name": "LIM AH KOW"}
    residents.put("lim-ah-kow", document)
    added = residents.find("lim-ah-kow")
    assert added is not None
    assert added.name == "LIM AH KOW"
    assert len(residents.list()) == len(PINNED) + 1


def test_there_is_an_end_to_new_people_and_none_to_changing_those_there_are(
    residents: Residents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("singpass_mock.residents._MOST_RESIDENTS", len(PINNED))
    document = residents.get("tan-mei-ling") or {}
    with pytest.raises(InvalidRequest, match=f"at most {len(PINNED)} people") as refused:
        residents.put("lim-ah-kow", document)
    assert refused.value.reason == "too_many_people"
    assert residents.put("tan-mei-ling", document) == document


@pytest.mark.parametrize(
    ("person", "change", "complaint"),
    [
        pytest.param("tan-mei-ling", {"identity_number": "S5088001A"}, "check letter", id="a wrong letter"),
        pytest.param("tan-mei-ling", {"identity_number": "M9999903Q"}, "series", id="a citizen with a FIN"),
        pytest.param("tan-mei-ling", {"identity_coi": "VN"}, "identity_coi", id="an NRIC from elsewhere"),
        pytest.param("tan-mei-ling", {"nickname": "Mei"}, "nickname", id="an unknown member"),
        pytest.param(
            "tan-mei-ling", {"mobileno": "+6599900001"}, "mobileno", id="a number with its country code"
        ),
        pytest.param("tan-mei-ling", {"highest_acr": "urn:singpass:authentication:loa:1"}, "acr", id="loa:1"),
        pytest.param(
            "tan-mei-ling",
            {"items": {"passtype": {**META, "code": "STP", "desc": ""}}},
            "passtype",
            id="a citizen with a pass",
        ),
        pytest.param(
            "priya-nair",
            {"items": {"passportnumber": {**META, "value": "E1"}}},
            "passportnumber",
            id="a passport of a FIN holder",
        ),
        pytest.param(
            "tan-mei-ling", {"items": {"bloodtype": {**META, "value": "A"}}}, "bloodtype", id="no Myinfo item"
        ),
        pytest.param(
            "tan-mei-ling", {"items": {"uinfin": {**META, "value": "S1"}}}, "uinfin", id="a derived item"
        ),
        pytest.param(
            "tan-mei-ling", {"items": {"dob": {**META, "code": "F", "desc": ""}}}, "dob", id="the wrong shape"
        ),
        pytest.param(
            "tan-mei-ling",
            {"items": {"dob": {**META, "unavailable": True, "value": "1988"}}},
            "dob",
            id="unavailable, yet there",
        ),
        pytest.param("tan-mei-ling", {"items": []}, "items", id="items that are no object"),
        pytest.param(
            "nguyen-duc-anh", {"mobileno": "99900004"}, "mobile number", id="a foreign account with a mobile"
        ),
        pytest.param(
            "nguyen-duc-anh", {"identity_coi": "SG"}, "Singapore", id="a foreign account from Singapore"
        ),
    ],
)
def test_an_impossible_person_is_refused_and_nothing_changes(
    residents: Residents, person: str, change: dict[str, Any], complaint: str
) -> None:
    before = residents.get(person) or {}
    with pytest.raises(InvalidRequest, match=complaint):
        residents.put(person, {**before, **change})
    assert residents.get(person) == before


def test_a_refusal_does_not_repeat_the_value(residents: Residents) -> None:
    document = {**(residents.get("tan-mei-ling") or {}), "email": "x" * 300}
    with pytest.raises(InvalidRequest) as refused:
        residents.put("tan-mei-ling", document)
    assert "xxx" not in refused.value.description


def test_an_id_that_is_no_id_is_refused(residents: Residents) -> None:
    with pytest.raises(InvalidRequest, match="id"):
        residents.put("Not An Id", residents.get("tan-mei-ling") or {})


def test_nobody_is_found_under_an_unknown_id(residents: Residents) -> None:
    assert residents.get("nobody") is None
