# ruff: noqa: ARG001 -- every rule takes the same arguments, so that they can stand in one tuple
"""Rules that need only request, registration and agreement: the partner is told in full."""

from collections.abc import Callable, Iterable

from bridge.domain.attributes import ATTRIBUTES, REQUESTABLE
from bridge.domain.clauses import Agreement, Clause, direction_for
from bridge.domain.decisions import Deny, Question
from bridge.domain.partners import Partner
from bridge.domain.profiles import Profile
from bridge.domain.reasons import Reason

Gate = Callable[[Agreement, Question], Deny | None]
Rule = Callable[[Agreement, Question, Clause], Deny | None]

_MINIMISATION = 2
_CROSS_BORDER = 3


def require_known_purpose(agreement: Agreement, question: Question) -> Deny | None:
    """A purpose the agreement does not name does not exist."""
    if question.purpose in agreement.purposes:
        return None
    passes = f"a request for one of the agreement's purposes: {_listed(agreement.purposes)}"
    return Deny(Reason.PURPOSE_UNKNOWN, None, None, passes, _MINIMISATION)


def require_known_attributes(agreement: Agreement, question: Question) -> Deny | None:
    """At least one attribute, and none outside the vocabulary."""
    if not question.attributes:
        passes = "a request that names at least one attribute"
        return Deny(Reason.NO_ATTRIBUTE_REQUESTED, None, None, passes, _MINIMISATION)
    if not (unknown := question.attributes - REQUESTABLE):
        return None
    passes = f"a request that names only these attributes: {_listed(REQUESTABLE)}"
    # The name is repeated to whoever typed it; the log must drop it (audit_events.known_claims).
    return Deny(Reason.ATTRIBUTE_UNKNOWN, None, min(unknown), passes, _MINIMISATION)


def require_registered_purpose(agreement: Agreement, question: Question) -> Deny | None:
    """A partner asks only for what it registered, and was looked at, for."""
    if question.purpose in question.partner.purposes:
        return None
    passes = f"a request for a purpose this client is registered for: {_listed(question.partner.purposes)}"
    return Deny(Reason.PURPOSE_NOT_REGISTERED, None, None, passes, _MINIMISATION)


def require_agreement_in_force(agreement: Agreement, question: Question) -> Deny | None:
    """From the first day included until the last day excluded, in UTC."""
    if agreement.in_force(question.today):
        return None
    passes = f"a request from {agreement.in_force_from} until before {agreement.in_force_until}"
    return Deny(Reason.AGREEMENT_NOT_IN_FORCE, None, None, passes, _CROSS_BORDER)


def require_agreement_not_suspended(agreement: Agreement, question: Question) -> Deny | None:
    """Either party may suspend the agreement at any moment, and both together lift that again."""
    if not agreement.suspensions:
        return None
    parties = sorted({each.party.value for each in agreement.suspensions if each.party is not None})
    passes = (
        f"a request after both parties have lifted the suspension by {' and '.join(parties) or 'a party'}"
    )
    return Deny(Reason.AGREEMENT_SUSPENDED, None, None, passes, _CROSS_BORDER)


def require_covered_direction(agreement: Agreement, question: Question) -> Deny | None:
    """Only the other country's citizens, and only where a clause covers the purpose that way."""
    lawful = direction_for(question.partner.country)
    if question.direction is lawful and agreement.clause_for(question.purpose, lawful) is not None:
        return None
    covered = sorted(str(c.direction) for c in agreement.clauses if c.purpose == question.purpose)
    passes = (
        f"a request by a partner of one country for a citizen of the other; {question.purpose} is covered "
        f"for {', '.join(covered) or 'no direction'}, and this partner's direction is {lawful}"
    )
    return Deny(Reason.DIRECTION_NOT_COVERED, None, None, passes, _CROSS_BORDER)


def require_attributes_in_purpose(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """One attribute too many refuses the whole request: cutting it silently would teach partners to ask
    widely.
    """
    if not (beyond := question.attributes - clause.attributes):
        return None
    passes = f"a request for {clause.purpose} that names only {_listed(clause.attributes)}"
    return Deny(Reason.ATTRIBUTE_NOT_IN_PURPOSE, clause.id, min(beyond), passes, _MINIMISATION)


def require_registered_attributes(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """A registration may be narrower than the clause."""
    registered = question.partner.registered_attributes
    if registered is None or not (beyond := question.attributes - registered):
        return None
    passes = f"a request that names only what this client is registered for: {_listed(registered)}"
    return Deny(Reason.ATTRIBUTE_NOT_REGISTERED, clause.id, min(beyond), passes, _MINIMISATION)


def require_what_it_is_made_of(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """What the bridge puts together holds nothing that was not asked for by name as well."""
    for attribute in sorted(question.attributes & REQUESTABLE):
        if missing := frozenset(ATTRIBUTES[attribute].made_of) - question.attributes:
            passes = f"a request that also names what {attribute} is made of: {_listed(missing)}"
            return Deny(Reason.ATTRIBUTE_NEEDS_OTHERS, clause.id, attribute, passes, _MINIMISATION)
    return None


def require_covered_sector(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """The clause names the kinds of organisation it is for."""
    if question.partner.sector in clause.sectors:
        return None
    passes = f"a client registered in a sector that clause {clause.id} covers: {_listed(clause.sectors)}"
    return Deny(Reason.SECTOR_NOT_COVERED, clause.id, None, passes, _MINIMISATION)


def require_allowed_profile(agreement: Agreement, question: Question, clause: Clause) -> Deny | None:
    """A stolen bearer token works for whoever holds it; each clause says whether that is acceptable."""
    return baseline_denial(agreement, question.partner)


def baseline_denial(agreement: Agreement, partner: Partner) -> Deny | None:
    """Why a partner may not have the baseline profile: *every* purpose it is registered for must allow it.

    Asked at registration as well, so that a partner learns it before it writes any code.
    """
    if partner.profile is not Profile.BASELINE:
        return None
    direction = direction_for(partner.country)
    allowed = {c.purpose for c in agreement.clauses if c.direction is direction and c.baseline_allowed}
    if not (beyond := partner.purposes - allowed):
        return None
    clause = agreement.clause_for(min(beyond), direction)
    passes = (
        f"a client of the baseline issuer registered only for {_listed(allowed)}, "
        f"or a client of the FAPI 2.0 issuer for {_listed(beyond)}"
    )
    return Deny(Reason.BASELINE_NOT_ALLOWED, clause.id if clause else None, None, passes, _MINIMISATION)


# In this order: the first that denies is the reason given.
GATES: tuple[Gate, ...] = (
    require_known_purpose,
    require_known_attributes,
    require_registered_purpose,
    require_covered_direction,
    require_agreement_in_force,
    require_agreement_not_suspended,
)
CLAUSE_RULES: tuple[Rule, ...] = (
    require_attributes_in_purpose,
    require_registered_attributes,
    require_what_it_is_made_of,
    require_covered_sector,
    require_allowed_profile,
)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "none"
