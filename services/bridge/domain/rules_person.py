# ruff: noqa: ARG001 -- every rule takes the same arguments, so that they can stand in one tuple
"""Rules about whoever signed in. The partner is never told which of them denied."""

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.decisions import Deny, Person, Question
from bridge.domain.reasons import Reason
from bridge.domain.rules_request import Rule

_ASSURANCE = 5

# Nobody signed in, as far as the rules know: the answer to every question about such a person is the refusing
# one.
_NOBODY = Person(
    assurance=Assurance.LOW, account_active=False, under_child_age=None, proofing_sensitive_allowed=False
)


def require_active_account(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """A locked account vouches for nobody."""
    if _person(question).account_active:
        return None
    passes = "an account that is active at its identity provider"
    return Deny(Reason.ACCOUNT_NOT_ACTIVE, clause.id, None, passes, _ASSURANCE)


def require_minimum_assurance(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """min(proofing, authentication) against the clause."""
    if _person(question).assurance >= clause.minimum_assurance:
        return None
    passes = f"a sign-in of at least {clause.minimum_assurance.urn}"
    return Deny(Reason.ASSURANCE_TOO_LOW, clause.id, None, passes, _ASSURANCE)


def require_proofing_for_sensitive(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """A self-registered account (VNeID level 1) never yields sensitive data, whatever the minimum."""
    sensitive = sorted(a for a in question.attributes if a in ATTRIBUTES and ATTRIBUTES[a].sensitive)
    if not sensitive or _person(question).proofing_sensitive_allowed:
        return None
    passes = "an account proofed in person (VNeID level 2), or a request without sensitive attributes"
    reason = Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL
    return Deny(reason, clause.id, sensitive[0], passes, _ASSURANCE)


def require_known_age(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Without an age the child rule could not be applied, so nothing is."""
    if clause.child_below == 0 or _person(question).under_child_age is not None:
        return None
    passes = "a date of birth at the identity provider that says whether this is a child"
    return Deny(Reason.AGE_UNKNOWN, clause.id, None, passes, _ASSURANCE)


def require_known_representative(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """Below `child_below` a representative consents, alone or with the child (PDPL art 24).

    Only the source can name that person: otherwise anybody who signs in second would be one.
    """
    person = _person(question)
    if clause.child_below == 0 or person.under_child_age is False or person.represented:
        return None
    passes = (
        "the consent of a legal representative whom the identity provider names, "
        f"or a person of {clause.child_below} or older"
    )
    return Deny(Reason.REPRESENTATIVE_CONSENT_REQUIRED, clause.id, None, passes, _ASSURANCE)


PERSON_RULES: tuple[Rule, ...] = (
    require_active_account,
    require_minimum_assurance,
    require_proofing_for_sensitive,
    require_known_age,
    require_known_representative,
)


def _person(question: Question) -> Person:
    return question.person or _NOBODY
