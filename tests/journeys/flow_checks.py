"""What must hold of the steps themselves, as checks that a broken step fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bridge.domain.agreement import Agreement
from bridge.domain.audit_events import Event
from bridge.domain.consent import ConsentState, InvalidAnswer
from bridge.domain.policy import Reason
from bridge.flows.consenting import Approved
from bridge.flows.ending import Lost
from bridge.flows.ports import StoreUnavailable
from bridge.flows.shown import Shown
from bridge.flows.transaction import Transaction
from domain.samples import ADULT, AGREEMENT, HEALTH, HOSPITAL, NOON
from eid_kit.oauth.errors import InvalidGrant, InvalidToken, OAuthError
from journeys.flows_in_memory import FlowsInMemory

ASKED = ("name", "allergies", "blood_group")
_CALLS = 2
_UNFILED = replace(
    AGREEMENT,
    clauses=tuple(replace(c, userinfo_calls=_CALLS) if c.id == HEALTH.id else c for c in AGREEMENT.clauses),
    instruments={
        **AGREEMENT.instruments,
        HEALTH.instrument: replace(AGREEMENT.instruments[HEALTH.instrument], impact_dossier=None),
    },
)


def bridge(agreement: Agreement = _UNFILED) -> FlowsInMemory:
    return FlowsInMemory(agreement, NOON)


def reading(flows: FlowsInMemory) -> tuple[Shown, str]:
    """A citizen who has signed in and reads the consent page."""
    pushed = flows.push(HOSPITAL, HEALTH.purpose, ASKED)
    decided, s1 = flows.sign_in(pushed, HOSPITAL, ADULT, principal="p" * 43, held=ASKED)
    return flows.show(decided, HOSPITAL, s1), s1


def token(flows: FlowsInMemory) -> str:
    """A token for what is mandatory: nothing optional was ticked."""
    shown, s1 = reading(flows)
    approved = flows.approve(shown, (), s1)
    assert isinstance(approved, Approved), "a citizen's yes brought no code"
    return flows.redeem(HOSPITAL, approved.code)


def refused(kind: type[OAuthError], step: Callable[[], object]) -> None:
    """Asserts that a step raises this error: a check must fail, and not end, where it does not."""
    try:
        step()
    except kind:
        return
    raise AssertionError(f"not refused with {kind.__name__}")


def every_release_is_counted() -> None:
    flows = bridge()
    given = token(flows)
    for _ in range(_CALLS):
        assert flows.userinfo(HOSPITAL, given).released.claims
    refused(InvalidToken, lambda: flows.userinfo(HOSPITAL, given))


def a_code_is_spent_once() -> None:
    flows = bridge()
    shown, s1 = reading(flows)
    approved = flows.approve(shown, (), s1)
    assert isinstance(approved, Approved)
    flows.redeem(HOSPITAL, approved.code)
    refused(InvalidGrant, lambda: flows.redeem(HOSPITAL, approved.code))


def an_answer_counts_once() -> None:
    flows = bridge()
    shown, s1 = reading(flows)
    flows.approve(shown, (), s1)
    try:
        flows.refuse(shown)
    except Lost:
        return
    raise AssertionError("answered twice")


def a_withdrawn_consent_releases_nothing() -> None:
    flows = bridge()
    given = token(flows)
    flows.userinfo(HOSPITAL, given)
    withdraw(flows)
    refused(InvalidToken, lambda: flows.userinfo(HOSPITAL, given))
    last = flows.log()[-1]
    assert (last.event, last.reason, last.rule) == (Event.DENIED, Reason.CONSENT_NOT_IN_FORCE, 4)


def withdraw(flows: FlowsInMemory) -> None:
    """The state alone: what else a withdrawal destroys must not be needed for nothing to leave."""
    consent_id = next(each.consent_id for each in reversed(flows.log()) if each.consent_id)
    flows.ledger._run(lambda unit: _set_withdrawn(unit, str(consent_id)), is_writable=True)


def _set_withdrawn(unit: Any, consent_id: str) -> None:
    stored = unit.consents.table.get(consent_id)
    unit.consents.table.put(consent_id, replace(stored, state=ConsentState.WITHDRAWN))


def a_release_is_in_the_log() -> None:
    flows = bridge()
    flows.userinfo(HOSPITAL, token(flows))
    last = flows.log()[-1]
    assert (last.event, last.clause) == (Event.RELEASED, HEALTH.id)
    assert set(last.claim_names) == {"name", "name#und-Latn-x-mrz", "allergies"}


def what_cannot_be_recorded_does_not_leave() -> None:
    flows = bridge()
    given = token(flows)

    def away(size: int) -> bytes:
        raise StoreUnavailable("the log cannot be written")

    usable, flows.ledger._unit.log.random_bytes = flows.ledger._unit.log.random_bytes, away
    try:
        flows.userinfo(HOSPITAL, given)
    except StoreUnavailable:
        # Nothing was spent either: every use is still there.
        flows.ledger._unit.log.random_bytes = usable
        for _ in range(_CALLS):
            flows.userinfo(HOSPITAL, given)
        return
    raise AssertionError("released without a record")


def what_was_not_ticked_does_not_leave() -> None:
    flows = bridge()
    claims = flows.userinfo(HOSPITAL, token(flows)).released.claims
    assert set(claims) == {"name", "name#und-Latn-x-mrz", "allergies"}


def what_was_not_offered_cannot_be_ticked() -> None:
    flows = bridge()
    shown, s1 = reading(flows)
    try:
        flows.approve(shown, ("immunizations",), s1)
    except InvalidAnswer:
        return
    raise AssertionError("consented to what nobody asked for")


def the_answer_is_decided_again() -> None:
    flows = bridge()
    shown, s1 = reading(flows)
    flows.agreement = replace(flows.agreement, in_force_until=date(2026, 11, 21))
    ended = flows.approve(shown, (), s1)
    assert isinstance(ended, Transaction), "a code under an agreement that has ended"


def the_release_is_decided_again() -> None:
    flows = bridge()
    given = token(flows)
    flows.agreement = replace(flows.agreement, in_force_until=date(2026, 11, 21))
    refused(OAuthError, lambda: flows.userinfo(HOSPITAL, given))


def the_days_begin_with_the_first_release() -> None:
    flows = bridge()
    first = token(flows)
    flows.userinfo(HOSPITAL, first)
    flows.now = NOON + timedelta(days=10)
    flows.userinfo(HOSPITAL, token(flows))
    flows.now = NOON + timedelta(days=61)
    refused(OAuthError, lambda: flows.push(HOSPITAL, HEALTH.purpose, ASKED))


CHECKS = (
    every_release_is_counted,
    a_code_is_spent_once,
    an_answer_counts_once,
    a_withdrawn_consent_releases_nothing,
    a_release_is_in_the_log,
    what_cannot_be_recorded_does_not_leave,
    what_was_not_ticked_does_not_leave,
    what_was_not_offered_cannot_be_ticked,
    the_answer_is_decided_again,
    the_release_is_decided_again,
    the_days_begin_with_the_first_release,
)
