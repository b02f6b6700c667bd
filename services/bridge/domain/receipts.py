"""Consent receipts: what was allowed, by the same record in two projections, and never a value.

The partner's says what it may use and nothing of what it was refused. The citizen's is the whole record, and
there is one for a refusal too. A superset of ISO/IEC TS 27560:2023; docs/receipts.md compares them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from bridge.domain.calendar_words import utc_day
from bridge.domain.consent import Consent, ConsentState, Offer
from bridge.domain.decisions import Person
from bridge.domain.notice_writer import notice
from bridge.domain.notices import NOTICE_VERSION
from bridge.domain.receipt_members import (
    Grounds,
    NotReceiptable,
    Principal,
    attribute_members,
    common_members,
    require_same,
)
from bridge.domain.receipt_terms import DPV_STATUS, Status

__all__ = [
    "RECEIPT_TYPE",
    "AgeBand",
    "Circumstances",
    "Grounds",
    "NotReceiptable",
    "Principal",
    "Refusal",
    "Status",
    "citizen_receipt",
    "partner_receipt",
    "status_of",
]

RECEIPT_TYPE: Final = "consent-receipt+jwt"
"""The `typ` of a signed receipt: no token, and no other statement of ours, can be taken for one."""


class AgeBand(StrEnum):
    """As much as the bridge keeps of an age: which side of the clause's `child_below` it lies on."""

    BELOW = "below_child_age"
    FROM = "from_child_age"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, person: Person) -> "AgeBand":
        """The band of a sign-in's one fact about age."""
        return {True: cls.BELOW, False: cls.FROM, None: cls.UNKNOWN}[person.under_child_age]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The citizen said no to an offer, at an aware time. `id` names the record, as a consent's does."""

    id: str
    offer: Offer
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What only the citizen's own receipt says. `represented` where a representative answered for a child."""

    age_band: AgeBand
    represented: bool


def status_of(consent: Consent, at: datetime) -> Status:
    """How a consent stands at an aware time. That it expired is read off the clock, as nobody records it."""
    if consent.state is ConsentState.GIVEN and at >= consent.expires_at:
        return Status.EXPIRED
    return Status(consent.state.value)


def partner_receipt(
    consent: Consent, grounds: Grounds, principal: Principal, *, at: datetime
) -> dict[str, Any]:
    """The receipt of who received: what was approved, on which grounds, and how it stands at `at`.

    Two consents that differ only in what was declined, or was not there to be offered, have the same
    receipt. That is why the digest of the notice is made over the approved attributes alone: over all that
    was offered, a partner could try out which of those it asked for the citizen's country holds.

    Raises `NotReceiptable`.
    """
    require_same(consent.partner_id, consent.clause, consent.agreement_digest, grounds=grounds)
    approved = notice(
        grounds.agreement,
        grounds.clause,
        grounds.partner,
        offered=consent.attributes,
        language=consent.locale,
        on=utc_day(consent.given_at),
    )
    return {
        **common_members("partner", consent.id, grounds, principal=principal),
        **_standing(status_of(consent, at)),
        **_validity(consent),
        "notice": _notice(consent.locale, approved.sha256),
        "attributes": attribute_members(consent.attributes, grounds.clause),
        "events": [_event(Status.GIVEN, consent.given_at)],
    }


def citizen_receipt(
    answer: Consent | Refusal,
    grounds: Grounds,
    principal: Principal,
    *,
    circumstances: Circumstances,
    at: datetime,
) -> dict[str, Any]:
    """The whole record, for the person whose it is: also what was declined, and a refusal of everything.

    Raises `NotReceiptable`.
    """
    own = _of_refusal(answer, grounds) if isinstance(answer, Refusal) else _of_consent(answer, grounds, at)
    return {
        **common_members("citizen", answer.id, grounds, principal=principal),
        **own,
        "age_band": circumstances.age_band.value,
        "child_below": grounds.clause.child_below,
        "representative": circumstances.represented,
    }


def _of_consent(consent: Consent, grounds: Grounds, at: datetime) -> dict[str, Any]:
    require_same(consent.partner_id, consent.clause, consent.agreement_digest, grounds=grounds)
    return {
        **_standing(status_of(consent, at)),
        **_validity(consent),
        "notice": _notice(consent.locale, consent.notice_sha256),
        "attributes": attribute_members(consent.attributes, grounds.clause),
        "attributes_declined": attribute_members(consent.declined, grounds.clause),
        "events": [_event(Status.GIVEN, consent.given_at)],
    }


def _of_refusal(refusal: Refusal, grounds: Grounds) -> dict[str, Any]:
    offer = refusal.offer
    require_same(offer.partner_id, offer.clause.id, offer.agreement_digest, grounds=grounds)
    return {
        **_standing(Status.REFUSED),
        "notice": _notice(offer.locale, offer.notice_sha256),
        "attributes": [],
        "attributes_declined": attribute_members(offer.attributes, grounds.clause),
        "events": [_event(Status.REFUSED, refusal.refused_at)],
    }


def _standing(status: Status) -> dict[str, Any]:
    return {"status": status.value, "status_dpv": DPV_STATUS[status]}


def _validity(consent: Consent) -> dict[str, Any]:
    return {"valid_from": _moment(consent.given_at), "valid_until": _moment(consent.expires_at)}


def _notice(language: str, digest: str) -> dict[str, Any]:
    return {"version": NOTICE_VERSION, "language": language, "sha256": digest}


def _event(state: Status, at: datetime) -> dict[str, Any]:
    return {"state": state.value, "time": _moment(at), "type": "explicitly_expressed", "actor": "principal"}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
