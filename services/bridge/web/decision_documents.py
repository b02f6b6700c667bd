"""A decision, as JSON that a program can branch on."""

from collections.abc import Sequence
from typing import Any

from bridge.domain.advice import spare_attributes
from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Agreement
from bridge.domain.decisions import Decision, Deny, Permit
from bridge.domain.explanations import explanation
from bridge.domain.facts import Facts
from bridge.domain.tracing import Step
from bridge.web.agreement_documents import legal_basis_document, text_document, version_document

TOLD_IN_FULL = "told_in_full"
NOT_COMPLETED = "not_completed"
FROM_REQUEST, FROM_BRIDGE = "request", "bridge"


def decision_document(
    agreement: Agreement,
    facts: Facts,
    decision: Decision,
    *,
    steps: Sequence[Step],
    own_first_release: bool = False,
) -> dict[str, Any]:
    """One decision, the rules that led to it, and which attributes the purpose would do without.

    `own_first_release` says that the request named the one that was counted from.
    """
    answer = _denied(decision) if isinstance(decision, Deny) else _permitted(decision)
    return {
        **answer,
        "legal_basis": _bases(agreement, decision.clause),
        "agreement": version_document(agreement),
        "direction": str(facts.direction),
        "asked_at": "request" if facts.person is None else "signed_in",
        **_first_release(facts, own=own_first_release),
        "not_needed": [
            {
                "attribute": spare.attribute,
                "because": str(spare.because),
                **({"instead": spare.instead} if spare.instead else {}),
            }
            for spare in spare_attributes(agreement, facts)
        ],
        "rules": [
            {"name": step.name, "demands": step.demands, "passed": step.denial is None} for step in steps
        ],
    }


def _first_release(facts: Facts, *, own: bool) -> dict[str, Any]:
    """The day that the dossier's days are counted from. The minute would be that of somebody's release."""
    if facts.first_release is None:
        return {}
    day = day_in(facts.direction.exporter, facts.first_release)
    return {"first_release": {"day": str(day), "from": FROM_REQUEST if own else FROM_BRIDGE}}


def _bases(agreement: Agreement, clause_id: str | None) -> dict[str, Any] | None:
    """Both regimes apply: whatever a clause decides, it decides on two bases."""
    clause = next((each for each in agreement.clauses if each.id == clause_id), None)
    return None if clause is None else legal_basis_document(clause)


def _permitted(permit: Permit) -> dict[str, Any]:
    return {
        "decision": "permit",
        "clause": permit.clause,
        "attributes": sorted(permit.attributes),
        "conditions": list(permit.conditions),
    }


def _denied(deny: Deny) -> dict[str, Any]:
    return {
        "decision": "deny",
        "reason": str(deny.reason),
        "rule": deny.rule,
        "clause": deny.clause,
        "attribute": deny.attribute,
        "what_would_pass": deny.what_would_pass,
        "partner_is": NOT_COMPLETED if deny.person_dependent else TOLD_IN_FULL,
        "explanation": text_document(explanation(deny.reason)),
    }
