"""From Myinfo to claims: faithful, minimal, and without an NRIC in any form."""

import base64
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.attributes import ATTRIBUTES, MRZ_NAME, PROVIDED, REQUESTABLE
from bridge.domain.mapping import Mapped, Quality
from bridge.domain.mapping_singpass import map_singpass
from domain.samples import ROOT, TODAY, TOURISM
from singpass_mock.person_info import person_info
from singpass_mock.personas import PERSONAS
from singpass_mock.residents import Resident
from singpass_mock.scopes import MYINFO_SCOPES

PAGE = (ROOT / "docs" / "singpass-mock.md").read_text(encoding="utf-8")
MEI_LING: dict[str, Any] = json.loads(
    re.search(r"A complete answer for .*?```json\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]
)
SCOPES = frozenset(MEI_LING)
HELD = person_info(PERSONAS[0], frozenset(MYINFO_SCOPES))["x-health"]
META = {"lastupdated": "", "source": "3", "classification": "C"}


def mapped(info: dict[str, Any]) -> dict[str, Mapped]:
    return {entry.claim: entry for entry in map_singpass(info, TOURISM.attributes, today=TODAY)}


def of(person: str) -> dict[str, Mapped]:
    resident = next(resident for resident in PERSONAS if resident.id == person)
    return mapped(person_info(resident, SCOPES))


def test_the_documented_answer_is_mapped_whole() -> None:
    assert {claim: entry.value for claim, entry in mapped(MEI_LING).items()} == {
        "name": "TAN MEI LING",
        MRZ_NAME: "TAN<MEI<LING",
        "birthdate": "1988-06-17",
        "gender": "female",
        "nationalities": ["SGP"],
        "travel_document": {
            "type": "passport",
            "number": "E0000088K",
            "issuing_country": "SGP",
            "date_of_expiry": "2033-08-08",
        },
        "phone_number": "+6599900001",
        "email": "tan.mei.ling@example.com",
    }


def test_a_patronymic_keeps_its_order_and_a_birth_month_its_length() -> None:
    irfan = of("muhammad-irfan")
    assert irfan[MRZ_NAME].value == "MUHAMMAD<IRFAN<BIN<ABDUL<RAHIM"
    assert irfan["birthdate"].value == "1985-02"
    assert irfan["nationalities"].value == ["MYS"]


def test_a_pass_holder_has_no_passport_in_myinfo() -> None:
    assert of("priya-nair")["travel_document"].quality is Quality.UNAVAILABLE


def test_an_address_nobody_gave_is_unavailable() -> None:
    assert of("ong-wei-jie")["email"].quality is Quality.UNAVAILABLE


def test_a_historic_nationality_is_lossy() -> None:
    entry = mapped(MEI_LING | {"nationality": {**META, "code": "BU", "desc": "BURMESE"}})["nationalities"]
    assert (entry.value, entry.quality) == (["MMR"], Quality.LOSSY)


@pytest.mark.parametrize(
    ("item", "claim", "bad"),
    [
        pytest.param("name", "name", {**META, "unavailable": True, "value": "X"}, id="marked unavailable"),
        pytest.param("sex", "gender", {**META, "code": "U", "desc": "UNKNOWN"}, id="sex unknown"),
        pytest.param("nationality", "nationalities", {**META, "code": "SU"}, id="a country that fell apart"),
        pytest.param("dob", "birthdate", {**META, "value": "17 June 1988"}, id="a date in words"),
        pytest.param("passportexpirydate", "travel_document", {**META, "value": ""}, id="half a passport"),
        pytest.param("passportnumber", "travel_document", {**META, "value": "e 1"}, id="no passport number"),
        pytest.param("mobileno", "phone_number", {**META, "nbr": {"value": "99900001"}}, id="half a number"),
        pytest.param("mobileno", "phone_number", {**META, "nbr": "99900001"}, id="a number without leaves"),
        pytest.param("email", "email", {**META, "value": 1}, id="a number for an address"),
        pytest.param("email", "email", "tan@example.com", id="an item without its envelope"),
    ],
)
def test_an_item_of_another_form_is_unavailable(item: str, claim: str, bad: object) -> None:
    assert not mapped(MEI_LING | {item: bad})[claim].available


def test_what_was_not_asked_for_at_myinfo_is_unavailable() -> None:
    everything = {entry.claim: entry for entry in map_singpass(MEI_LING, REQUESTABLE, today=TODAY)}
    assert list(everything) == [claim for claim in ATTRIBUTES if claim in PROVIDED]
    assert not everything["allergies"].available


@pytest.mark.parametrize("resident", [p for p in PERSONAS if p.items], ids=lambda resident: resident.id)
def test_no_persona_releases_a_national_number(resident: Resident) -> None:
    everything = person_info(resident, frozenset(MYINFO_SCOPES))
    told = json.dumps([entry.value for entry in map_singpass(everything, REQUESTABLE, today=TODAY)])
    for over in (resident.identity_number, resident.identity_number[-4:], "race", "SIM-P-", "INSURANCE"):
        assert over not in told


def opencert(document: object) -> dict[str, Any]:
    """A certificate in Myinfo's envelope."""
    content = document if isinstance(document, str) else json.dumps(document)
    return {
        "name": {"value": "x.opencert"},
        "content": {"value": base64.b64encode(content.encode()).decode()},
        "opencertificateindicator": {"value": True},
    }


@given(
    number=st.from_regex(r"[STFGM][0-9]{7}[A-Z]", fullmatch=True),
    around=st.sampled_from(["{}", "x {} y", "{}@example.com"]),
    form=st.sampled_from([str.upper, str.lower, " ".join, "-".join]),
    known=st.booleans(),
)
def test_no_release_holds_an_nric_in_any_form(*, number: str, around: str, form: Any, known: bool) -> None:
    planted = around.format(form(number))
    info = MEI_LING | {item: {**META, "value": planted} for item in ("name", "email", "passportnumber")}
    certificate = {"id": planted, "name": planted, "issuedOn": "2011-07-08", "issuers": [{"name": planted}]}
    held = json.loads(json.dumps(HELD))
    held["medications"][0]["dosage"]["value"] = held["immunizations"][0]["lot"]["value"] = planted
    held["insurance"]["policynumber"]["value"] = planted
    info |= {
        "regadd": {**META, "type": "UNFORMATTED", "line1": {"value": planted}, "line2": {"value": "X"}},
        "academicqualifications": {**META, "certificates": [opencert(certificate)]},
        "x-health": held,
    }
    if known:
        info["uinfin"] = {**META, "value": number}
    told = json.dumps([entry.value for entry in map_singpass(info, REQUESTABLE, today=TODAY)])
    assert number not in re.sub(r"[^A-Z0-9]", "", told.upper())


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["value", "code", "nbr", "prefix"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(MEI_LING)), ANYTHING))
def test_no_answer_breaks_the_mapping(info: dict[str, Any]) -> None:
    for entry in map_singpass(info, REQUESTABLE, today=TODAY):
        assert entry.available is (entry.value is not None)
