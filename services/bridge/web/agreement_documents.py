"""The agreement and the vocabulary, as JSON that a program can branch on."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeVar

from bridge.domain.attributes import ATTRIBUTES, Attribute, Text
from bridge.domain.clauses import Agreement, Clause, Country, Instrument, Suspension
from bridge.domain.instruments import DataSharingDirection, ImpactDossier
from bridge.domain.mapping_sources import SOURCES, Source, stated_loss
from bridge.flows.treaty import InForce

T = TypeVar("T")


def agreement_document(in_force: InForce) -> dict[str, Any]:
    """The agreement by the keys of its file (docs/agreement.md), its digest, and how it stands."""
    agreement = in_force.agreement
    return {
        "title": text_document(agreement.title),
        "serial": agreement.serial,
        "in_force_from": str(agreement.in_force_from),
        "in_force_until": str(agreement.in_force_until),
        "purposes": {
            code: {"text": text_document(purpose.text), "why": text_document(purpose.why)}
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
        "label": text_document(entry.label),
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
        "agreement": version_document(agreement),
        "purposes": [
            {
                "purpose": code,
                "text": text_document(purpose.text),
                "why": text_document(purpose.why),
                "directions": [_terms(clause) for clause in agreement.clauses if clause.purpose == code],
            }
            for code, purpose in agreement.purposes.items()
        ],
    }


def legal_basis_document(clause: Clause) -> dict[str, Any]:
    """The basis in each country's law."""
    return {str(country): text_document(basis) for country, basis in clause.legal_basis.items()}


def version_document(agreement: Agreement) -> dict[str, Any]:
    """Which text it is."""
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
        "text": text_document(clause.text),
        "mandatory": list(clause.mandatory),
        "optional": list(clause.optional),
        "minimum_assurance": clause.minimum_assurance.word,
        "legal_basis": legal_basis_document(clause),
        "retention": _as_written({c: regime.retention for c, regime in clause.by_regime.items()}),
        "onward_transfer": clause.onward_transfer,
        "instrument": clause.instrument,
        "sectors": sorted(clause.sectors),
        "baseline_allowed": clause.baseline_allowed,
        "child_below": _as_written({c: regime.child_below for c, regime in clause.by_regime.items()}),
        "userinfo_calls": clause.userinfo_calls,
        **({"written_summary": text_document(clause.written_summary)} if clause.written_summary else {}),
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
        "reason": None if suspension.reason is None else text_document(suspension.reason),
        "signature_verified": suspension.is_proven,
    }


def _instant(at: datetime | None) -> str | None:
    """UTC, to the second."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_document(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"vi": text.vi, "en": text.en}
