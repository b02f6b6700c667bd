"""What must hold of the rules, one thing wrong at a time, as checks that a broken rule fails."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import pytest

from bridge.domain import policy
from bridge.domain.agreement import Agreement, Country, Direction, InstrumentKind, parse_agreement
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES
from bridge.domain.clauses import Suspension
from bridge.domain.consent import ConsentState
from bridge.domain.instruments import Exemption, ImpactDossier
from bridge.domain.partners import PartnerFaults, parse_partner
from bridge.domain.policy import Deny, Permit, Question, Stage, decide
from bridge.domain.profiles import Profile
from domain.samples import (
    ADULT,
    AGREEMENT,
    AGREEMENT_TEXT,
    HEALTH,
    HOSPITAL,
    HOSPITAL_METADATA,
    HOTEL,
    NOON,
    TOURISM,
    consent,
    question,
)

Check = Callable[[], None]
FIRST: Final = NOON - timedelta(days=61)


def with_instrument(of: str = HEALTH.instrument, **changes: Any) -> Agreement:
    """The agreement with one instrument changed."""
    changed = replace(AGREEMENT.instruments[of], **changes)
    return replace(AGREEMENT, instruments={**AGREEMENT.instruments, of: changed})


def _hotel(**changes: Any) -> Question:
    """A hotel's question that is permitted once its guest has signed in."""
    usual = question(
        Stage.SIGNED_IN,
        purpose=TOURISM.purpose,
        direction=Direction.SG_TO_VN,
        partner=HOTEL,
        attributes=frozenset({"name"}),
        consent=None,
    )
    return replace(usual, **changes)


CHILD: Final = replace(ADULT, under_child_age=True, represented=True)
_SHARED = AGREEMENT.instruments[TOURISM.instrument].data_sharing_direction
assert _SHARED is not None
UNFILED: Final = with_instrument(impact_dossier=None)
SUSPENDED: Final = replace(
    AGREEMENT, suspensions=(Suspension("s-1", Country.VN, NOON, None, is_proven=True),)
)
BEARERS: Final = replace(HOSPITAL, profile=Profile.BASELINE)
LATER_SUMMARY: Final = with_instrument(kind=InstrumentKind.CONSENT_AFTER_SUMMARY)

# By name: the question, the agreement it is put to, and the reason and rule it must be denied with.
DENIED: Final[Mapping[str, tuple[Question, Agreement, str]]] = MappingProxyType(
    {
        "an unknown purpose": (question(purpose="crime.prevention"), AGREEMENT, "purpose_unknown 2"),
        "a lawful request": (
            question(
                purpose="lawful.mla_request",
                partner=replace(HOSPITAL, purposes=PURPOSES | {"lawful.mla_request"}),
            ),
            AGREEMENT,
            "purpose_unknown 2",
        ),
        "nothing asked for": (question(attributes=frozenset()), AGREEMENT, "no_attribute_requested 2"),
        "an unknown attribute": (
            question(attributes=frozenset({"nric"})), AGREEMENT, "attribute_unknown 2"
        ),
        "another's purpose": (
            question(purpose="tourism.checkin", attributes=frozenset({"name"})),
            AGREEMENT,
            "purpose_not_registered 2",
        ),
        "its own citizens": (
            question(direction=Direction.SG_TO_VN), AGREEMENT, "direction_not_covered 3"
        ),
        "the day it ends": (
            question(), replace(AGREEMENT, in_force_until=NOON.date()), "agreement_not_in_force 3"
        ),
        "the day before it begins": (
            question(),
            replace(AGREEMENT, in_force_from=NOON.date() + timedelta(1)),
            "agreement_not_in_force 3",
        ),
        "a suspended agreement": (question(), SUSPENDED, "agreement_suspended 3"),
        "a summary without its parts": (
            question(attributes=frozenset({"patient_summary", "allergies", "conditions"})),
            AGREEMENT,
            "attribute_needs_others 2",
        ),
        "one attribute too many": (
            question(attributes=HEALTH.attributes | {"email"}), AGREEMENT, "attribute_not_in_purpose 2"
        ),
        "more than registered": (
            question(partner=replace(HOSPITAL, registered_attributes=frozenset({"name"}))),
            AGREEMENT,
            "attribute_not_registered 2",
        ),
        "another sector": (
            question(partner=replace(HOSPITAL, sector="tourism")), AGREEMENT, "sector_not_covered 2"
        ),
        "bearer tokens": (question(partner=BEARERS), AGREEMENT, "baseline_not_allowed 2"),
        "bearer tokens for one purpose of two": (
            question(
                partner=replace(BEARERS, sector="tourism", purposes=PURPOSES),
                purpose="tourism.age_check",
                attributes=frozenset({"age_over_18"}),
            ),
            AGREEMENT,
            "baseline_not_allowed 2",
        ),
        "no instrument": (
            question(), replace(AGREEMENT, instruments={}), "transfer_instrument_missing 3"
        ),
        "an instrument of the other way": (
            question(), with_instrument(direction=Direction.SG_TO_VN), "transfer_instrument_missing 3"
        ),
        "an instrument that ends today": (
            question(), with_instrument(in_force_until=NOON.date()), "transfer_instrument_missing 3"
        ),
        "consent without its summary": (question(), LATER_SUMMARY, "transfer_instrument_missing 3"),
        "day 61 without a dossier": (question(first_release=FIRST), UNFILED, "impact_dossier_overdue 3"),
        "a dossier filed tomorrow": (
            question(first_release=FIRST),
            with_instrument(impact_dossier=ImpactDossier("SIM", NOON.date() + timedelta(1))),
            "impact_dossier_overdue 3",
        ),
        "an agency without a direction": (
            _hotel(),
            with_instrument(TOURISM.instrument, data_sharing_direction=None),
            "public_agency_direction_missing 3",
        ),
        "a direction for other purposes": (
            _hotel(),
            with_instrument(
                TOURISM.instrument, data_sharing_direction=replace(_SHARED, purposes=(HEALTH.purpose,))
            ),
            "public_agency_direction_missing 3",
        ),
        "a direction for other recipients": (
            _hotel(),
            with_instrument(TOURISM.instrument, data_sharing_direction=replace(_SHARED, sectors=("health",))),
            "public_agency_direction_missing 3",
        ),
        "a direction that ends today": (
            _hotel(),
            with_instrument(
                TOURISM.instrument, data_sharing_direction=replace(_SHARED, in_force_until=NOON.date())
            ),
            "public_agency_direction_missing 3",
        ),
        "a locked account": (
            question(person=replace(ADULT, account_active=False)), AGREEMENT, "account_not_active 5"
        ),
        "a level too low": (
            question(person=replace(ADULT, assurance=Assurance.SUBSTANTIAL)),
            AGREEMENT,
            "assurance_too_low 5",
        ),
        "an account nobody proofed": (
            question(person=replace(ADULT, proofing_sensitive_allowed=False)),
            AGREEMENT,
            "sensitive_attribute_needs_higher_account_level 5",
        ),
        "an unknown age": (question(person=replace(ADULT, under_child_age=None)), AGREEMENT, "age_unknown 5"),
        "a child": (
            question(Stage.SIGNED_IN, consent=None, person=replace(ADULT, under_child_age=True)),
            AGREEMENT,
            "representative_consent_required 5",
        ),
        "a child's own consent": (
            question(person=CHILD),
            AGREEMENT,
            "representative_consent_required 5",
        ),
        "a representative's consent over the child's head": (
            question(person=CHILD, consent=consent(representative_ref="r" * 43)),
            AGREEMENT,
            "consent_missing 5",
        ),
        "a child that represents itself": (
            question(
                person=CHILD, consent=consent(representative_ref="p" * 43, child_notice_sha256="c" * 64)
            ),
            AGREEMENT,
            "representative_consent_required 5",
        ),
        "nobody": (_hotel(person=None), AGREEMENT, "account_not_active 5"),
        "no consent": (question(consent=None), AGREEMENT, "consent_missing 1"),
        "another's consent": (
            question(consent=consent(principal_ref="q" * 43)), AGREEMENT, "consent_mismatch 1"
        ),
        "nobody's consent": (question(principal_ref=None), AGREEMENT, "consent_mismatch 1"),
        "a consent on no notice": (
            question(consent=consent(notice_sha256="")), AGREEMENT, "consent_mismatch 1"
        ),
        "a consent to another partner": (
            question(consent=consent(partner_id="clinic-sg")), AGREEMENT, "consent_mismatch 1"
        ),
        "a consent to another purpose": (
            question(consent=consent(purpose="tourism.checkin")), AGREEMENT, "consent_mismatch 1"
        ),
        "a consent for the way back": (
            question(consent=consent(direction=Direction.SG_TO_VN)), AGREEMENT, "consent_mismatch 1"
        ),
        "a consent under another clause": (
            question(consent=consent(clause="VNSG-HEALTH-2")), AGREEMENT, "consent_mismatch 1"
        ),
        "a consent to nothing": (
            question(consent=consent(attributes=frozenset())), AGREEMENT, "consent_mismatch 1"
        ),
        "a consent under other words": (
            question(consent=consent(agreement_digest="1" * 64)), AGREEMENT, "consent_mismatch 1"
        ),
        "a consent to more than was asked": (
            question(consent=consent(attributes=HEALTH.attributes | {"email"})),
            AGREEMENT,
            "consent_mismatch 1",
        ),
        "a withdrawn consent": (
            question(consent=consent(state=ConsentState.WITHDRAWN)), AGREEMENT, "consent_not_in_force 4"
        ),
        "a used consent": (
            question(consent=consent(state=ConsentState.USED, uses_left=0)), AGREEMENT, "consent_used_up 1"
        ),
        "a consent with no use left": (
            question(consent=consent(uses_left=0)), AGREEMENT, "consent_used_up 1"
        ),
        "a consent that ends now": (
            question(consent=consent(expires_at=NOON)), AGREEMENT, "consent_not_in_force 1"
        ),
        "a consent that begins later": (
            question(consent=consent(given_at=NOON + timedelta(seconds=1))),
            AGREEMENT,
            "consent_not_in_force 1",
        ),
        "a consent given back": (
            question(consent=consent(state=ConsentState.REVOKED)), AGREEMENT, "consent_not_in_force 1"
        ),
    }
)  # fmt: skip


def denied(name: str) -> None:
    """The question of this name is denied, for its own reason and under its own rule."""
    asked, agreement, expected = DENIED[name]
    decision = decide(agreement, asked)
    assert isinstance(decision, Deny), f"{name} is permitted"
    assert f"{decision.reason} {decision.rule}" == expected


def a_release_is_cut_to_the_consent() -> None:
    given = consent(declined=frozenset({"blood_group"}))
    decision = decide(AGREEMENT, question(consent=given))
    assert isinstance(decision, Permit)
    assert decision.attributes == given.attributes


def a_permit_is_cut_to_clause_and_registration_whatever_the_rules_let_pass() -> None:
    narrow = replace(HOSPITAL, registered_attributes=frozenset({"name", "email"}))
    beyond = question(Stage.REQUEST, partner=narrow, attributes=frozenset({"name", "email", "gender"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "RULES", dict.fromkeys(Stage, ()))
        for asked, left in ((beyond, {"name"}), (question(consent=None), set())):
            decision = policy.decide(AGREEMENT, asked)
            assert isinstance(decision, Permit)
            assert decision.attributes == left


def a_permit_names_the_clauses_terms() -> None:
    decision = decide(AGREEMENT, question())
    assert isinstance(decision, Permit)
    assert decision.conditions == ("retention:P30D", "onward_transfer:none", "userinfo_calls:1")


def what_is_lawful_is_permitted() -> None:
    """A rule that denies too much breaks the link as surely as one that denies too little breaks the law."""
    lawful = (
        (question(), AGREEMENT),
        (_hotel(person=replace(ADULT, assurance=Assurance.SUBSTANTIAL)), AGREEMENT),
        (question(first_release=NOON - timedelta(days=60)), UNFILED),
        (question(first_release=FIRST), AGREEMENT),
        (question(first_release=FIRST), with_instrument(impact_dossier=ImpactDossier("SIM", NOON.date()))),
        (question(first_release=FIRST), replace_exempt()),
        (question(consent=consent(given_at=NOON)), AGREEMENT),
        (
            question(
                person=CHILD, consent=consent(representative_ref="r" * 43, child_notice_sha256="c" * 64)
            ),
            AGREEMENT,
        ),
        (
            question(
                person=replace(CHILD, too_young_to_answer=True), consent=consent(representative_ref="r" * 43)
            ),
            AGREEMENT,
        ),
        (question(), replace(AGREEMENT, in_force_from=NOON.date())),
    )
    for asked, agreement in lawful:
        assert isinstance(decide(agreement, asked), Permit)


def replace_exempt() -> Agreement:
    return with_instrument(impact_dossier=None, exemption=Exemption.OWN_DATA)


def the_stricter_terms_hold() -> None:
    both = AGREEMENT_TEXT.replace("retention: P30D", "retention: {VN: P1Y, SG: P30D}")
    both = both.replace("child_below: 16", "child_below: {VN: 16, SG: 13}")
    agreed = parse_agreement(both)
    assert isinstance(agreed, Agreement)
    clause = agreed.clause_for(HEALTH.purpose, HEALTH.direction)
    assert clause is not None
    assert (clause.retention, clause.child_below) == ("P30D", 16)


def nobody_registers_for_a_lawful_request() -> None:
    try:
        parse_partner(HOSPITAL_METADATA | {"purposes": ["lawful.mla_request"]}, verified=True)
    except PartnerFaults:
        return
    raise AssertionError("a partner may make lawful requests")


def no_agreement_serves_a_lawful_request() -> None:
    purpose = "  lawful.mla_request: {text: {vi: a, en: a}, why: {vi: a, en: a}}"
    served = parse_agreement(AGREEMENT_TEXT.replace("\npurposes:\n", f"\npurposes:\n{purpose}\n"))
    assert not isinstance(served, Agreement), "the agreement is for lawful requests too"


def the_days_are_counted_in_utc() -> None:
    hanoi = datetime.fromisoformat("2026-11-22T06:59:00+07:00")
    late = question(now=hanoi, first_release=datetime(2026, 9, 22, 23, 59, tzinfo=UTC), consent=None)
    assert isinstance(decide(UNFILED, replace(late, stage=Stage.SIGNED_IN)), Permit)
    assert late.today == date(2026, 11, 21)


def only_singapore_asks_for_a_direction() -> None:
    assert AGREEMENT.instruments[HEALTH.instrument].direction.exporter is Country.VN
    assert isinstance(decide(AGREEMENT, question(Stage.REQUEST)), Permit)


CHECKS: Final[tuple[Check, ...]] = (
    a_release_is_cut_to_the_consent,
    a_permit_is_cut_to_clause_and_registration_whatever_the_rules_let_pass,
    a_permit_names_the_clauses_terms,
    what_is_lawful_is_permitted,
    the_stricter_terms_hold,
    nobody_registers_for_a_lawful_request,
    no_agreement_serves_a_lawful_request,
    the_days_are_counted_in_utc,
    only_singapore_asks_for_a_direction,
)
