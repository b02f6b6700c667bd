"""The members that both projections of a receipt have: the grounds, and names of claims."""

from dataclasses import dataclass
from typing import Any, Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, Text, released_claims
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.national_numbers import resembles_national_number
from bridge.domain.partners import Partner
from bridge.domain.receipt_terms import DPV_CATEGORY, DPV_PURPOSE, EXPORTERS, REGIMES, VOCABULARIES

SCHEMA_VERSION: Final = "vnsg-cr/1.0 (ISO/IEC TS 27560:2023)"


class NotReceiptable(ValueError):
    """The record and the grounds do not belong together: a receipt would say what was never agreed."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the answer was an answer to: the text in force, its clause, and who asked."""

    agreement: Agreement
    clause: Clause
    partner: Partner


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever answered: the pairwise subject that this partner knows, and how surely they signed in."""

    subject: str
    assurance: Assurance


def require_same(partner_id: str, clause_id: str, agreement_digest: str, *, grounds: Grounds) -> None:
    found = (grounds.partner.client_id, grounds.clause.id, grounds.agreement.digest)
    if found != (partner_id, clause_id, agreement_digest):
        raise NotReceiptable("the answer was given to another partner, clause, or text of the agreement")


def common_members(
    projection: str, record_id: str, grounds: Grounds, *, principal: Principal
) -> dict[str, Any]:
    """What both projections say of the grounds. Nothing in it depends on how the citizen answered."""
    if resembles_national_number(record_id) or resembles_national_number(principal.subject):
        raise NotReceiptable("a reference has the shape of a national number")
    clause, direction = grounds.clause, grounds.clause.direction
    purpose = grounds.agreement.purposes[clause.purpose]
    return {
        "schema_version": SCHEMA_VERSION,
        "vocabularies": dict(VOCABULARIES),
        "projection": projection,
        "receipt_id": record_id,
        "record_id": record_id,
        "principal": {"pairwise_sub": principal.subject, "identity_provider": direction.identity_provider},
        "exporter": _exporter(clause),
        "recipient": _recipient(grounds.partner),
        "purpose": {"code": purpose.code, "dpv": DPV_PURPOSE, "text": _text(purpose.text)},
        "legal_basis": {str(country): _text(basis) for country, basis in clause.legal_basis.items()},
        "agreement": _agreement(grounds),
        "transfer": _transfer(grounds),
        "assurance": {"required": clause.minimum_assurance.word, "achieved": principal.assurance.word},
        "uses": clause.userinfo_calls,
        "retention": clause.retention,
        "storage_location": str(direction.importer),
        "jurisdictions": [str(direction.exporter), str(direction.importer)],
        "withdrawal": {"contact": grounds.partner.dpo_contact},
        "collection": {"method": "form_with_explicit_answer", "preselected": False},
    }


def _agreement(grounds: Grounds) -> dict[str, Any]:
    agreement = grounds.agreement
    return {"serial": agreement.serial, "sha256": agreement.digest, "clause": grounds.clause.id}


def _exporter(clause: Clause) -> dict[str, Any]:
    country = clause.direction.exporter
    return {
        "party_id": clause.direction.identity_provider,
        "name": EXPORTERS[country],
        "country": str(country),
        "role": "dpv:DataExporter",
        "regime": REGIMES[country],
    }


def _recipient(partner: Partner) -> dict[str, Any]:
    return {
        "party_id": partner.client_id,
        "name": _text(partner.legal_name),
        "contact": partner.dpo_contact,
        "country": str(partner.country),
        "role": "dpv:DataImporter",
        "regime": REGIMES[partner.country],
        "verified": partner.verified,
    }


def _transfer(grounds: Grounds) -> dict[str, Any]:
    instrument = grounds.agreement.instruments[grounds.clause.instrument]
    return {
        "direction": str(grounds.clause.direction),
        "instrument": instrument.id,
        "kind": instrument.kind.value,
        "onward": grounds.clause.onward_transfer,
    }


def attribute_members(claims: frozenset[str], clause: Clause) -> list[dict[str, Any]]:
    """Names and kinds, in the vocabulary's order. An unknown name is not in it, and cannot get in here."""
    if unknown := claims - ATTRIBUTES.keys():
        raise NotReceiptable(f"{len(unknown)} names are outside the vocabulary of claims")
    return [
        {
            "claim": claim,
            "dpv": DPV_CATEGORY[claim],
            "sensitive": ATTRIBUTES[claim].sensitive,
            "required": (ATTRIBUTES[claim].derived_from or claim) in clause.mandatory,
        }
        for claim in released_claims(claims)
    ]


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
