# ruff: noqa: ARG001 -- every rule takes the same arguments, so that they can stand in one tuple
"""The consent gate: no release without the one consent that was given for exactly this."""

import re

from bridge.domain.clauses import Agreement, Clause
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.decisions import Deny, Question
from bridge.domain.reasons import Reason
from bridge.domain.rules_request import Rule

_CONSENT = 1
_WITHDRAWAL = 4
_PROTECTED_PERSONS = 5

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def require_consent(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Silence is not consent (PDPL art 9.4 d)."""
    if question.consent is not None:
        return None
    passes = "an explicit consent of the citizen to this partner, purpose and attributes"
    return Deny(Reason.CONSENT_MISSING, clause.id, None, passes, _CONSENT)


def require_matching_consent(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Bound to subject, recipient, purpose, clause, attributes, and to the words that were shown."""
    if question.consent is None or _is_for(question.consent, question, clause, digest=agreement.digest):
        return None
    passes = (
        "a consent given by whoever signed in, on a notice, to this partner, for this purpose, "
        "under the agreement as it is now"
    )
    return Deny(Reason.CONSENT_MISMATCH, clause.id, None, passes, _CONSENT)


def require_consent_not_withdrawn(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Withdrawal takes effect at the next decision (PDPL art 10; PDPA s 16)."""
    if question.consent is None or question.consent.state is not ConsentState.WITHDRAWN:
        return None
    return Deny(Reason.CONSENT_NOT_IN_FORCE, clause.id, None, "a new consent", _WITHDRAWAL)


def require_unused_consent(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """A consent serves the number of calls its clause allows, and then never again."""
    consent = question.consent
    if consent is None or (consent.state is not ConsentState.USED and consent.uses_left > 0):
        return None
    passes = f"a new consent; one serves {clause.userinfo_calls} call(s) to userinfo"
    return Deny(Reason.CONSENT_USED_UP, clause.id, None, passes, _CONSENT)


def require_consent_in_force(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """From the moment it was given, included, until it expires, excluded."""
    if question.consent is None or question.consent.is_in_force(question.now):
        return None
    return Deny(Reason.CONSENT_NOT_IN_FORCE, clause.id, None, "a new consent", _CONSENT)


def require_representatives_consent(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """A child's own yes is not enough (PDPL art 24): the one record is bound to the representative too."""
    consent = question.consent
    # A child is nobody's representative, least of all its own.
    if consent is None or consent.representative_ref not in (None, question.principal_ref):
        return None
    if not _is_childs(question, clause):
        return None
    passes = "the consent of the child's legal representative"
    return Deny(Reason.REPRESENTATIVE_CONSENT_REQUIRED, clause.id, None, passes, _PROTECTED_PERSONS)


def require_childs_own_consent(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """From 7 on the child answers too (PDPL art 24): the notice that it agreed to is in the one record."""
    person, consent = question.person, question.consent
    is_asked = _is_childs(question, clause) and person is not None and not person.too_young_to_answer
    if consent is None or not is_asked or _is_digest(consent.child_notice_sha256):
        return None
    passes = "the child's own consent, beside its representative's"
    return Deny(Reason.CONSENT_MISSING, clause.id, None, passes, _PROTECTED_PERSONS)


CONSENT_RULES: tuple[Rule, ...] = (
    require_consent,
    require_representatives_consent,
    require_childs_own_consent,
    require_matching_consent,
    require_consent_not_withdrawn,
    require_unused_consent,
    require_consent_in_force,
)


def refused_by_citizen(clause: str) -> Deny:
    """What a flow records when the citizen answers no."""
    return Deny(Reason.CONSENT_REFUSED, clause, None, "the citizen's consent", _CONSENT)


def nothing_to_release(clause: str) -> Deny:
    """What a flow records when the source holds none of the attributes asked for: there is nothing to consent
    to.
    """
    passes = "a person whose identity provider holds at least one of the attributes asked for"
    return Deny(Reason.NOTHING_TO_RELEASE, clause, None, passes, 2)


def _is_for(consent: Consent, question: Question, clause: Clause, *, digest: str) -> bool:
    return (
        consent.principal_ref == question.principal_ref
        and consent.partner_id == question.partner.client_id
        and consent.purpose == question.purpose
        and consent.direction is question.direction
        and consent.clause == clause.id
        and bool(consent.attributes)
        and consent.attributes <= question.attributes
        # The notice showed this agreement's retention, recipient and legal basis; another text would need new
        # words.
        and consent.agreement_digest == digest
        and _is_digest(consent.notice_sha256)
    )


def _is_childs(question: Question, clause: Clause) -> bool:
    person = question.person
    return clause.child_below != 0 and person is not None and person.under_child_age is not False


def _is_digest(notice: str | None) -> bool:
    return notice is not None and _SHA256.fullmatch(notice) is not None
