"""What the page of a refusal tells the one person it concerns: why, what would pass, and what to do now."""

from dataclasses import dataclass
from typing import Final

from bridge.domain.attribute_whys_of_children import to_a_child
from bridge.domain.attributes import ATTRIBUTES, Text
from bridge.domain.clauses import Agreement
from bridge.domain.explanations import explanation
from bridge.domain.next_steps import next_step_after, stronger_sign_in
from bridge.domain.notice_words import PROVIDERS
from bridge.domain.partners import Partner
from bridge.domain.representatives import ConsentFrom, consent_from
from bridge.flows.transaction import Refusal, Transaction
from bridge.web.agreement_words import ASSURANCE

_SOMEBODY: Final = Text("tổ chức đã gửi yêu cầu", "the organisation that asked")


@dataclass(frozen=True, slots=True)
class Told:
    """The words of one refusal, in one language. `partner` is `None` once nobody is sent back to it."""

    partner: str | None
    sentence: str
    next_step: str
    reason: str
    clause: str | None
    reference: str


def told(
    transaction: Transaction,
    refusal: Refusal,
    *,
    partner: Partner | None,
    agreement: Agreement,
    language: str,
) -> Told:
    """A refusal in words. A clause that the agreement no longer has is named and not explained."""
    request = transaction.request
    clause = next((each for each in agreement.clauses if each.id == refusal.clause), None)
    needed = (
        max(request.required_assurance, clause.minimum_assurance) if clause else request.required_assurance
    )
    who = partner.legal_name if partner else _SOMEBODY
    asked_too_much = ATTRIBUTES.get(refusal.attribute or "")
    step = next_step_after(refusal.reason, is_account_too_low=_is_account_too_low(transaction))
    why = explanation(refusal.reason)
    if is_read_by_a_child(transaction):
        step, why = to_a_child(step), to_a_child(why)
    known = {
        "who": who.in_(language),
        "provider": PROVIDERS[request.direction.exporter],
        "assurance": ASSURANCE[needed].in_(language),
        "stronger": stronger_sign_in(request.direction.exporter, needed).in_(language),
        "attribute": f": {asked_too_much.label.in_(language)}" if asked_too_much else "",
    }
    sentence = step.in_(language).format_map(known)
    return Told(
        partner=partner.legal_name.in_(language) if partner else None,
        sentence=why.in_(language),
        next_step=sentence[:1].upper() + sentence[1:],
        reason=refusal.reason.value,
        clause=refusal.clause,
        reference=refusal.reference,
    )


def is_read_by_a_child(transaction: Transaction) -> bool:
    """Whether a child who answers for itself is at the screen, and has not handed it on yet."""
    if transaction.sign_in is None or transaction.child_answer is not None:
        return False
    return consent_from(transaction.sign_in.person) is ConsentFrom.CHILD_AND_REPRESENTATIVE


def _is_account_too_low(transaction: Transaction) -> bool:
    # VNeID alone has such accounts. An unknown level is no level 1: nothing untrue is said of it.
    return transaction.sign_in is not None and transaction.sign_in.raw.get("account_level") == 1
