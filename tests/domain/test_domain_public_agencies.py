"""Out of Singapore: what a public agency holds needs a direction; what the patient holds does not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bridge.domain.agreement import Agreement, Clause, Country, Direction, InstrumentKind
from bridge.domain.attributes import ATTRIBUTES, PATIENT_SUMMARY, PURPOSES, REQUESTABLE, Text
from bridge.domain.mapping_singpass import map_singpass
from bridge.domain.policy import Deny, Permit, Question, Reason, Stage, decide
from bridge.domain.sources import CLINICAL, PERSON_HELD, held_by_agency
from domain.samples import AGREEMENT, HOSPITAL, TODAY, clause, denial, notice, question
from singpass_mock.person_info import person_info
from singpass_mock.personas import TAN_MEI_LING
from singpass_mock.scopes import MYINFO_SCOPES

SUMMARY = clause("health.patient_summary", Direction.SG_TO_VN)
INSTRUMENT = AGREEMENT.instruments[SUMMARY.instrument]
GIVEN = INSTRUMENT.data_sharing_direction
assert GIVEN is not None


def shared_by(**changes: Any) -> Agreement:
    """The agreement with its data sharing direction changed."""
    assert GIVEN is not None
    return with_instrument(data_sharing_direction=replace(GIVEN, **changes))


def with_instrument(**changes: Any) -> Agreement:
    changed = replace(INSTRUMENT, **changes)
    return replace(AGREEMENT, instruments={**AGREEMENT.instruments, INSTRUMENT.id: changed})


def asked(*attributes: str, stage: Stage = Stage.REQUEST) -> Question:
    hospital = replace(HOSPITAL, country=Country.VN, purposes=PURPOSES)
    return question(
        stage, direction=Direction.SG_TO_VN, partner=hospital, attributes=frozenset(attributes), consent=None
    )


@pytest.mark.parametrize(
    "agreement",
    [
        pytest.param(with_instrument(data_sharing_direction=None), id="there is none"),
        pytest.param(shared_by(in_force_until=date(2026, 11, 21)), id="it ended today"),
        pytest.param(shared_by(in_force_from=date(2026, 11, 22)), id="it begins tomorrow"),
        pytest.param(shared_by(purposes=tuple(PURPOSES - {SUMMARY.purpose})), id="it is for other purposes"),
        pytest.param(shared_by(sectors=("tourism",)), id="it is for other recipients"),
    ],
)
@pytest.mark.parametrize("stage", [Stage.REQUEST, Stage.SIGNED_IN])
def test_without_a_fitting_direction_nothing_of_an_agency_leaves(agreement: Agreement, stage: Stage) -> None:
    denied = denial(asked("name", "birthdate", "allergies", stage=stage), agreement)
    assert (denied.reason, denied.rule) == (Reason.PUBLIC_AGENCY_DIRECTION_MISSING, 3)
    assert (denied.clause, denied.attribute) == (SUMMARY.id, "birthdate")
    assert not denied.person_dependent
    assert SUMMARY.purpose in denied.what_would_pass


def test_what_the_patient_holds_needs_no_direction() -> None:
    without = with_instrument(data_sharing_direction=None)
    decision = decide(without, asked("allergies", "conditions", "medications"))
    assert isinstance(decision, Permit)


def test_vietnam_knows_no_such_direction() -> None:
    assert held_by_agency(Country.VN) == frozenset()
    assert isinstance(decide(AGREEMENT, question(Stage.REQUEST)), Permit)


def test_held_by_the_person_is_exactly_what_the_mapping_takes_from_the_persons_own_item() -> None:
    info = person_info(TAN_MEI_LING, frozenset(MYINFO_SCOPES))
    sources = {each.claim: each.source for each in map_singpass(info, REQUESTABLE, today=TODAY)}
    own = {
        claim
        for claim, source in sources.items()
        if claim in REQUESTABLE and all(part.startswith("x-health.") for part in source.split(", "))
    }
    # A summary has no item of its own: it is made of those.
    assert own | {PATIENT_SUMMARY} == PERSON_HELD


def test_clinical_data_has_no_other_source_than_the_patient() -> None:
    assert {claim for claim, attribute in ATTRIBUTES.items() if attribute.sensitive} == CLINICAL
    info = person_info(TAN_MEI_LING, frozenset(MYINFO_SCOPES))
    own = info.pop("x-health")
    # As an over-sharing source would bring the public health record: under any name but the patient's own.
    nehr = {**info, "nehr": own, "health": own, "xhealth": own, "childrenvaccinations": own, **own}
    assert all(not each.available for each in map_singpass(nehr, CLINICAL, today=TODAY))


# --- consent after a written summary, as the instrument itself

WORDS = Text(
    "Pháp luật Việt Nam bảo vệ dữ liệu này như tại Singapore.", "Vietnam protects it as Singapore does."
)


def by_summary(summary: Text | None) -> tuple[Agreement, Clause]:
    changed = replace(SUMMARY, written_summary=summary)
    clauses = tuple(changed if each is SUMMARY else each for each in AGREEMENT.clauses)
    return replace(with_instrument(kind=InstrumentKind.CONSENT_AFTER_SUMMARY), clauses=clauses), changed


def test_a_written_summary_carries_a_transfer_in_place_of_a_contract() -> None:
    agreement, _ = by_summary(WORDS)
    assert isinstance(decide(agreement, asked("name", "allergies")), Permit)


def test_consent_is_no_instrument_without_the_summary() -> None:
    agreement, _ = by_summary(None)
    denied = denial(asked("name"), agreement)
    assert (denied.reason, denied.rule) == (Reason.TRANSFER_INSTRUMENT_MISSING, 3)
    assert "written summary" in denied.what_would_pass


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_summary_is_among_the_words_that_a_consent_is_bound_to(language: str) -> None:
    digests = {
        notice(
            AGREEMENT,
            by_summary(summary)[1],
            HOSPITAL,
            offered=("name",),
            language=language,
            on=TODAY,
        ).sha256
        for summary in (None, WORDS, Text(WORDS.vi + " ", WORDS.en + " "))
    }
    assert len(digests) == 3


def test_a_decision_that_could_not_be_made_is_a_denial() -> None:
    """A rule left standing alone still refuses where the instrument is not there at all."""
    bare = replace(AGREEMENT, instruments={})
    assert isinstance(decide(bare, asked("name")), Deny)
