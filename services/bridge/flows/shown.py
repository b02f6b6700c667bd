"""What a consent page shows, and to whom: the words, the values, and whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.clauses import Clause
from bridge.domain.consent import Offer
from bridge.domain.notices import Notice, Reader
from bridge.domain.partners import Partner
from bridge.flows.carriers import Carriage, Released, before_consent
from bridge.flows.dispatch import Step
from bridge.flows.ports import Hop, Unit
from bridge.flows.transaction import Transaction
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the consent page needs. `offer` is what an answer is an answer to, `notice` its words.

    `at` is the moment they were said: the notice names a day. `step` says whose turn it is.
    """

    transaction: Transaction
    partner: Partner
    clause: Clause
    offer: Offer
    notice: Notice
    values: Mapping[str, object]
    at: datetime
    step: Step


def open_shown(unit: Unit, transaction: Transaction, s1: str, *, carriage: Carriage) -> Released:
    """What is sealed to the S1 of a transaction's page. Raises `InvalidRequest` when nothing is any more."""
    row = unit.carriers.get(digest(s1))
    if row is None or row.transaction_id != transaction.id or row.hop is not Hop.CONSENT:
        raise InvalidRequest("this page was already answered", reason="answer_late")
    return Released.from_bytes(carriage.unload(row, s1, before_consent(transaction)))


def asked_for(transaction: Transaction) -> tuple[str, ...]:
    """The attributes in question: what was permitted and, once a child has answered, what it let go."""
    return transaction.child_answer.attributes if transaction.child_answer else transaction.permitted or ()


def reader_of(transaction: Transaction, step: Step) -> Reader | None:
    """In whose words to ask at this step; `None` where nothing is asked."""
    if step is Step.ASK_REPRESENTATIVE:
        return Reader.WITH_CHILD if transaction.child_answer else Reader.FOR_CHILD
    return {Step.ASK_CONSENT: Reader.CITIZEN, Step.ASK_CHILD: Reader.CHILD}.get(step)
