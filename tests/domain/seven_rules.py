"""The seven rules stated a second time, from the laws and not from the code: what may leave, at most.

Written to be compared with `bridge.domain.policy`, of which it calls nothing. It counts and compares by its
own means wherever the policy has a function for it.
"""

from datetime import UTC, date, timedelta

from bridge.domain.agreement import Agreement, Clause, Country, Direction, Instrument, InstrumentKind
from bridge.domain.assurance import Assurance
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.policy import Person, Question, Stage
from bridge.domain.profiles import Profile

# Decree 356/2025 art 4: health is sensitive. In Singapore it is also what the patient alone holds.
SENSITIVE = {"blood_group", "allergies", "conditions", "medications", "immunizations", "patient_summary"}
MADE_OF = {"allergies", "conditions", "medications"}
THE_PATIENTS_OWN = SENSITIVE | {"insurance_valid", "insurance_valid_until"}
NOTHING: frozenset[str] = frozenset()


def may_leave(agreement: Agreement, put: Question) -> frozenset[str]:
    """What the rules let leave at this stage; nothing where any of them is broken."""
    lawful_way = Direction.VN_TO_SG if put.partner.country is Country.SG else Direction.SG_TO_VN
    clauses = [c for c in agreement.clauses if (c.purpose, c.direction) == (put.purpose, put.direction)]
    if put.direction is not lawful_way or not clauses:
        return NOTHING
    (clause,) = clauses
    day = put.now.astimezone(UTC).date()
    if not (_minimal(agreement, put, clause) and _carried_across(agreement, put, clause, day=day)):
        return NOTHING
    if put.stage is Stage.REQUEST:
        return put.attributes
    if put.person is None or not _vouched_for(put.person, clause, put.attributes):
        return NOTHING
    if put.stage is Stage.SIGNED_IN:
        return put.attributes
    if put.consent is None or not _agreed(agreement, put, clause, put.consent):
        return NOTHING
    if _may_be_a_child(put.person, clause) and not _both_agreed(put.person, put.consent):
        return NOTHING
    return put.consent.attributes


def _minimal(agreement: Agreement, put: Question, clause: Clause) -> bool:
    """Rule 2: asked ⊆ purpose ∩ registration, for a kind of recipient that the purpose is for."""
    listed = {*clause.mandatory, *clause.optional}
    registered = put.partner.registered_attributes
    return (
        put.purpose in agreement.purposes
        and put.purpose in put.partner.purposes
        and len(put.attributes) > 0
        and all(name in listed for name in put.attributes)
        and ("patient_summary" not in put.attributes or put.attributes >= MADE_OF)
        and (registered is None or all(name in registered for name in put.attributes))
        and put.partner.sector in clause.sectors
        and (put.partner.profile is not Profile.BASELINE or _bearer_tokens_will_do(agreement, put))
    )


def _bearer_tokens_will_do(agreement: Agreement, put: Question) -> bool:
    will_do = {c.purpose for c in agreement.clauses if c.baseline_allowed and c.direction is put.direction}
    return all(purpose in will_do for purpose in put.partner.purposes)


def _carried_across(agreement: Agreement, put: Question, clause: Clause, *, day: date) -> bool:
    """Rule 3: agreement and instrument today, and what each country's law wants besides."""
    carrier = agreement.instruments.get(clause.instrument)
    if agreement.suspensions:
        return False
    if carrier is None or carrier.direction is not clause.direction:
        return False
    today = agreement.in_force_from <= day < agreement.in_force_until
    if not today or not carrier.in_force_from <= day < carrier.in_force_until:
        return False
    if carrier.kind is InstrumentKind.CONSENT_AFTER_SUMMARY and clause.written_summary is None:
        return False
    return _out_of_vietnam(carrier, put, day) and _out_of_singapore(carrier, put, clause, day=day)


def _out_of_vietnam(carrier: Instrument, put: Question, day: date) -> bool:
    """PDPL art 20.2: within 60 days from the first transfer, a dossier; 20.6: or an exemption."""
    if carrier.kind is not InstrumentKind.TRANSFER_AGREEMENT or carrier.exemption is not None:
        return True
    if carrier.impact_dossier is not None and not day < carrier.impact_dossier.filed_on:
        return True
    first = put.first_release
    return first is None or (day - first.astimezone(UTC).date()) <= timedelta(days=60)


def _out_of_singapore(carrier: Instrument, put: Question, clause: Clause, *, day: date) -> bool:
    """PSGA s 4: what a public agency holds, only under a direction for this purpose and recipient."""
    if clause.direction is not Direction.SG_TO_VN or all(name in THE_PATIENTS_OWN for name in put.attributes):
        return True
    given = carrier.data_sharing_direction
    return (
        given is not None
        and given.in_force_from <= day < given.in_force_until
        and put.purpose in given.purposes
        and put.partner.sector in given.sectors
    )


def _vouched_for(person: Person, clause: Clause, attributes: frozenset[str]) -> bool:
    """Rule 5: an account, a level, and of a child, somebody who can answer for it."""
    order = [Assurance.LOW, Assurance.SUBSTANTIAL, Assurance.HIGH]
    return (
        person.account_active
        and order.index(person.assurance) >= order.index(clause.minimum_assurance)
        and (person.proofing_sensitive_allowed or not attributes & SENSITIVE)
        and (not _may_be_a_child(person, clause) or (person.under_child_age is True and person.represented))
    )


def _may_be_a_child(person: Person, clause: Clause) -> bool:
    return clause.child_below > 0 and person.under_child_age is not False


def _both_agreed(child: Person, given: Consent) -> bool:
    """PDPL art 24: what a child says is not enough by itself; nor, from 7 on, what is said over its head."""
    answered = _was_read(given.child_notice_sha256) or child.too_young_to_answer
    return answered and given.representative_ref not in {None, given.principal_ref}


def _was_read(notice: str | None) -> bool:
    return notice is not None and len(notice) == 64 and set(notice) <= set("0123456789abcdef")


def _agreed(agreement: Agreement, put: Question, clause: Clause, given: Consent) -> bool:
    """Rules 1 and 4: given, not taken back, not used up, now, and to exactly this."""
    to_this = (given.partner_id, given.purpose, given.direction, given.clause, given.agreement_digest)
    return (
        to_this == (put.partner.client_id, put.purpose, put.direction, clause.id, agreement.digest)
        and given.principal_ref == put.principal_ref
        and _was_read(given.notice_sha256)
        and len(given.attributes) > 0
        and all(name in put.attributes for name in given.attributes)
        and given.state is ConsentState.GIVEN
        and given.uses_left >= 1
        and not put.now < given.given_at
        and put.now < given.expires_at
    )
