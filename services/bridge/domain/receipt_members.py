"""The members that both projections of a receipt have: the grounds, and names of claims."""

from datetime import UTC, datetime
from typing import Any, Final

from bridge.domain import event_duties
from bridge.domain.attributes import ATTRIBUTES, Text, released_claims
from bridge.domain.clauses import Direction
from bridge.domain.grounds import Grounds, Recipient
from bridge.domain.national_numbers import resembles_national_number
from bridge.domain.receipt_terms import (
    AUTHORITIES,
    DPV_CATEGORY,
    DPV_PURPOSE,
    EXPORTERS,
    EXPORTING_REGIME,
    IMPORTING_REGIME,
    VOCABULARIES,
)
from bridge.domain.records import ConsentRecord

SCHEMA_VERSION: Final = "vnsg-cr/1.0 (ISO/IEC TS 27560:2023)"


class NotReceiptable(ValueError):
    """A receipt of this record would say what was never agreed, or more than a receipt may."""


def common_members(projection: str, record: ConsentRecord, *, at: datetime, portal: str) -> dict[str, Any]:
    """What both projections say of the grounds. Nothing in it depends on how the citizen answered.

    `portal` is the absolute address of the citizen's own pages.
    """
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
        "issued_at": moment(at),
        "principal": {"pairwise_sub": record.subject, "identity_provider": direction.identity_provider},
        "exporter": _exporter(direction),
        "recipient": _recipient(grounds.recipient),
        "purpose": _purpose(grounds),
        "legal_basis": {str(country): _text(basis) for country, basis in grounds.legal_basis.items()},
        "agreement": _agreement(grounds),
        "transfer": _transfer(record),
        "assurance": {"required": grounds.minimum_assurance.word, "achieved": record.assurance.word},
        "mode": "ONETIME",
        "uses": grounds.uses,
        "retention": grounds.retention,
        "storage_location": str(direction.importer),
        "processing_location": [str(direction.importer)],
        "jurisdictions": [str(direction.exporter), str(direction.importer)],
        "withdrawal": _withdrawal(record, portal),
        "rights_url": f"{portal}/records/{record.id}/ask",
        "authority": [_text(AUTHORITIES[each]) for each in (direction.exporter, direction.importer)],
        "collection": {"method": "form_with_explicit_answer", "preselected": False},
    }


def moment(at: datetime) -> str:
    """A time as receipts have it: to the second, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _purpose(grounds: Grounds) -> dict[str, Any]:
    code = grounds.purpose
    return {"code": code, "dpv": DPV_PURPOSE[code], "text": _text(grounds.purpose_text)}


def _withdrawal(record: ConsentRecord, portal: str) -> dict[str, Any]:
    # At the bridge it takes effect at once; the days are the recipient's, as its event says them.
    within = {"stop": f"P{event_duties.STOP_DAYS}D", "erase": f"P{event_duties.ERASE_DAYS}D"}
    return {
        "url": f"{portal}/records/{record.id}",
        "contact": record.grounds.recipient.contact,
        "sla": within,
    }


def _agreement(grounds: Grounds) -> dict[str, Any]:
    return {
        "serial": grounds.agreement_serial,
        "sha256": grounds.agreement_digest,
        "clause": grounds.clause,
    }


def _exporter(direction: Direction) -> dict[str, Any]:
    country = direction.exporter
    exporter = EXPORTERS[country]
    return {
        "party_id": direction.identity_provider,
        "name": exporter.name,
        "address": exporter.address,
        "contact": exporter.contact,
        "country": str(country),
        "role": "dpv:DataExporter",
        "regime": EXPORTING_REGIME[country],
    }


def _recipient(recipient: Recipient) -> dict[str, Any]:
    return {
        "party_id": recipient.client_id,
        "name": _text(recipient.name),
        "contact": recipient.contact,
        "country": str(recipient.country),
        "role": "dpv:DataImporter",
        "regime": IMPORTING_REGIME[recipient.country],
        "verified": recipient.verified,
    }


def _transfer(record: ConsentRecord) -> dict[str, Any]:
    grounds = record.grounds
    return {
        "direction": str(grounds.direction),
        "instrument": grounds.instrument,
        "kind": grounds.instrument_kind.value,
        "onward": grounds.onward_transfer,
        "first_transfer_at": moment(record.releases[0].at) if record.releases else None,
        **_of_instrument(grounds),
    }


def _of_instrument(grounds: Grounds) -> dict[str, Any]:
    """What is known beside an instrument; a record of before this was kept knows none of it."""
    dossier = grounds.impact_dossier
    known = {
        "impact_dossier": dossier
        and {"reference": dossier.reference, "filed_on": dossier.filed_on.isoformat()},
        "exemption": grounds.exemption and grounds.exemption.value,
        "data_sharing_direction": grounds.data_sharing_direction,
        "comparable_protection_summary_shown": grounds.summary_shown,
    }
    return {member: said for member, said in known.items() if said is not None}


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
