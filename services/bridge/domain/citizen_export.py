"""Everything the bridge knows of one citizen, as one JSON document for that citizen to take along.

Names of items, times and references. No value is in it, because the bridge keeps none.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bridge.domain.attributes import Text, released_claims
from bridge.domain.records import ConsentRecord
from bridge.domain.rights import RightsRequest

EXPORT_VERSION: Final = "vnsg-citizen-export/1.1"


def citizen_export(
    records: Iterable[tuple[ConsentRecord, str | None]],
    requests: Iterable[RightsRequest],
    *,
    identity_provider: str,
    at: datetime,
) -> dict[str, Any]:
    """The document. `records` come with their signed receipts; where nobody was asked, there is none."""
    return {
        "schema_version": EXPORT_VERSION,
        "made_at": _moment(at),
        "identity_provider": identity_provider,
        "records": [_record(record, receipt, at) for record, receipt in records],
        "requests": [_request(request, at) for request in requests],
    }


def _record(record: ConsentRecord, receipt: str | None, at: datetime) -> dict[str, Any]:
    grounds, recipient = record.grounds, record.grounds.recipient
    return {
        "record_id": record.id,
        "status": str(record.status(at)),
        "asked_by": {
            "name": _text(recipient.name),
            "country": str(recipient.country),
            "contact": recipient.contact,
            "verified": recipient.verified,
        },
        "purpose": {"code": grounds.purpose, "text": _text(grounds.purpose_text)},
        "clause": grounds.clause,
        "legal_basis": {str(country): _text(basis) for country, basis in grounds.legal_basis.items()},
        "answered_at": _moment(record.given_at),
        "approved": list(released_claims(record.approved)),
        "declined": list(released_claims(record.declined)),
        "valid_until": _moment_or_none(record.valid_until),
        "retention": grounds.retention,
        "held_until": _moment_or_none(record.held_until),
        "releases": [{"at": _moment(each.at), "claims": list(each.claims)} for each in record.releases],
        "ended": {"at": _moment(record.ended.at), "by": str(record.ended.actor)} if record.ended else None,
        "denied": {"reason": str(record.denial.reason), "attribute": record.denial.attribute}
        if record.denial
        else None,
        "receipt": receipt,
        "notices": [{"sha256": digest, "words": words} for digest, words in record.words_read],
    }


def _request(request: RightsRequest, at: datetime) -> dict[str, Any]:
    answer = request.answer
    return {
        "request_id": request.id,
        "kind": str(request.kind),
        "misuse": None if request.misuse is None else str(request.misuse),
        "recipient": _text(request.recipient),
        "record_id": request.record_id,
        "state": str(request.state(at)),
        "received_at": _moment(request.received_at),
        "acknowledge_before": _moment(request.acknowledge_by.ends_at),
        "acknowledged_at": _moment_or_none(request.acknowledged_at),
        "extended_at": _moment_or_none(request.extended_at),
        "answer_before": {str(each.country): _moment(each.ends_at) for each in request.deadlines},
        "answer": {
            "at": _moment(answer.at),
            "outcome": str(answer.outcome),
            "ground": str(answer.ground),
        }
        if answer
        else None,
    }


def _text(text: Text) -> Mapping[str, str]:
    return {"vi": text.vi, "en": text.en}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment_or_none(at: datetime | None) -> str | None:
    return None if at is None else _moment(at)
