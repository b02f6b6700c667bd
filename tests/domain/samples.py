"""A good agreement, partner, person and consent to depart from, one thing at a time."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bridge.domain.agreement import Agreement, Clause, Direction, parse_agreement
from bridge.domain.assurance import Assurance
from bridge.domain.consent import Consent, Offer, give
from bridge.domain.grounds import Grounds
from bridge.domain.notice_writer import NoticeWriter
from bridge.domain.notices import Notice as WrittenNotice
from bridge.domain.partners import Partner, parse_partner
from bridge.domain.policy import Decision, Deny, Person, Question, Stage, decide
from bridge.domain.records import AgeBand, ConsentRecord, Notice, Status

ROOT = Path(__file__).parents[2]
AGREEMENT_TEXT = (ROOT / "agreements" / "vn-sg.yaml").read_text(encoding="utf-8")
PORTAL = "http://localhost:8000/me"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def agreement_in_file() -> Agreement:
    """The agreement of the repository, which must be without fault."""
    parsed = parse_agreement(AGREEMENT_TEXT)
    assert isinstance(parsed, Agreement), parsed
    return parsed


AGREEMENT = agreement_in_file()


def clause(purpose: str, direction: Direction) -> Clause:
    """One of the agreement's clauses."""
    found = AGREEMENT.clause_for(purpose, direction)
    assert found is not None, (purpose, direction)
    return found


HEALTH = clause("health.patient_summary", Direction.VN_TO_SG)
TOURISM = clause("tourism.checkin", Direction.SG_TO_VN)
TODAY = NOON.date()

HOSPITAL_METADATA: dict[str, Any] = {
    "client_id": "hospital-sg",
    "organisation": "hospital-sg",
    "country": "SG",
    "sector": "health",
    "purposes": ["health.patient_summary"],
    "legal_name#vi": "Bệnh viện Mô Phỏng Singapore",
    "legal_name#en": "Simulated Hospital of Singapore",
    "dpo_contact": "dpo@hospital.example",
    "redirect_uris": ["http://localhost:8010/callback"],
    "jwks": {"keys": [{"kty": "EC"}]},
}
HOSPITAL: Partner = parse_partner(HOSPITAL_METADATA, verified=True)
HOTEL: Partner = parse_partner(
    HOSPITAL_METADATA
    | {
        "client_id": "hotel-vn",
        "organisation": "hotel-vn",
        "country": "VN",
        "sector": "tourism",
        "purposes": ["tourism.checkin"],
    },
    verified=True,
)

ADULT = Person(
    assurance=Assurance.HIGH, account_active=True, under_child_age=False, proofing_sensitive_allowed=True
)


def offer(terms: Clause = HEALTH, **changes: Any) -> Offer:
    """What the consent page of a clause shows when everything is asked for."""
    shown = Offer(
        transaction_id="t-1",
        partner_id="hospital-sg" if terms is HEALTH else "hotel-vn",
        principal_ref="p" * 43,
        clause=terms,
        attributes=terms.attributes,
        agreement_digest=AGREEMENT.digest,
        notice_sha256="0" * 64,
        locale="vi",
    )
    return replace(shown, **changes)


def consent(terms: Clause = HEALTH, /, *, declined: frozenset[str] = frozenset(), **changes: Any) -> Consent:
    """A consent given at noon, for five minutes."""
    agreed = terms.attributes - declined
    given = give(offer(terms), agreed, consent_id="c-1", now=NOON, lifetime=timedelta(minutes=5))
    return replace(given, **changes)


def notice(
    agreement: Agreement,
    terms: Clause,
    partner: Partner,
    *,
    offered: Iterable[str],
    missing: Iterable[str] = (),
    language: str,
    on: date,
) -> WrittenNotice:
    """The notice for a citizen of age."""
    return NoticeWriter(agreement, terms, partner, language, on, PORTAL).write(offered, missing=missing)


def record(terms: Clause = HEALTH, given: Consent | None = None, **changes: Any) -> ConsentRecord:
    """The record of a consent, at noon."""
    given = given or consent(terms)
    partner = HOSPITAL if terms.direction is HEALTH.direction else HOTEL
    about_approved = notice(
        AGREEMENT,
        terms,
        partner,
        offered=given.attributes,
        language=given.locale,
        on=NOON.date(),
    ).sha256
    made = ConsentRecord(
        id=given.id,
        principal_ref=given.principal_ref,
        subject="s" * 43,
        grounds=Grounds.of(AGREEMENT, terms, partner),
        assurance=Assurance.HIGH,
        age_band=AgeBand.FROM,
        represented=False,
        given_at=given.given_at,
        state=Status(given.state.value),
        approved=given.attributes,
        declined=given.declined,
        notice=Notice(1, given.locale, given.notice_sha256, about_approved),
        valid_until=given.expires_at,
        requested_at=NOON - timedelta(minutes=2),
    )
    return replace(made, **changes)


def refusal(terms: Clause = HEALTH, **changes: Any) -> ConsentRecord:
    """The record of a no to everything, at noon."""
    none: frozenset[str] = frozenset()
    refused = {"state": Status.REFUSED, "approved": none, "declined": terms.attributes, "valid_until": None}
    return record(terms, **{"id": "r-1", **refused, **changes})


def question(stage: Stage = Stage.RELEASE, **changes: Any) -> Question:
    """A hospital's question that is permitted at every stage."""
    good = Question(
        purpose="health.patient_summary",
        direction=Direction.VN_TO_SG,
        attributes=HEALTH.attributes,
        partner=HOSPITAL,
        now=NOON,
        first_release=None,
        stage=stage,
        person=ADULT,
        consent=consent(),
        principal_ref="p" * 43,
    )
    return replace(good, **changes)


def denial(asked: Question, agreement: Agreement = AGREEMENT) -> Deny:
    """The denial of a question that must be denied."""
    decision: Decision = decide(agreement, asked)
    assert isinstance(decision, Deny), decision
    return decision


def with_clause(change: Callable[[Clause], Clause]) -> Agreement:
    """The agreement with its first health clause changed."""
    others = tuple(other for other in AGREEMENT.clauses if other is not HEALTH)
    return replace(AGREEMENT, clauses=(change(HEALTH), *others))
