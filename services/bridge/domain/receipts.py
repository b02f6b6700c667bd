"""Consent receipts: what was allowed, by the same record in two projections, and never a value.

The partner's says what it may use and nothing of what it was refused. The citizen's is the whole record, and
there is one for a refusal too. A superset of ISO/IEC TS 27560:2023; docs/receipts.md compares them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from bridge.domain.receipt_members import NotReceiptable, attribute_members, common_members
from bridge.domain.receipt_terms import DPV_STATUS
from bridge.domain.records import Actor, ConsentRecord, Notice, Status

__all__ = ["RECEIPT_TYPE", "NotReceiptable", "citizen_receipt", "partner_receipt"]

RECEIPT_TYPE: Final = "consent-receipt+jwt"
"""The `typ` of a signed receipt: no token, and no other statement of ours, can be taken for one."""

# TS 27560 event_type: what the citizen did on a form of ours, and what was merely noted as having happened.
_EXPRESSED: Final = "explicitly_expressed"
_NOTED: Final = "recorded"


def partner_receipt(record: ConsentRecord, *, at: datetime) -> dict[str, Any]:
    """The receipt of who received: what was approved, on which grounds, and how it stands at `at`.

    Two consents that differ only in what was declined, or was not there to be offered, have the same
    receipt. That is why the digest of the notice is the one over the approved attributes alone: over all that
    was offered, a partner could try out which of those it asked for the citizen's country holds.

    Raises `NotReceiptable`, also for a refusal: a partner is not told that somebody said no to it.
    """
    notice = _notice_of(record)
    if not record.was_given:
        raise NotReceiptable("nothing was given to this recipient")
    return {
        **common_members("partner", record),
        **_standing(record, at),
        **_validity(record),
        "notice": _notice(notice, notice.approved_sha256),
        "attributes": attribute_members(record.approved, record.grounds),
        "events": list(_events(record, at)),
    }


def citizen_receipt(record: ConsentRecord, *, at: datetime) -> dict[str, Any]:
    """The whole record, for the person whose it is: also what was declined, and a refusal of everything.

    Raises `NotReceiptable`, also for a denial: nobody was asked for an answer.
    """
    notice = _notice_of(record)
    return {
        **common_members("citizen", record),
        **_standing(record, at),
        **_validity(record),
        "notice": _notice(notice, notice.sha256),
        "attributes": attribute_members(record.approved, record.grounds),
        "attributes_declined": attribute_members(record.declined, record.grounds),
        "events": list(_events(record, at)),
        "age_band": record.age_band.value,
        "child_below": record.grounds.child_below,
        "representative": record.represented,
    }


def _notice_of(record: ConsentRecord) -> Notice:
    if record.notice is None or record.state is Status.DENIED:
        raise NotReceiptable("a receipt is of an answer, and none was asked for")
    return record.notice


def _standing(record: ConsentRecord, at: datetime) -> dict[str, Any]:
    status = record.status(at)
    return {"status": status.value, "status_dpv": DPV_STATUS[status]}


def _validity(record: ConsentRecord) -> dict[str, Any]:
    if record.valid_until is None:
        return {}
    return {"valid_from": _moment(record.given_at), "valid_until": _moment(record.valid_until)}


def _notice(notice: Notice, digest: str) -> dict[str, Any]:
    return {"version": notice.version, "language": notice.language, "sha256": digest}


def _events(record: ConsentRecord, at: datetime) -> Iterator[dict[str, Any]]:
    """Everything that became of it, in order; that it expired is said where nothing else had ended it."""
    answer = Status.GIVEN if record.was_given else Status.REFUSED
    yield _event(answer, record.given_at, Actor.PRINCIPAL)
    for disclosure in record.releases:
        yield _event(Status.USED, disclosure.at, Actor.RECIPIENT)
    if record.ended is not None:
        yield _event(record.state, record.ended.at, record.ended.actor)
    if record.valid_until is not None and record.status(at) is Status.EXPIRED:
        yield _event(Status.EXPIRED, record.valid_until, Actor.BRIDGE)


def _event(state: Status, at: datetime, actor: Actor) -> dict[str, Any]:
    kind = _EXPRESSED if actor is Actor.PRINCIPAL else _NOTED
    return {"state": state.value, "time": _moment(at), "type": kind, "actor": actor.value}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
