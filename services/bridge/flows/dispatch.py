"""What comes next. The only place that knows the order of the journey.

A step records one fact on the transaction and returns; whoever drives the transaction asks here again.
"""

from datetime import datetime
from enum import StrEnum

from bridge.domain.representatives import ConsentFrom
from bridge.flows.transaction import State, StepUp, Transaction


class Step(StrEnum):
    """What a transaction is waiting for."""

    OPEN_IN_BROWSER = "open_in_browser"
    SIGN_IN = "sign_in"
    SIGN_IN_STRONGER = "sign_in_stronger"
    DECIDE = "decide"
    ASK_CHILD = "ask_child"
    SIGN_IN_REPRESENTATIVE = "sign_in_representative"
    ASK_REPRESENTATIVE = "ask_representative"
    ASK_CONSENT = "ask_consent"
    REDEEM_CODE = "redeem_code"
    EXPLAIN_REFUSAL = "explain_refusal"
    NOTHING = "nothing"


_NEXT = {
    State.PUSHED: Step.OPEN_IN_BROWSER,
    State.BOUND: Step.SIGN_IN,
    State.SIGNED_IN: Step.DECIDE,
    State.CODED: Step.REDEEM_CODE,
    State.REDEEMED: Step.NOTHING,
}


def next_step(transaction: Transaction, now: datetime) -> Step:
    """The one step that may be taken now; every other must be refused."""
    # A refusal stays explained even after the request has run out: the citizen may still be reading.
    if transaction.state is State.REFUSED:
        return Step.EXPLAIN_REFUSAL
    if not transaction.is_live(now):
        return Step.NOTHING
    if transaction.state is State.SIGNED_IN and transaction.step_up is StepUp.OFFERED:
        return Step.SIGN_IN_STRONGER
    if transaction.state is State.DECIDED:
        return _next_answer(transaction)
    return _NEXT[transaction.state]


def _next_answer(transaction: Transaction) -> Step:
    """PDPL article 24: a child from 7 on, then the representative; below 7 the representative alone."""
    if transaction.consent_from is ConsentFrom.CITIZEN:
        return Step.ASK_CONSENT
    is_asked = transaction.consent_from is ConsentFrom.CHILD_AND_REPRESENTATIVE
    if is_asked and transaction.child_answer is None:
        return Step.ASK_CHILD
    if transaction.representative is None:
        return Step.SIGN_IN_REPRESENTATIVE
    return Step.ASK_REPRESENTATIVE
