"""One valid value of each kind that a store keeps, to be varied by the tests with `replace`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bridge.domain.agreement import Direction
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import Text
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.clauses import Country, InstrumentKind
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.grounds import Grounds, Recipient
from bridge.domain.partner_events import PartnerEvent, PartnerEventKind
from bridge.domain.partners import parse_partner
from bridge.domain.policy import Person, Reason
from bridge.domain.records import Actor, AgeBand, ConsentRecord, Denial, Notice, Status
from bridge.flows.ports import AccessGrant, Hop, Registration, SealedRow
from bridge.flows.transaction import PartnerRequest, Refusal, SignIn, State, Transaction

NOW = datetime(2026, 11, 21, 18, 45, 12, 345678, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
LONG_PAST = NOW + timedelta(days=1)

REQUEST = PartnerRequest(
    client_id="hospital",
    redirect_uri="http://localhost:8010/callback",
    state=None,
    nonce="n-0",
    scope="openid",
    code_challenge="c" * 43,
    dpop_jkt=None,
    purpose="health.patient_summary",
    direction=Direction.VN_TO_SG,
    attributes=("name", "birthdate"),
    required_assurance=Assurance.HIGH,
    language="vi",
)

SIGN_IN = SignIn(
    principal_ref="p" * 43,
    person=Person(Assurance.HIGH, True, None, False),
    raw={"account_level": 2, "auth_level": 4},
    auth_time=NOW,
    available=("name",),
)

REFUSAL = Refusal(Reason.AGE_UNKNOWN, "VN-SG.H.2", None, "ref-1")


def transaction(name: str = "t1") -> Transaction:
    return Transaction(
        id=name,
        state=State.PUSHED,
        version=1,
        request=REQUEST,
        request_uri_digest=f"request-uri-of-{name}",
        created_at=NOW,
        expires_at=SOON,
    )


def finished(name: str = "t1") -> Transaction:
    """A transaction with every fact filled in."""
    bound = transaction(name).moved(State.BOUND, browser_digest="b", upstream_state_digest=f"state-of-{name}")
    signed_in = bound.moved(State.SIGNED_IN, sign_in=SIGN_IN)
    decided = signed_in.moved(
        State.DECIDED, permitted=("name",), clause="VN-SG.H.2", agreement_digest="a" * 64
    )
    coded = decided.moved(State.CODED, consent_id="c1")
    return coded.moved(State.REFUSED, refusal=REFUSAL)


def carrier(digest: str = "s1", transaction_id: str = "t1") -> SealedRow:
    return SealedRow(digest, Hop.CONSENT, transaction_id, b"\x00\xffsealed", SOON)


def consent(name: str = "c1") -> Consent:
    return Consent(
        id=name,
        transaction_id="t1",
        partner_id="hospital",
        principal_ref="p" * 43,
        purpose="health.patient_summary",
        direction=Direction.VN_TO_SG,
        clause="VN-SG.H.2",
        attributes=frozenset({"name", "birthdate"}),
        declined=frozenset({"blood_group"}),
        agreement_digest="a" * 64,
        notice_sha256="b" * 64,
        locale="vi",
        given_at=NOW,
        expires_at=SOON,
        uses_left=1,
        state=ConsentState.GIVEN,
    )


GROUNDS = Grounds(
    agreement_serial=7,
    agreement_digest="a" * 64,
    clause="VN-SG.H.2",
    purpose="health.patient_summary",
    purpose_text=Text("Hồ sơ sức khỏe", "Patient summary"),
    direction=Direction.VN_TO_SG,
    mandatory=("name", "birthdate"),
    minimum_assurance=Assurance.HIGH,
    legal_basis={Country.VN: Text("Điều 9", "art 9"), Country.SG: Text("Điều 13", "s 13")},
    retention="P30D",
    onward_transfer=False,
    instrument="vn-1",
    instrument_kind=InstrumentKind.TRANSFER_AGREEMENT,
    uses=1,
    child_below=16,
    recipient=Recipient("hospital", Text("Bệnh viện", "Hospital"), "dpo@hospital.example", Country.SG, True),
)


def record(name: str = "c1", **changes: Any) -> ConsentRecord:
    """The record of `consent`."""
    given = ConsentRecord(
        id=name,
        principal_ref="p" * 43,
        subject="s" * 43,
        grounds=GROUNDS,
        assurance=Assurance.HIGH,
        age_band=AgeBand.FROM,
        represented=False,
        given_at=NOW,
        state=Status.GIVEN,
        approved=frozenset({"name", "birthdate"}),
        declined=frozenset({"blood_group"}),
        notice=Notice(1, "vi", "b" * 64, "c" * 64),
        valid_until=SOON,
    )
    return replace(given, **changes)


def withdrawn_record(name: str = "c1") -> ConsentRecord:
    """A record of which every part that a given consent can have is filled in."""
    return record(name).released(("name",), NOW, is_last=True).withdrawn(SOON, Actor.PRINCIPAL)


def denied_record(name: str = "d1") -> ConsentRecord:
    """A record of a denial."""
    return record(
        name,
        state=Status.DENIED,
        approved=frozenset(),
        declined=frozenset(),
        notice=None,
        valid_until=None,
        denial=Denial(Reason.AGE_UNKNOWN, None, "a date of birth at the source"),
    )


def partner_event(record_id: str = "c1") -> PartnerEvent:
    return PartnerEvent(
        kind=PartnerEventKind.CONSENT_WITHDRAWN,
        partner_id="hospital",
        record_id=record_id,
        subject="s" * 43,
        at=NOW,
        claim_names=("name", "birthdate"),
        purpose="health.patient_summary",
    )


def grant(digest: str = "g1") -> AccessGrant:
    return AccessGrant(
        token_digest=digest,
        transaction_id="t1",
        consent_id="c1",
        client_id="hospital",
        jkt="j" * 43,
        subject="s" * 43,
        claims=("name", "birthdate"),
        issued_at=NOW,
        expires_at=SOON,
    )


def registration(client_id: str = "hotel") -> Registration:
    metadata = {
        "client_id": client_id,
        "country": "VN",
        "sector": "tourism",
        "purposes": ["tourism.checkin"],
        "legal_name#vi": "Khách sạn Sông Hương",
        "legal_name#en": "Perfume River Hotel",
        "dpo_contact": "dpo@hotel.example",
        "redirect_uris": ["http://localhost:8012/callback"],
        "jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}]},
        "client_uri": "https://hotel.example",
        "contacts": ["a@hotel.example"],
    }
    return Registration(parse_partner(metadata, verified=False), "t" * 64, NOW)


def event(kind: Event = Event.RELEASED, *, at: datetime = NOW, consent_id: str | None = "c1") -> AuditEvent:
    return AuditEvent(
        event=kind,
        at=at,
        agreement_digest="a" * 64,
        partner="hospital",
        transaction_id="t1",
        purpose="health.patient_summary",
        clause="VN-SG.H.2",
        consent_id=consent_id,
        claim_names=("name",),
    )
