"""Consent receipts: what was allowed, by the same record in two projections, and never a value.

The partner's says what it may use and nothing of what it was refused. The citizen's is the whole record, and
there is one for a refusal too. A superset of ISO/IEC TS 27560:2023; docs/receipts.md compares them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from bridge.domain.durations import FOR_EVER
from bridge.domain.receipt_members import NotReceiptable, attribute_members, common_members, moment
from bridge.domain.receipt_terms import DPV_STATUS
from bridge.domain.records import Actor, ConsentRecord, Notice, Status

__all__ = ["RECEIPT_TYPE", "REQUESTED", "NotReceiptable", "citizen_receipt", "partner_receipt"]

RECEIPT_TYPE: Final = "consent-receipt+jwt"
"""The `typ` of a signed receipt: no token, and no other statement of ours, can be taken for one."""

REQUESTED: Final = "requested"
"""The state of the first event: no status, as nobody had answered yet."""

# TS 27560 event_type: what the citizen did on a form of ours, and what was merely noted as having happened.
_EXPRESSED: Final = "explicitly_expressed"
_NOTED: Final = "recorded"


def partner_receipt(record: ConsentRecord, *, at: datetime, portal: str) -> dict[str, Any]:
    """The receipt of who received: what was approved, on which grounds, and how it stands at `at`.

    Two consents that differ only in what was declined, or was not there to be offered, or in who answered,
    have the same receipt. That is why the digest of the notice is the one over the approved attributes
    alone: over all that was offered, a partner could try out which of those it asked for the citizen's
    country holds. `portal` is the address of the citizen's own pages.

    Raises `NotReceiptable`, also for a refusal: a partner is not told that somebody said no to it.
    """
    notice = _notice_of(record)
    if not record.was_given:
        raise NotReceiptable("nothing was given to this recipient")
    return {
        **common_members("partner", record, at=at, portal=portal),
        **_standing(record, at),
        **_validity(record),
        "notice": _notice(notice, notice.approved_sha256),
        "attributes": attribute_members(record.approved, record.grounds),
        "events": list(_partners_events(record, at)),
    }


def citizen_receipt(record: ConsentRecord, *, at: datetime, portal: str) -> dict[str, Any]:
    """The whole record, for the person whose it is: also what was declined, and a refusal of everything.

    Raises `NotReceiptable`, also for a denial: nobody was asked for an answer.
    """
    notice = _notice_of(record)
    common = common_members("citizen", record, at=at, portal=portal)
    return {
        **common,
        **_standing(record, at),
        **_validity(record),
        "notice": {**_notice(notice, notice.sha256), **_childs(notice), **_words_at(record, portal)},
        # The page showed the words of the notice and none beside them.
        "collection": {**common["collection"], "ui_sha256": notice.sha256},
        "attributes": attribute_members(record.approved, record.grounds),
        "attributes_declined": attribute_members(record.declined, record.grounds),
        "events": list(_citizens_events(record, at)),
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
    valid = {"valid_from": moment(record.given_at), "valid_until": moment(record.valid_until)}
    return valid if record.retain_until == FOR_EVER else valid | {"retain_until": moment(record.retain_until)}


def _notice(notice: Notice, digest: str) -> dict[str, Any]:
    return {"version": notice.version, "language": notice.language, "sha256": digest}


def _childs(notice: Notice) -> dict[str, str]:
    return {"child_sha256": notice.child_sha256} if notice.child_sha256 else {}


def _words_at(record: ConsentRecord, portal: str) -> dict[str, str]:
    return {"url": f"{portal}/records/{record.id}/notice"} if record.words_read else {}


def _partners_events(record: ConsentRecord, at: datetime) -> Iterator[dict[str, Any]]:
    """What became of it, with one person on the citizen's side: it is not told that there were two."""
    yield from _request(record)
    yield _event(Status.GIVEN, record.given_at, Actor.PRINCIPAL)
    for event in _later(record, at):
        is_by_other = event["actor"] == Actor.REPRESENTATIVE
        yield event | {"actor": Actor.PRINCIPAL.value} if is_by_other else event


def _citizens_events(record: ConsentRecord, at: datetime) -> Iterator[dict[str, Any]]:
    """Everything that became of it, in order, and who of the two it was where a child is represented."""
    yield from _request(record)
    if record.child_answered_at is not None:
        yield _event(Status.GIVEN, record.child_answered_at, Actor.PRINCIPAL)
    answer = Status.GIVEN if record.was_given else Status.REFUSED
    yield _event(answer, record.given_at, Actor.REPRESENTATIVE if record.represented else Actor.PRINCIPAL)
    yield from _later(record, at)


def _request(record: ConsentRecord) -> Iterator[dict[str, Any]]:
    if record.requested_at is not None:
        yield _event(REQUESTED, record.requested_at, Actor.RECIPIENT)


def _later(record: ConsentRecord, at: datetime) -> Iterator[dict[str, Any]]:
    """What followed the answer; that it expired is said where nothing else had ended it."""
    for disclosure in record.releases:
        yield _event(Status.USED, disclosure.at, Actor.RECIPIENT)
    for ended in record.endings:
        yield _event(ended.state, ended.at, ended.actor)
    if record.valid_until is not None and record.status(at) is Status.EXPIRED:
        yield _event(Status.EXPIRED, record.valid_until, Actor.BRIDGE)


def _event(state: str, at: datetime, actor: Actor) -> dict[str, Any]:
    kind = _EXPRESSED if actor in (Actor.PRINCIPAL, Actor.REPRESENTATIVE) else _NOTED
    return {"state": str(state), "time": moment(at), "type": kind, "actor": actor.value}
