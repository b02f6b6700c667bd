"""The agreement, and a decision made under it, as JSON that a program can branch on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeVar

from bridge.domain.advice import spare_attributes
from bridge.domain.attributes import ATTRIBUTES, Attribute, Text
from bridge.domain.clauses import Agreement, Clause, Country, Instrument, Suspension
from bridge.domain.decisions import Decision, Deny, Permit
from bridge.domain.explanations import explanation
from bridge.domain.facts import Facts
from bridge.domain.instruments import DataSharingDirection, ImpactDossier
from bridge.domain.mapping_sources import SOURCES, Source, stated_loss
from bridge.domain.tracing import Step
from bridge.flows.treaty import InForce

T = TypeVar("T")

TOLD_IN_FULL = "told_in_full"
NOT_COMPLETED = "not_completed"


def agreement_document(in_force: InForce) -> dict[str, Any]:
    """The agreement by the keys of its file (docs/agreement.md), its digest, and how it stands."""
    agreement = in_force.agreement
    return {
        "title": _text(agreement.title),
        "serial": agreement.serial,
        "in_force_from": str(agreement.in_force_from),
        "in_force_until": str(agreement.in_force_until),
        "purposes": {
            code: {"text": _text(purpose.text), "why": _text(purpose.why)}
            for code, purpose in agreement.purposes.items()
        },
        "instruments": {name: _instrument(each) for name, each in agreement.instruments.items()},
        "clauses": [_clause(clause) for clause in agreement.clauses],
        "digest": agreement.digest,
        "standing": {
            "activated_at": _instant(in_force.activated_at),
            "signatures": {str(party): _signature(in_force, party) for party in Country},
            "suspensions": [_suspension(each) for each in agreement.suspensions],
        },
    }


def vocabulary_document() -> dict[str, Any]:
    """Every claim: its words, what it comes with or is made of, and how each provider's value is mapped."""
    return {"attributes": [_attribute(entry) for entry in ATTRIBUTES.values()]}


def _attribute(entry: Attribute) -> dict[str, Any]:
    return {
        "claim": entry.claim,
        "label": _text(entry.label),
        "sensitive": entry.sensitive,
        **({"comes_with": entry.derived_from} if entry.derived_from else {}),
        **({"made_of": list(entry.made_of)} if entry.made_of else {}),
        "from": {provider: _mapped(table[entry.claim]) for provider, table in SOURCES.items()},
    }


def _mapped(source: Source) -> dict[str, Any]:
    return {"source": source.field, "quality": str(source.quality), **stated_loss(source)}


def purposes_document(agreement: Agreement) -> dict[str, Any]:
    """The purposes, and for each direction what a partner of that country may ask for."""
    return {
        "agreement": _version(agreement),
        "purposes": [
            {
                "purpose": code,
                "text": _text(purpose.text),
                "why": _text(purpose.why),
                "directions": [_terms(clause) for clause in agreement.clauses if clause.purpose == code],
            }
            for code, purpose in agreement.purposes.items()
        ],
    }


def decision_document(
    agreement: Agreement, facts: Facts, decision: Decision, *, steps: Sequence[Step]
) -> dict[str, Any]:
    """One decision, the rules that led to it, and which attributes the purpose would do without."""
    answer = _denied(decision) if isinstance(decision, Deny) else _permitted(decision)
    return {
        **answer,
        "legal_basis": _bases(agreement, decision.clause),
        "agreement": _version(agreement),
        "direction": str(facts.direction),
        "asked_at": "request" if facts.person is None else "signed_in",
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


def _bases(agreement: Agreement, clause_id: str | None) -> dict[str, Any] | None:
    """Both regimes apply: whatever a clause decides, it decides on two bases."""
    clause = next((each for each in agreement.clauses if each.id == clause_id), None)
    return None if clause is None else _legal_basis(clause)


def _legal_basis(clause: Clause) -> dict[str, Any]:
    return {str(country): _text(basis) for country, basis in clause.legal_basis.items()}


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
        "explanation": _text(explanation(deny.reason)),
    }


def _version(agreement: Agreement) -> dict[str, Any]:
    return {"serial": agreement.serial, "digest": agreement.digest}


def _terms(clause: Clause) -> dict[str, Any]:
    return {
        "direction": str(clause.direction),
        "clause": clause.id,
        "partner_country": str(clause.direction.importer),
        "identity_provider": clause.direction.identity_provider,
        "mandatory": list(clause.mandatory),
        "optional": list(clause.optional),
        "minimum_assurance": clause.minimum_assurance.word,
        "sectors": sorted(clause.sectors),
        "baseline_allowed": clause.baseline_allowed,
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "purpose": clause.purpose,
        "direction": str(clause.direction),
        "text": _text(clause.text),
        "mandatory": list(clause.mandatory),
        "optional": list(clause.optional),
        "minimum_assurance": clause.minimum_assurance.word,
        "legal_basis": _legal_basis(clause),
        "retention": _as_written({c: regime.retention for c, regime in clause.by_regime.items()}),
        "onward_transfer": clause.onward_transfer,
        "instrument": clause.instrument,
        "sectors": sorted(clause.sectors),
        "baseline_allowed": clause.baseline_allowed,
        "child_below": _as_written({c: regime.child_below for c, regime in clause.by_regime.items()}),
        "userinfo_calls": clause.userinfo_calls,
        **({"written_summary": _text(clause.written_summary)} if clause.written_summary else {}),
    }


def _as_written(values: Mapping[Country, T]) -> T | dict[str, T]:
    """One value where both countries ask for the same; each country's own where they differ."""
    first, *others = values.values()
    if all(other == first for other in others):
        return first
    return {str(country): value for country, value in values.items()}


def _instrument(instrument: Instrument) -> dict[str, Any]:
    by_law = {
        "contents": asdict(instrument.contents) if instrument.contents else None,
        "impact_dossier": _dossier(instrument.impact_dossier),
        "exemption": instrument.exemption and str(instrument.exemption),
        "data_sharing_direction": _shared(instrument.data_sharing_direction),
    }
    return {
        "direction": str(instrument.direction),
        "kind": str(instrument.kind),
        "reference": instrument.reference,
        "in_force_from": str(instrument.in_force_from),
        "in_force_until": str(instrument.in_force_until),
        # As in the file: what a country's law does not ask for, or what is not there yet, is not there.
        **{name: value for name, value in by_law.items() if value is not None},
    }


def _dossier(dossier: ImpactDossier | None) -> dict[str, Any] | None:
    return None if dossier is None else {"reference": dossier.reference, "filed_on": str(dossier.filed_on)}


def _shared(direction: DataSharingDirection | None) -> dict[str, Any] | None:
    if direction is None:
        return None
    return {
        "reference": direction.reference,
        "in_force_from": str(direction.in_force_from),
        "in_force_until": str(direction.in_force_until),
        "purposes": list(direction.purposes),
        "sectors": list(direction.sectors),
    }


def _signature(in_force: InForce, party: Country) -> dict[str, str] | None:
    signed_with = in_force.signers.get(party)
    return None if signed_with is None else {"kid": str(party), "thumbprint": signed_with}


def _suspension(suspension: Suspension) -> dict[str, Any]:
    return {
        "id": suspension.id,
        "party": None if suspension.party is None else str(suspension.party),
        "since": _instant(suspension.since),
        "reason": None if suspension.reason is None else _text(suspension.reason),
        "signature_verified": suspension.is_proven,
    }


def _instant(at: datetime | None) -> str | None:
    """UTC, to the second."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
