"""A record and a request as a page's template reads them: words and times, and nothing to decide."""

from typing import Any, Final

from bridge.domain.attributes import ATTRIBUTES, released_claims
from bridge.domain.explanations import explanation
from bridge.domain.reasons import PERSON_DEPENDENT
from bridge.domain.records import ConsentRecord, Status
from bridge.domain.rights import RightsRequest
from bridge.domain.rights_clocks import Deadline, RightsKind, without_term
from bridge.flows.citizen_records import Own, Told
from bridge.web.agreement_words import ASSURANCE
from bridge.web.display import country_name, duration
from bridge.web.portal_pages import Visit
from bridge.web.portal_words import (
    GROUND,
    KIND,
    MISUSE,
    NOT_TOLD_WHY,
    OUTCOME,
    STATE,
    STATUS,
    TOLD,
    TOLD_OF_A_DEAD_TOKEN,
    TOLD_WHY,
    last_day,
    moment,
)

_FAR_AWAY: Final = 8000  # a retention without an end is stored as one: see `bridge.domain.durations`


def record_row(own: Own, visit: Visit) -> dict[str, Any]:
    """One line of the list."""
    record, language = own.record, visit.language
    return {
        "id": record.id,
        "recipient": record.grounds.recipient.name.in_(language),
        "purpose": record.grounds.purpose_text.in_(language),
        "status": STATUS[own.status].in_(language),
        "when": moment(record.given_at, language, visit.session.identity_provider),
        "released": len(record.releases),
        "is_a_childs": record.representative_ref == visit.session.principal_ref,
        "explanation": _explained(record, language),
    }


def record_facts(own: Own, visit: Visit) -> dict[str, Any]:
    """All of one record. There is no value in it to show: the bridge never kept one."""
    record, language, provider = own.record, visit.language, visit.session.identity_provider
    grounds, recipient = record.grounds, record.grounds.recipient
    return {
        **record_row(own, visit),
        "country": country_name(recipient.country.value, language),
        "contact": recipient.contact,
        "verified": recipient.verified,
        "exporter": country_name(grounds.direction.exporter.value, language),
        "importer": country_name(grounds.direction.importer.value, language),
        "clause": grounds.clause,
        "bases": [
            (country_name(country.value, language), basis.in_(language))
            for country, basis in grounds.legal_basis.items()
        ],
        "assurance": ASSURANCE[record.assurance].in_(language),
        "approved": _labels(record.approved, language),
        "declined": _labels(record.declined, language),
        "valid_until": moment(record.valid_until, language, provider) if record.valid_until else None,
        "retention": duration(grounds.retention, language),
        "held_until": _held_until(record, language, provider),
        "releases": [
            (moment(each.at, language, provider), ", ".join(_label(claim, language) for claim in each.claims))
            for each in record.releases
        ],
        "ended_at": moment(record.ended.at, language, provider) if record.ended else None,
        "is_withdrawn": own.status is Status.WITHDRAWN,
        "may_withdraw": record.was_given and record.state is not Status.WITHDRAWN,
        "told_of_denial": _told_of_denial(record, language),
        "is_known_to_recipient": record.is_known_to_recipient,
        "is_denied": own.status is Status.DENIED,
        "has_receipt": record.was_asked,
        "has_words": bool(record.words_read),
        "told": None if own.told is Told.NOTHING_TO_TELL else TOLD[own.told].in_(language),
        "attribute": _label(record.denial.attribute, language)
        if record.denial and record.denial.attribute
        else None,
    }


def request_row(request: RightsRequest, visit: Visit) -> dict[str, Any]:
    """One request, with both countries' clocks."""
    language, provider, now = visit.language, visit.session.identity_provider, visit.at
    answer = request.answer
    return {
        "kind": KIND[request.kind].in_(language),
        "misuse": MISUSE[request.misuse].in_(language) if request.misuse else None,
        "recipient": request.recipient.in_(language),
        "record_id": request.record_id,
        "state": STATE[request.state(now)].in_(language),
        "received": moment(request.received_at, language, provider),
        "acknowledged": moment(request.acknowledged_at, language, provider)
        if request.acknowledged_at
        else None,
        "acknowledge_by": last_day(request.acknowledge_by, language),
        "extended": moment(request.extended_at, language, provider) if request.extended_at else None,
        "deadlines": deadline_rows(request.kind, request.deadlines, language),
        "answered": moment(answer.at, language, provider) if answer else None,
        "outcome": OUTCOME[answer.outcome].in_(language) if answer else None,
        "ground": GROUND[answer.ground].in_(language) if answer else None,
    }


def deadline_rows(kind: RightsKind, deadlines: tuple[Deadline, ...], language: str) -> list[dict[str, Any]]:
    """Both countries' clocks, the one that counts first; a country that has none is named as well."""
    running = [
        {
            "country": country_name(deadline.country.value, language),
            "day": last_day(deadline, language),
            "basis": deadline.basis.in_(language),
        }
        for deadline in deadlines
    ]
    others = [
        {"country": country_name(country.value, language), "day": None, "basis": instead.in_(language)}
        for country, instead in without_term(kind)
    ]
    return running + others


def _held_until(record: ConsentRecord, language: str, provider: str) -> str | None:
    until = record.held_until
    return moment(until, language, provider) if until and until.year < _FAR_AWAY else None


def _explained(record: ConsentRecord, language: str) -> str | None:
    return explanation(record.denial.reason).in_(language) if record.denial else None


def _told_of_denial(record: ConsentRecord, language: str) -> str | None:
    # As `flows.issue` and `flows.release` answer: all of it only at userinfo, and only where it says nothing
    # about the person.
    if record.denial is None:
        return None
    if not record.was_given:
        return NOT_TOLD_WHY.in_(language)
    about_person = record.denial.reason in PERSON_DEPENDENT
    return (TOLD_OF_A_DEAD_TOKEN if about_person else TOLD_WHY).in_(language)


def _labels(claims: frozenset[str], language: str) -> list[dict[str, Any]]:
    return [
        {"label": _label(claim, language), "sensitive": ATTRIBUTES[claim].sensitive}
        for claim in released_claims(claims)
    ]


def _label(claim: str, language: str) -> str:
    return ATTRIBUTES[claim].label.in_(language) if claim in ATTRIBUTES else claim
