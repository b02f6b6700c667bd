"""The members that both projections of a receipt have: the grounds, and names of claims."""

from typing import Any, Final

from bridge.domain.attributes import ATTRIBUTES, Text, released_claims
from bridge.domain.clauses import Direction
from bridge.domain.grounds import Grounds, Recipient
from bridge.domain.national_numbers import resembles_national_number
from bridge.domain.receipt_terms import DPV_CATEGORY, DPV_PURPOSE, EXPORTERS, REGIMES, VOCABULARIES
from bridge.domain.records import ConsentRecord

SCHEMA_VERSION: Final = "vnsg-cr/1.0 (ISO/IEC TS 27560:2023)"


class NotReceiptable(ValueError):
    """A receipt of this record would say what was never agreed, or more than a receipt may."""


def common_members(projection: str, record: ConsentRecord) -> dict[str, Any]:
    """What both projections say of the grounds. Nothing in it depends on how the citizen answered."""
    if resembles_national_number(record.id) or resembles_national_number(record.subject):
        raise NotReceiptable("a reference has the shape of a national number")
    grounds = record.grounds
    direction = grounds.direction
    return {
        "schema_version": SCHEMA_VERSION,
        "vocabularies": dict(VOCABULARIES),
        "projection": projection,
        "receipt_id": record.id,
        "record_id": record.id,
        "principal": {"pairwise_sub": record.subject, "identity_provider": direction.identity_provider},
        "exporter": _exporter(direction),
        "recipient": _recipient(grounds.recipient),
        "purpose": {"code": grounds.purpose, "dpv": DPV_PURPOSE, "text": _text(grounds.purpose_text)},
        "legal_basis": {str(country): _text(basis) for country, basis in grounds.legal_basis.items()},
        "agreement": _agreement(grounds),
        "transfer": _transfer(grounds),
        "assurance": {"required": grounds.minimum_assurance.word, "achieved": record.assurance.word},
        "uses": grounds.uses,
        "retention": grounds.retention,
        "storage_location": str(direction.importer),
        "jurisdictions": [str(direction.exporter), str(direction.importer)],
        "withdrawal": {"contact": grounds.recipient.contact},
        "collection": {"method": "form_with_explicit_answer", "preselected": False},
    }


def _agreement(grounds: Grounds) -> dict[str, Any]:
    return {
        "serial": grounds.agreement_serial,
        "sha256": grounds.agreement_digest,
        "clause": grounds.clause,
    }


def _exporter(direction: Direction) -> dict[str, Any]:
    country = direction.exporter
    return {
        "party_id": direction.identity_provider,
        "name": EXPORTERS[country],
        "country": str(country),
        "role": "dpv:DataExporter",
        "regime": REGIMES[country],
    }


def _recipient(recipient: Recipient) -> dict[str, Any]:
    return {
        "party_id": recipient.client_id,
        "name": _text(recipient.name),
        "contact": recipient.contact,
        "country": str(recipient.country),
        "role": "dpv:DataImporter",
        "regime": REGIMES[recipient.country],
        "verified": recipient.verified,
    }


def _transfer(grounds: Grounds) -> dict[str, Any]:
    return {
        "direction": str(grounds.direction),
        "instrument": grounds.instrument,
        "kind": grounds.instrument_kind.value,
        "onward": grounds.onward_transfer,
    }


def attribute_members(claims: frozenset[str], grounds: Grounds) -> list[dict[str, Any]]:
    """Names and kinds, in the vocabulary's order. An unknown name is not in it, and cannot get in here."""
    if unknown := claims - ATTRIBUTES.keys():
        raise NotReceiptable(f"{len(unknown)} names are outside the vocabulary of claims")
    return [
        {
            "claim": claim,
            "dpv": DPV_CATEGORY[claim],
            "sensitive": ATTRIBUTES[claim].sensitive,
            "required": (ATTRIBUTES[claim].derived_from or claim) in grounds.mandatory,
        }
        for claim in released_claims(claims)
    ]


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
