"""person_info: what was asked for, all of it, nothing else, in the documented shapes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from singpass_mock.person_info import person_info
from singpass_mock.personas import (
    MUHAMMAD_IRFAN,
    NGUYEN_DUC_ANH,
    ONG_WEI_JIE,
    PERSONAS,
    PRIYA_NAIR,
    TAN_MEI_LING,
)
from singpass_mock.residents import Resident
from singpass_mock.scopes import MYINFO_SCOPES, Segment, labels

DOCUMENT = Path(__file__).parents[2] / "docs" / "singpass-mock.md"
EVERYTHING = frozenset(MYINFO_SCOPES)
UNAVAILABLE_KEYS = {"lastupdated", "source", "classification", "unavailable"}


def test_a_value_carries_its_metadata() -> None:
    assert person_info(TAN_MEI_LING, frozenset({"name"})) == {
        "name": {"lastupdated": "2026-09-26", "source": "1", "classification": "C", "value": "TAN MEI LING"}
    }


@given(
    st.sampled_from(PERSONAS),
    st.frozensets(st.sampled_from([*sorted(MYINFO_SCOPES), "openid", "user.identity"])),
)
def test_exactly_the_items_asked_for_are_answered(resident: Resident, scopes: frozenset[str]) -> None:
    info = person_info(resident, scopes)
    assert info.keys() == {MYINFO_SCOPES[name].item for name in scopes if name in MYINFO_SCOPES}


@given(st.sampled_from(PERSONAS), st.frozensets(st.sampled_from(sorted(MYINFO_SCOPES))))
def test_an_unavailable_item_has_no_data(resident: Resident, scopes: frozenset[str]) -> None:
    for item in person_info(resident, scopes).values():
        assert {"lastupdated", "source", "classification"} < item.keys()
        if "unavailable" in item:
            assert item.keys() == UNAVAILABLE_KEYS


@pytest.mark.parametrize(
    ("resident", "item", "source"),
    [
        pytest.param(MUHAMMAD_IRFAN, "passportnumber", "3", id="a permanent resident's passport"),
        pytest.param(PRIYA_NAIR, "passportexpirydate", "3", id="a pass holder's passport"),
        pytest.param(PRIYA_NAIR, "residentialstatus", "3", id="a pass holder's residential status"),
        pytest.param(TAN_MEI_LING, "passtype", "3", id="a citizen's pass"),
        pytest.param(NGUYEN_DUC_ANH, "name", "3", id="anything of a foreign account"),
        pytest.param(ONG_WEI_JIE, "email", "2", id="an email address nobody gave"),
        pytest.param(PRIYA_NAIR, "hdbtype", "1", id="a record that merely is not there"),
    ],
)
def test_what_cannot_be_given_says_why(resident: Resident, item: str, source: str) -> None:
    assert person_info(resident, frozenset({item}))[item] == {
        "lastupdated": "",
        "source": source,
        "classification": "C",
        "unavailable": True,
    }


def test_a_pass_holder_has_a_pass() -> None:
    info = person_info(PRIYA_NAIR, frozenset({"passtype", "passstatus", "passexpirydate"}))
    assert info["passtype"]["code"] == "STP"
    assert info["passstatus"]["value"] == "Live"
    assert info["passexpirydate"]["value"] == "2027-08-31"


def test_a_mobile_number_is_in_three_parts() -> None:
    item = person_info(TAN_MEI_LING, frozenset({"mobileno"}))["mobileno"]
    assert item["prefix"]["value"] + item["areacode"]["value"] + item["nbr"]["value"] == "+6599900001"


@pytest.mark.parametrize("part", ["transcripts", "certificates"])
def test_a_part_is_given_without_the_other(part: str) -> None:
    item = person_info(TAN_MEI_LING, frozenset({f"academicqualifications.{part}"}))["academicqualifications"]
    assert item.keys() == {"lastupdated", "source", "classification", part}


def test_both_parts_share_one_item() -> None:
    item = person_info(TAN_MEI_LING, EVERYTHING)["academicqualifications"]
    assert len(item["transcripts"]) == len(item["certificates"]) == 1


def test_both_kinds_of_address_occur() -> None:
    types = {person_info(p, frozenset({"regadd"}))["regadd"].get("type") for p in PERSONAS}
    assert types == {"SG", "UNFORMATTED", None}


def test_the_worked_answer_of_the_documentation_is_the_real_one() -> None:
    blocks = DOCUMENT.read_text("utf-8").split("```json\n")
    documented = next(json.loads(b.split("```")[0]) for b in blocks if b.startswith('{"name": {"lastupdated'))
    assert documented == person_info(TAN_MEI_LING, frozenset(documented))
    assert len(documented) == 8


def test_our_own_items_are_documented_as_they_are() -> None:
    text = DOCUMENT.read_text("utf-8")
    documented = json.loads(text[text.index("<!-- x-health -->") :].split("```json\n")[1].split("```")[0])
    ours = frozenset(scope for scope in MYINFO_SCOPES if scope.startswith("x-"))
    assert documented == person_info(TAN_MEI_LING, ours)


def test_a_summary_that_the_person_keeps_says_so() -> None:
    assert person_info(TAN_MEI_LING, frozenset({"x-health.allergies"}))["x-health"]["source"] == "2"


def test_a_part_in_which_nothing_was_entered_is_left_out_and_an_empty_one_is_not() -> None:
    asked = frozenset({"x-health.allergies", "x-health.medications"})
    item = person_info(MUHAMMAD_IRFAN, asked)["x-health"]
    assert item["allergies"] == []
    assert "medications" not in item


@pytest.mark.parametrize(
    ("resident", "scope"),
    [
        pytest.param(MUHAMMAD_IRFAN, "x-health.medications", id="no such part"),
        pytest.param(ONG_WEI_JIE, "x-health.medications", id="no such item"),
    ],
)
def test_an_item_of_which_nothing_is_there_is_unavailable(resident: Resident, scope: str) -> None:
    assert person_info(resident, frozenset({scope}))["x-health"] == {
        "lastupdated": "",
        "source": "2",
        "classification": "C",
        "unavailable": True,
    }


@pytest.mark.parametrize("scope", MYINFO_SCOPES)
def test_every_item_is_documented_and_has_words_for_the_person(scope: str) -> None:
    assert f"`{scope}`" in DOCUMENT.read_text("utf-8")
    (label,) = labels(frozenset({scope}))
    assert label.vi
    assert label.en


def test_everyone_with_myinfo_has_the_items_a_hotel_needs() -> None:
    for resident in PERSONAS:
        if resident.segment is Segment.FOREIGN_ACCOUNT:
            continue
        info: dict[str, Any] = person_info(resident, frozenset({"name", "dob", "sex", "nationality"}))
        assert not any("unavailable" in item for item in info.values())
