"""`verified_claims`: valid by the rules of Identity Assurance, and silent beyond the claims."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types

from bridge.domain.agreement import Direction
from bridge.domain.assurance import Assurance
from bridge.domain.verified_claims import assurance_statement, verification, verified_claims
from domain.ida_rules import VERIFIED_CLAIMS

CLAIMS = {"name": "NGUYỄN THỊ HOA", "name#und-Latn-x-mrz": "NGUYEN<<THI<HOA", "birthdate": "1991-04-12"}
VNEID: dict[str, Any] = {"account_level": 2, "auth_level": 4, "account_type": "citizen"}
SINGPASS: dict[str, Any] = {"acr": "urn:singpass:authentication:loa:3", "amr": ["swk", "face"]}


def errors_of(element: object) -> list[str]:
    return [error.message for error in Draft202012Validator(VERIFIED_CLAIMS).iter_errors(element)]


@pytest.mark.parametrize(
    ("direction", "raw", "framework", "classifications"),
    [
        pytest.param(
            Direction.VN_TO_SG, VNEID, "vn_nd69_2024", ["account_level_2", "auth_level_4"], id="from VNeID"
        ),
        pytest.param(
            Direction.SG_TO_VN,
            SINGPASS,
            "sg_singpass",
            ["standard_account", "urn:singpass:authentication:loa:3"],
            id="from Singpass",
        ),
        pytest.param(
            Direction.VN_TO_SG,
            {"account_level": "2"},
            "vn_nd69_2024",
            ["account_level_unknown", "auth_level_unknown"],
            id="levels nobody documented",
        ),
    ],
)
def test_an_element_is_valid_and_says_how_sure_it_is(
    *, direction: Direction, raw: dict[str, Any], framework: str, classifications: list[str]
) -> None:
    element = verified_claims(verification(direction, Assurance.HIGH, raw), CLAIMS)
    assert errors_of(element) == []
    told = element["verification"]
    details = told["assurance_process"]["assurance_details"]
    assert (told["trust_framework"], told["assurance_level"]) == (framework, "high")
    assert [detail["assurance_type"] for detail in details] == ["identity_proofing", "authentication"]
    assert [detail["assurance_classification"] for detail in details] == classifications


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"claims": CLAIMS}, id="no verification"),
        pytest.param({"verification": {"trust_framework": "x"}}, id="no claims"),
        pytest.param({"verification": {"trust_framework": "x"}, "claims": {}}, id="empty claims"),
        pytest.param({"verification": {}, "claims": CLAIMS}, id="no trust framework"),
        pytest.param(
            {"verification": {"trust_framework": "x", "evidence": []}, "claims": CLAIMS}, id="empty evidence"
        ),
        pytest.param(
            {"verification": {"trust_framework": "x", "evidence": [{"type": "rumour"}]}, "claims": CLAIMS},
            id="evidence of an unknown type",
        ),
    ],
)
def test_the_rules_can_be_broken(broken: dict[str, Any]) -> None:
    assert errors_of(broken)


def test_there_is_no_element_without_a_claim() -> None:
    with pytest.raises(ValueError, match="at least one claim"):
        verified_claims(verification(Direction.VN_TO_SG, Assurance.HIGH, VNEID), {})


def test_the_verification_is_fit_to_leave_with_any_part_of_the_claims() -> None:
    # It is made before the citizen answers: a document in it would leave although its claim was declined.
    told = json.dumps(verification(Direction.SG_TO_VN, Assurance.HIGH, SINGPASS | {"name": "TAN MEI LING"}))
    assert "document" not in told
    assert "TAN MEI LING" not in told


def test_our_own_statement_keeps_the_providers_words() -> None:
    told = {"level": "high", "account_level": 2, "auth_level": 4}
    assert assurance_statement(Assurance.HIGH, VNEID) == told
    without_amr = assurance_statement(Assurance.LOW, SINGPASS | {"amr": None})
    assert without_amr == {"level": "low", "acr": SINGPASS["acr"]}
