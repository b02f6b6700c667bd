"""What flips between two agreements: all of it, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.agreement_schema import agreement_schema
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import Text
from bridge.domain.clauses import Agreement, Clause, Country, Direction, InstrumentKind
from bridge.domain.decisions import Deny, Permit
from bridge.domain.facts import Facts, PersonFacts, decide_facts
from bridge.domain.instruments import Exemption
from bridge.domain.policy import decide
from bridge.domain.reasons import Reason
from bridge.domain.tracing import trace
from bridge.domain.what_if import Change, Flip, flips, synthetic_requests
from bridge.domain.written_facts import UnreadableFacts, read_facts
from domain.samples import AGREEMENT, NOON, ROOT

CLAUSES = {clause.id: clause for clause in AGREEMENT.clauses}
CHECKIN = next(
    c for c in AGREEMENT.clauses if c.purpose == "tourism.checkin" and str(c.direction) == "SG->VN"
)
REQUESTS = tuple(synthetic_requests(AGREEMENT))
# What `agreement diff` passes over, and why; docs/agreement.md has the same list.
FLIP_NOTHING: dict[str, dict[str, str]] = {
    "clause": {
        "id": "a name; entries in the log and receipts carry it",
        "text": "the clause in words; no rule reads it",
    },
    "instrument": {
        "reference": "where the instrument lies",
        "contents": "where it says what Decree 356/2025 asks for; `check` sees that none is missing",
    },
}


def changed(clause: Clause, **changes: object) -> Agreement:
    clauses = tuple(replace(each, **changes) if each is clause else each for each in AGREEMENT.clauses)  # type: ignore[arg-type] # any field of a clause
    return replace(AGREEMENT, clauses=clauses, serial=AGREEMENT.serial + 1)


def flipped(new: Agreement) -> list[Flip]:
    return list(flips(AGREEMENT, new, synthetic_requests(AGREEMENT, new), now=NOON))


def test_an_agreement_does_not_differ_from_itself() -> None:
    assert flipped(AGREEMENT) == []


def test_raising_the_minimum_refuses_exactly_the_sign_ins_between() -> None:
    found = flipped(changed(CHECKIN, minimum_assurance=Assurance.HIGH))
    assert found
    for flip in found:
        assert (flip.facts.purpose, flip.facts.direction) == (CHECKIN.purpose, CHECKIN.direction)
        assert flip.facts.person
        assert flip.facts.person.assurance is Assurance.SUBSTANTIAL
        assert isinstance(flip.after, Deny)
        assert flip.after.reason is Reason.ASSURANCE_TOO_LOW


@pytest.mark.parametrize(
    ("changes", "kinds", "reasons"),
    [
        pytest.param(
            {"optional": ()}, {Change.NOW_REFUSED}, {Reason.ATTRIBUTE_NOT_IN_PURPOSE}, id="an attribute less"
        ),
        pytest.param(
            {"optional": (*CHECKIN.optional, "blood_group")},
            {Change.NOW_PERMITTED},
            set(),
            id="an attribute more",
        ),
        pytest.param({"retention": "P7D"}, {Change.OTHER_TERMS}, set(), id="kept for a shorter time"),
        pytest.param(
            {"sectors": frozenset({"health"})},
            {Change.NOW_REFUSED, Change.NOW_PERMITTED},
            {Reason.SECTOR_NOT_COVERED},
            id="for others",
        ),
        pytest.param(
            {"child_below": 18},
            {Change.NOW_REFUSED, Change.OTHER_TERMS},
            {Reason.REPRESENTATIVE_CONSENT_REQUIRED},
            id="children",
        ),
        pytest.param(
            {"instrument": "NONE"},
            {Change.NOW_REFUSED},
            {Reason.TRANSFER_INSTRUMENT_MISSING},
            id="nothing to carry it",
        ),
    ],
)
@pytest.mark.thorough
def test_a_change_flips_what_it_is_about(
    changes: dict[str, object], kinds: set[Change], reasons: set[Reason]
) -> None:
    found = flipped(changed(CHECKIN, **changes))
    assert {flip.change for flip in found} == kinds
    assert {flip.after.reason for flip in found if isinstance(flip.after, Deny)} <= reasons
    assert {(flip.facts.purpose, flip.facts.direction) for flip in found} == {
        (CHECKIN.purpose, CHECKIN.direction)
    }


def test_a_dossier_that_is_gone_refuses_whoever_asks_after_its_days() -> None:
    name = "VN-DTA-2026-01"
    instrument = replace(AGREEMENT.instruments[name], impact_dossier=None)
    found = flipped(replace(AGREEMENT, instruments={**AGREEMENT.instruments, name: instrument}))
    assert {str(flip.facts.direction) for flip in found} == {"VN->SG"}
    assert {flip.facts.purpose for flip in found} == AGREEMENT.purposes.keys()
    assert all(flip.facts.first_release for flip in found)
    reasons = {flip.after.reason for flip in found if isinstance(flip.after, Deny)}
    assert reasons == {Reason.IMPACT_DOSSIER_OVERDUE}


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        pytest.param("2026-01-05T08:00:00", "timezone", id="without a time zone"),
        pytest.param("yesterday", "datetime", id="in words"),
        pytest.param(["2026-01-05"], "datetime", id="as a list"),
    ],
)
def test_a_first_release_is_a_moment_with_its_time_zone(written: object, complaint: str) -> None:
    document = {"purpose": "x", "country": "SG", "sector": "health", "attributes": ["name"]}
    facts = read_facts({**document, "first_release": "2026-01-05T08:00:00+07:00"})
    assert facts.first_release == datetime(2026, 1, 5, 1, tzinfo=UTC)
    with pytest.raises(UnreadableFacts, match=f"first_release.*{complaint}"):
        read_facts({**document, "first_release": written})


@pytest.mark.parametrize(
    ("represented", "change"),
    [
        pytest.param(False, Change.NOW_REFUSED, id="on their own"),
        pytest.param(True, Change.OTHER_TERMS, id="with a representative"),
    ],
)
def test_a_higher_age_of_children_flips_those_between(represented: bool, change: Change) -> None:
    found = flipped(changed(CHECKIN, child_below=18))
    persons = [(flip.facts.person, flip) for flip in found if flip.facts.person]
    between = {
        (person.age, flip.change, flip.terms)
        for person, flip in persons
        if person.represented is represented and flip.facts.attributes == frozenset(CHECKIN.mandatory)
    }
    terms = ("consent_from",) if represented else ()
    assert between == {(16, change, terms), (17, change, terms)}


def test_children_of_every_kind_are_asked_about() -> None:
    children = {
        (facts.person.age, facts.person.represented)
        for facts in REQUESTS
        if facts.person and facts.person.age is not None and facts.person.age < CHECKIN.child_below
    }
    assert children == {(6, True), (7, True), (15, True), (15, False)}


def with_instrument(**changes: object) -> Agreement:
    """The agreement with the check-in's instrument changed."""
    instrument = replace(AGREEMENT.instruments[CHECKIN.instrument], **changes)  # type: ignore[arg-type] # any field
    return replace(AGREEMENT, instruments={**AGREEMENT.instruments, CHECKIN.instrument: instrument})


AGE_CHECK = next(c for c in AGREEMENT.clauses if c.baseline_allowed)
SUMMARY = Text("Tóm tắt", "A summary")
FLIPS_BY_KEY = {
    "purpose": changed(CHECKIN, purpose="tourism.age_check"),
    "direction": changed(CHECKIN, direction=Direction.VN_TO_SG),
    "mandatory": changed(
        CHECKIN, mandatory=(*CHECKIN.mandatory, CHECKIN.optional[0]), optional=CHECKIN.optional[1:]
    ),
    "optional": changed(CHECKIN, optional=()),
    "minimum_assurance": changed(CHECKIN, minimum_assurance=Assurance.HIGH),
    "legal_basis": changed(CHECKIN, legal_basis={**CHECKIN.legal_basis, Country.SG: Text("khác", "other")}),
    "retention": changed(CHECKIN, retention="P7D"),
    "onward_transfer": changed(CHECKIN, onward_transfer=not CHECKIN.onward_transfer),
    "instrument": changed(CHECKIN, instrument="NONE"),
    "sectors": changed(CHECKIN, sectors=frozenset({"health"})),
    "baseline_allowed": changed(AGE_CHECK, baseline_allowed=False),
    "child_below": changed(CHECKIN, child_below=18),
    "userinfo_calls": changed(CHECKIN, userinfo_calls=2),
    "written_summary": changed(CHECKIN, written_summary=SUMMARY),
}
FLIPS_BY_INSTRUMENT_KEY = {
    "direction": with_instrument(direction=Direction.VN_TO_SG),
    "kind": with_instrument(kind=InstrumentKind.ASEAN_MODEL_CLAUSES),
    "in_force_from": with_instrument(in_force_from=NOON.date() + timedelta(days=1)),
    "in_force_until": with_instrument(in_force_until=NOON.date()),
    "impact_dossier": with_instrument(kind=InstrumentKind.TRANSFER_AGREEMENT, impact_dossier=None),
    "exemption": with_instrument(exemption=Exemption.STATE_AUTHORITY),
    "data_sharing_direction": with_instrument(data_sharing_direction=None),
}


@pytest.mark.parametrize(
    ("part", "flipping", "unheard"),
    [
        pytest.param("clause", FLIPS_BY_KEY, FLIP_NOTHING["clause"], id="of a clause"),
        pytest.param(
            "instrument", FLIPS_BY_INSTRUMENT_KEY, FLIP_NOTHING["instrument"], id="of an instrument"
        ),
    ],
)
def test_every_key_flips_something_or_is_on_the_written_list(
    part: str, flipping: dict[str, Agreement], unheard: Mapping[str, str]
) -> None:
    keys = agreement_schema()["$defs"][part]["properties"].keys()
    assert flipping.keys() | unheard.keys() == keys
    assert not flipping.keys() & unheard.keys()


@pytest.mark.parametrize(
    "new",
    [
        *(pytest.param(new, id=key) for key, new in FLIPS_BY_KEY.items()),
        *(pytest.param(new, id=f"instrument {key}") for key, new in FLIPS_BY_INSTRUMENT_KEY.items()),
    ],
)
@pytest.mark.thorough
def test_a_changed_key_flips_something(new: Agreement) -> None:
    assert next(flips(AGREEMENT, new, synthetic_requests(AGREEMENT, new), now=NOON), None)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(changed(CHECKIN, id="SGVN-TOURISM-9"), id="the name of a clause"),
        pytest.param(changed(CHECKIN, text=Text("khác", "other")), id="its text"),
        pytest.param(with_instrument(reference="other"), id="where an instrument lies"),
    ],
)
def test_what_no_answer_turns_on_flips_nothing(new: Agreement) -> None:
    assert flipped(new) == []


def test_a_permit_on_other_terms_names_them() -> None:
    moved = FLIPS_BY_KEY["mandatory"]
    assert {(flip.change, flip.terms) for flip in flipped(moved)} == {(Change.OTHER_TERMS, ("mandatory",))}


def test_the_keys_that_flip_nothing_are_in_the_documentation() -> None:
    told = (ROOT / "docs" / "agreement.md").read_text("utf-8")
    for unheard in FLIP_NOTHING.values():
        for key, why in unheard.items():
            assert f"`{key}`: {why}" in told


def test_a_purpose_that_is_gone_refuses_whoever_asks_for_it() -> None:
    kept = {code: each for code, each in AGREEMENT.purposes.items() if code != CHECKIN.purpose}
    clauses = tuple(each for each in AGREEMENT.clauses if each.purpose != CHECKIN.purpose)
    found = flipped(replace(AGREEMENT, purposes=kept, clauses=clauses))
    assert {flip.facts.purpose for flip in found} == {CHECKIN.purpose}
    assert {flip.after.reason for flip in found if isinstance(flip.after, Deny)} == {Reason.PURPOSE_UNKNOWN}


def test_the_synthetic_requests_meet_every_clause_and_every_answer_it_can_give() -> None:
    answers = [decide_facts(AGREEMENT, facts, NOON) for facts in REQUESTS]
    assert {answer.clause for answer in answers if isinstance(answer, Permit)} == CLAUSES.keys()
    assert {answer.reason for answer in answers if isinstance(answer, Deny)} >= {
        Reason.ATTRIBUTE_NOT_IN_PURPOSE,
        Reason.SECTOR_NOT_COVERED,
        Reason.ASSURANCE_TOO_LOW,
        Reason.REPRESENTATIVE_CONSENT_REQUIRED,
        Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL,
    }


@given(st.sampled_from(REQUESTS))
def test_the_rules_told_one_by_one_come_to_the_decision(facts: Facts) -> None:
    question = facts.question(AGREEMENT, NOON)
    steps = list(trace(AGREEMENT, question))
    decision = decide(AGREEMENT, question)
    assert steps[-1].denial == (decision if isinstance(decision, Deny) else None)
    assert not any(step.denial for step in steps[:-1])
    assert all(step.name and step.demands for step in steps)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        pytest.param(PersonFacts(Assurance.HIGH, None), Reason.AGE_UNKNOWN, id="no age"),
        pytest.param(PersonFacts(Assurance.HIGH, 15), Reason.REPRESENTATIVE_CONSENT_REQUIRED, id="15"),
        pytest.param(PersonFacts(Assurance.HIGH, 16), None, id="16"),
        pytest.param(
            PersonFacts(Assurance.HIGH, 30, account_active=False), Reason.ACCOUNT_NOT_ACTIVE, id="locked"
        ),
    ],
)
def test_facts_of_a_person_are_decided_as_a_person_would_be(
    person: PersonFacts, reason: Reason | None
) -> None:
    facts = Facts("tourism.checkin", Country.VN, "tourism", frozenset({"name"}), person=person)
    decision = decide_facts(AGREEMENT, facts, NOON)
    assert (decision.reason if isinstance(decision, Deny) else None) is reason
