"""What comes next. The only place that knows the order of the journey.

A step records one fact on the transaction and returns; whoever drives the transaction asks here again.
"""

from datetime import datetime
from enum import StrEnum

from bridge.flows.transaction import State, Transaction


class Step(StrEnum):
    """What a transaction is waiting for."""

    OPEN_IN_BROWSER = "open_in_browser"
    SIGN_IN = "sign_in"
    DECIDE = "decide"
    ASK_CONSENT = "ask_consent"
    REDEEM_CODE = "redeem_code"
    EXPLAIN_REFUSAL = "explain_refusal"
    NOTHING = "nothing"


_NEXT = {
    State.PUSHED: Step.OPEN_IN_BROWSER,
    State.BOUND: Step.SIGN_IN,
    State.SIGNED_IN: Step.DECIDE,
    State.DECIDED: Step.ASK_CONSENT,
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
    return _NEXT[transaction.state]
