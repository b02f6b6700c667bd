"""The policy: who may have what, when, and with which reason not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bridge.domain.agreement import Country, Direction
from bridge.domain.assurance import Assurance
from bridge.domain.consent import ConsentState
from bridge.domain.policy import (
    PERSON_DEPENDENT,
    Permit,
    Reason,
    Stage,
    asked_by_shorthand,
    decide,
    nothing_to_release,
    refused_by_citizen,
)
from domain.samples import (
    ADULT,
    AGREEMENT,
    HEALTH,
    HOSPITAL,
    HOTEL,
    NOON,
    TOURISM,
    consent,
    denial,
    question,
    with_clause,
)


@pytest.mark.parametrize("stage", Stage)
def test_a_good_question_is_permitted_at_every_stage(stage: Stage) -> None:
    assert decide(AGREEMENT, question(stage)) == Permit(
        clause="VNSG-HEALTH-1",
        attributes=HEALTH.attributes,
        conditions=("retention:P30D", "onward_transfer:none", "userinfo_calls:1"),
    )


def test_the_other_direction_is_permitted_too() -> None:
    asked = question(
        purpose="tourism.checkin",
        direction=Direction.SG_TO_VN,
        partner=HOTEL,
        attributes=frozenset({"name", "travel_document"}),
        person=replace(ADULT, assurance=Assurance.SUBSTANTIAL),
        stage=Stage.SIGNED_IN,
    )
    permit = decide(AGREEMENT, asked)
    assert isinstance(permit, Permit)
    assert permit.clause == "SGVN-TOURISM-1"
    assert permit.attributes == {"name", "travel_document"}


ASK_FOR_EMAIL = HEALTH.attributes | {"email"}
REQUEST_DENIALS = [
    pytest.param({"purpose": "crime.prevention"}, Reason.PURPOSE_UNKNOWN, 2, None, id="unknown purpose"),
    pytest.param({"attributes": frozenset()}, Reason.NO_ATTRIBUTE_REQUESTED, 2, None, id="nothing asked for"),
    pytest.param(
        {"attributes": frozenset({"nric"})}, Reason.ATTRIBUTE_UNKNOWN, 2, "nric", id="unknown attribute"
    ),
    pytest.param(
        {"attributes": frozenset({"name#und-Latn-x-mrz"})},
        Reason.ATTRIBUTE_UNKNOWN,
        2,
        "name#und-Latn-x-mrz",
        id="a derived claim by itself",
    ),
    pytest.param({"purpose": "tourism.checkin"}, Reason.PURPOSE_NOT_REGISTERED, 2, None, id="other purpose"),
    pytest.param({"direction": None}, Reason.DIRECTION_NOT_COVERED, 3, None, id="a hint that contradicts"),
    pytest.param({"direction": Direction.SG_TO_VN}, Reason.DIRECTION_NOT_COVERED, 3, None, id="own citizens"),
    pytest.param(
        {"attributes": ASK_FOR_EMAIL}, Reason.ATTRIBUTE_NOT_IN_PURPOSE, 2, "email", id="one too many"
    ),
    pytest.param(
        {"partner": replace(HOSPITAL, registered_attributes=HEALTH.attributes - {"allergies"})},
        Reason.ATTRIBUTE_NOT_REGISTERED,
        2,
        "allergies",
        id="more than registered",
    ),
    pytest.param(
        {"attributes": frozenset({"patient_summary", "allergies", "conditions"})},
        Reason.ATTRIBUTE_NEEDS_OTHERS,
        2,
        "patient_summary",
        id="a summary without what it is made of",
    ),
    pytest.param(
        {"partner": replace(HOSPITAL, sector="tourism")}, Reason.SECTOR_NOT_COVERED, 2, None, id="sector"
    ),
]


@pytest.mark.parametrize("stage", Stage)
def test_a_purpose_without_a_clause_this_way_is_denied_at_every_stage(stage: Stage) -> None:
    one_way = replace(AGREEMENT, clauses=(HEALTH,))
    clinic = replace(HOSPITAL, country=Country.VN)
    denied = denial(question(stage, direction=Direction.SG_TO_VN, partner=clinic), one_way)
    assert (denied.reason, denied.rule) == (Reason.DIRECTION_NOT_COVERED, 3)
    assert "covered for VN->SG" in denied.what_would_pass


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(("changes", "reason", "rule", "attribute"), REQUEST_DENIALS)
def test_a_request_with_one_thing_wrong_is_denied_at_every_stage(
    *, changes: dict[str, object], reason: Reason, rule: int, attribute: str | None, stage: Stage
) -> None:
    denied = denial(question(stage, **changes))
    assert (denied.reason, denied.rule, denied.attribute) == (reason, rule, attribute)
    assert not denied.person_dependent
    assert denied.what_would_pass


@pytest.mark.parametrize(
    ("changes", "reason", "attribute"),
    [
        pytest.param({"account_active": False}, Reason.ACCOUNT_NOT_ACTIVE, None, id="locked account"),
        pytest.param({"assurance": Assurance.SUBSTANTIAL}, Reason.ASSURANCE_TOO_LOW, None, id="too low"),
        pytest.param(
            {"proofing_sensitive_allowed": False},
            Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL,
            "allergies",
            id="self-registered account",
        ),
        pytest.param({"under_child_age": None}, Reason.AGE_UNKNOWN, None, id="age unknown"),
        pytest.param({"under_child_age": True}, Reason.REPRESENTATIVE_CONSENT_REQUIRED, None, id="child"),
    ],
)
@pytest.mark.parametrize("stage", [Stage.SIGNED_IN, Stage.RELEASE])
def test_a_person_with_one_thing_wrong_is_denied_once_signed_in(
    *, changes: dict[str, Any], reason: Reason, attribute: str | None, stage: Stage
) -> None:
    asked = question(stage, person=replace(ADULT, **changes))
    denied = denial(asked)
    assert (denied.reason, denied.rule, denied.attribute) == (reason, 5, attribute)
    assert denied.person_dependent
    assert isinstance(decide(AGREEMENT, replace(asked, stage=Stage.REQUEST)), Permit)


def test_a_self_registered_account_may_give_what_is_not_sensitive() -> None:
    plain = question(
        Stage.SIGNED_IN,
        attributes=frozenset({"name"}),
        person=replace(ADULT, proofing_sensitive_allowed=False),
    )
    assert isinstance(decide(AGREEMENT, plain), Permit)


def test_without_a_person_nothing_passes_sign_in() -> None:
    assert denial(question(Stage.SIGNED_IN, person=None)).person_dependent


def test_a_clause_without_an_age_rule_asks_no_age() -> None:
    ageless = with_clause(lambda clause: replace(clause, child_below=0))
    asked = question(Stage.SIGNED_IN, person=replace(ADULT, under_child_age=None))
    assert isinstance(decide(ageless, asked), Permit)


@pytest.mark.parametrize(
    ("given", "reason", "rule"),
    [
        pytest.param(None, Reason.CONSENT_MISSING, 1, id="no consent"),
        pytest.param(consent(partner_id="clinic-sg"), Reason.CONSENT_MISMATCH, 1, id="another partner's"),
        pytest.param(consent(purpose="tourism.checkin"), Reason.CONSENT_MISMATCH, 1, id="another purpose"),
        pytest.param(consent(direction=Direction.SG_TO_VN), Reason.CONSENT_MISMATCH, 1, id="other direction"),
        pytest.param(consent(clause="VNSG-HEALTH-0"), Reason.CONSENT_MISMATCH, 1, id="another clause"),
        pytest.param(consent(agreement_digest="1" * 64), Reason.CONSENT_MISMATCH, 1, id="an older agreement"),
        pytest.param(consent(attributes=ASK_FOR_EMAIL), Reason.CONSENT_MISMATCH, 1, id="more than requested"),
        pytest.param(consent(attributes=frozenset()), Reason.CONSENT_MISMATCH, 1, id="to nothing"),
        pytest.param(consent(state=ConsentState.WITHDRAWN), Reason.CONSENT_NOT_IN_FORCE, 4, id="withdrawn"),
        pytest.param(consent(state=ConsentState.EXPIRED), Reason.CONSENT_NOT_IN_FORCE, 1, id="expired"),
        pytest.param(consent(state=ConsentState.REVOKED), Reason.CONSENT_NOT_IN_FORCE, 1, id="given back"),
        pytest.param(consent(state=ConsentState.USED, uses_left=0), Reason.CONSENT_USED_UP, 1, id="used up"),
        pytest.param(consent(expires_at=NOON), Reason.CONSENT_NOT_IN_FORCE, 1, id="ends at this moment"),
        pytest.param(
            consent(given_at=NOON + timedelta(seconds=1)),
            Reason.CONSENT_NOT_IN_FORCE,
            1,
            id="begins in a second",
        ),
    ],
)
def test_a_consent_with_one_thing_wrong_releases_nothing(given: object, reason: Reason, rule: int) -> None:
    asked = question(Stage.RELEASE, consent=given)
    denied = denial(asked)
    assert (denied.reason, denied.rule, denied.clause) == (reason, rule, HEALTH.id)
    assert denied.person_dependent
    assert isinstance(decide(AGREEMENT, replace(asked, stage=Stage.SIGNED_IN)), Permit)


def test_a_release_holds_what_was_consented_to_and_no_more() -> None:
    permit = decide(AGREEMENT, question(consent=consent(declined=frozenset({"blood_group"}))))
    assert isinstance(permit, Permit)
    assert permit.attributes == HEALTH.attributes - {"blood_group"}


def test_a_denial_says_what_would_pass() -> None:
    denied = denial(question(Stage.REQUEST, attributes=ASK_FOR_EMAIL))
    for attribute in HEALTH.attributes:
        assert attribute in denied.what_would_pass
    assert "email" not in denied.what_would_pass


def test_the_shorthand_asks_for_all_the_clause_has_as_far_as_registered() -> None:
    assert asked_by_shorthand(HOTEL, TOURISM) == TOURISM.attributes
    narrow = replace(HOTEL, registered_attributes=frozenset({"name", "blood_group"}))
    assert asked_by_shorthand(narrow, TOURISM) == {"name"}


def test_what_flows_record_themselves_depends_on_the_person() -> None:
    assert refused_by_citizen("C").person_dependent
    assert nothing_to_release("C").person_dependent


def test_exactly_the_reasons_of_later_stages_depend_on_the_person() -> None:
    told = {row.values[1] for row in REQUEST_DENIALS}
    told |= {Reason.AGREEMENT_NOT_IN_FORCE, Reason.TRANSFER_INSTRUMENT_MISSING, Reason.BASELINE_NOT_ALLOWED}
    told |= {Reason.AGREEMENT_SUSPENDED}
    told |= {Reason.IMPACT_DOSSIER_OVERDUE, Reason.PUBLIC_AGENCY_DIRECTION_MISSING}
    assert frozenset(Reason) - PERSON_DEPENDENT == told
