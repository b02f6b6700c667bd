"""Statements about the agreement: either party suspends, both lift, and what cannot be proved never lifts."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bridge.domain.clauses import Country
from bridge.domain.policy import decide
from bridge.domain.reasons import Reason
from bridge.domain.statements import (
    Action,
    Recorded,
    Statement,
    UnreadableStatement,
    Why,
    parse_statement,
    standing,
)
from domain.samples import AGREEMENT, NOON, denial, question

BOTH = frozenset(Country)
ID = "s" * 32
WHY = Why(vi="Diễn tập sự cố.", en="An incident exercise.")


def statement(action: Action = Action.SUSPEND, **members: Any) -> Statement:
    own = {"party": Country.SG} if action is Action.SUSPEND else {"lifts": (ID,)}
    usual = {"id": ID, "serial": AGREEMENT.serial, "digest": AGREEMENT.digest, "issued_at": NOON}
    return Statement.model_validate({"action": action, **usual, **own, **members})


def recorded(said: Statement | None, *signed_by: Country, name: str = ID) -> Recorded:
    return Recorded(name, NOON + timedelta(seconds=3), said, frozenset(signed_by))


SUSPENDED = recorded(statement(reason=WHY), Country.SG)
LIFT = statement(Action.LIFT, id="l" * 32)


def test_a_statement_is_written_in_one_form_and_read_back() -> None:
    said = statement(reason=WHY)
    assert json.loads(said.canonical()) == {
        "action": "suspend",
        "digest": AGREEMENT.digest,
        "id": ID,
        "issued_at": "2026-11-21T12:00:00Z",
        "party": "SG",
        "reason": {"en": "An incident exercise.", "vi": "Diễn tập sự cố."},
        "serial": AGREEMENT.serial,
    }
    assert parse_statement(said.canonical()) == said
    assert parse_statement(LIFT.canonical()) == LIFT


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"party": None}, id="a suspension of nobody"),
        pytest.param({"lifts": ["s" * 32]}, id="a suspension that lifts"),
        pytest.param({"action": "lift"}, id="a lift of one party"),
        pytest.param({"action": "pause"}, id="another action"),
        pytest.param({"party": "MY"}, id="a third party"),
        pytest.param({"serial": "2"}, id="a serial in words"),
        pytest.param({"digest": "f" * 63}, id="a short digest"),
        pytest.param({"id": "short"}, id="an id that could be guessed"),
        pytest.param({"issued_at": "2026-11-21T12:00:00"}, id="a time without a zone"),
        pytest.param({"issued_at": "2026-11-21T19:00:00+07:00"}, id="a time of another zone"),
        pytest.param({"until": "2027-01-01"}, id="a member that nobody knows"),
        pytest.param({"reason": {"vi": "vì", "en": " "}}, id="an empty reason"),
        pytest.param({"reason": {"vi": "vì", "en": "a\u202eb"}}, id="a reason with invisible letters"),
        pytest.param({"reason": {"vi": "vì", "en": "e" * 601}}, id="a reason too long"),
    ],
)
def test_what_is_no_statement_is_refused(changes: dict[str, Any]) -> None:
    written = {**json.loads(statement().canonical()), **changes}
    text = json.dumps({k: v for k, v in written.items() if v is not None}, sort_keys=True, ensure_ascii=False)
    with pytest.raises(UnreadableStatement):
        parse_statement(text.replace(": ", ":").replace(", ", ",").encode())


def test_another_spelling_of_a_statement_is_refused() -> None:
    with pytest.raises(UnreadableStatement):
        parse_statement(b" " + statement().canonical())


def test_either_party_suspends_and_says_since_when_and_why() -> None:
    (found,) = standing([SUSPENDED])
    assert (found.party, found.since, found.is_proven) == (Country.SG, NOON, True)
    assert found.reason is not None
    assert found.reason.en == "An incident exercise."


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(recorded(None), id="it cannot be read"),
        pytest.param(recorded(statement()), id="nobody signed"),
        pytest.param(recorded(statement(), Country.VN), id="the other party signed"),
    ],
)
def test_what_cannot_be_proved_suspends_all_the_same(spoilt: Recorded) -> None:
    (found,) = standing([spoilt])
    assert not found.is_proven


@pytest.mark.parametrize(
    ("lift", "stands"),
    [
        pytest.param(recorded(LIFT, *BOTH, name=LIFT.id), False, id="both parties"),
        pytest.param(recorded(LIFT, Country.SG, name=LIFT.id), True, id="the one that suspended"),
        pytest.param(recorded(LIFT, Country.VN, name=LIFT.id), True, id="the other one"),
        pytest.param(recorded(LIFT, name=LIFT.id), True, id="nobody"),
        pytest.param(
            recorded(statement(Action.LIFT, id="l" * 32, lifts=("o" * 32,)), *BOTH, name="l" * 32),
            True,
            id="both, of another suspension",
        ),
    ],
)
def test_a_lift_takes_both_signatures_and_names_what_it_lifts(lift: Recorded, stands: bool) -> None:
    assert bool(standing([SUSPENDED, lift])) is stands


def test_a_lift_does_not_end_the_suspension_that_comes_after_it() -> None:
    again = recorded(statement(id="a" * 32), Country.SG, name="a" * 32)
    (found,) = standing([SUSPENDED, recorded(LIFT, *BOTH, name=LIFT.id), again])
    assert found.id == "a" * 32


def test_a_suspended_agreement_denies_and_tells_the_partner_in_full() -> None:
    suspended = replace(AGREEMENT, suspensions=standing([SUSPENDED]))
    found = denial(question(), suspended)
    assert (found.reason, found.rule, found.person_dependent) == (Reason.AGREEMENT_SUSPENDED, 3, False)
    assert "both parties have lifted the suspension by SG" in found.what_would_pass
    assert decide(AGREEMENT, question()) != found


def test_a_suspension_that_nobody_can_read_denies_too() -> None:
    suspended = replace(AGREEMENT, suspensions=standing([recorded(None)]))
    assert "suspension by a party" in denial(question(), suspended).what_would_pass


class Statements(RuleBasedStateMachine):
    """In whatever order: a suspension ends by a lift that both signed, and in no other way."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Recorded] = []
        self.suspended: set[str] = set()

    def _name(self) -> str:
        return f"{len(self.found):032}"

    @rule(party=st.sampled_from(Country), signed_by=st.frozensets(st.sampled_from(Country)))
    def suspend(self, party: Country, signed_by: frozenset[Country]) -> None:
        name = self._name()
        self.found.append(recorded(statement(id=name, party=party), *signed_by, name=name))
        self.suspended.add(name)

    @rule()
    def spoil(self) -> None:
        self.suspended.add(self._name())
        self.found.append(recorded(None, name=self._name()))

    @rule(data=st.data(), signed_by=st.frozensets(st.sampled_from(Country)))
    def lift(self, data: st.DataObject, signed_by: frozenset[Country]) -> None:
        known = sorted(each.id for each in self.found) or [ID]
        names = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
        said = statement(Action.LIFT, id=self._name(), lifts=tuple(names))
        self.found.append(recorded(said, *signed_by, name=said.id))
        if signed_by == BOTH:
            self.suspended -= set(names)

    @invariant()
    def exactly_what_was_not_lifted_stands(self) -> None:
        assert {each.id for each in standing(self.found)} == self.suspended


TestStatements = Statements.TestCase
