"""Mutants: the rules and the guards of the flows, each broken in one way, and the checks that notice.

A row is a mutant; `test_domain_mutants` runs it and requires that every check it names fails. Nothing is
edited: the broken piece is put in place for the length of one test.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import pytest

from bridge.adapters.memory import stores
from bridge.domain import (
    agreement_parser,
    partners,
    policy,
    regimes,
    rules_consent,
    rules_person,
    rules_request,
    rules_transfer,
)
from bridge.domain import consent as consents
from bridge.domain.agreement_fields import one_of
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.clauses import Agreement, Country, Instrument
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.decisions import Permit
from bridge.domain.instruments import DataSharingDirection, last_day_to_file
from bridge.domain.representatives import ConsentFrom
from bridge.flows import consenting, deciding, dispatch, release, representing
from bridge.flows.carriers import Released
from bridge.flows.ports import StoreUnavailable
from domain import rule_checks as rules
from domain.rule_checks import Check, denied
from journeys import family_checks as families
from journeys import flow_checks as flows

Put = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One piece broken in one way. `of` names the piece, `rule` the rule it serves (1 to 7)."""

    name: str
    rule: int
    of: str
    put: Put
    caught_by: tuple[Check, ...]


def gone(module: Any, name: str) -> Put:
    """The rule lets everything pass."""
    return instead(module, name, lambda *_asked: None)


def instead(module: Any, name: str, broken: Callable[..., Any]) -> Put:
    """Another rule is asked in its place, at every stage."""
    rule = getattr(module, name)

    def put(patch: pytest.MonkeyPatch) -> None:
        swapped = {stage: _swapped(each, rule, broken) for stage, each in policy.RULES.items()}
        patch.setattr(policy, "RULES", MappingProxyType(swapped))
        patch.setattr(policy, "GATES", _swapped(rules_request.GATES, rule, broken))

    return put


def _swapped(rules_: tuple[Any, ...], rule: object, broken: object) -> tuple[Any, ...]:
    return tuple(broken if each is rule else each for each in rules_)


def piece(owner: Any, name: str, broken: object) -> Put:
    """Another function or method stands where the real one is looked up."""
    return lambda patch: patch.setattr(owner, name, broken)


def _rule(rule: int, module: Any, name: str, *noticed: str) -> Mutant:
    caught_by = tuple(partial(denied, each) for each in noticed)
    return Mutant(f"{name} lets everything pass", rule, name, gone(module, name), caught_by)


def _laxer(name: str, rule: int, of: str, put: Put, *noticed: str | Check) -> Mutant:
    caught_by = tuple(partial(denied, each) if isinstance(each, str) else each for each in noticed)
    return Mutant(name, rule, of, put, caught_by)


def _remembering() -> Callable[..., Any]:
    """A consent looked at once and kept, where it has to be locked and read anew."""
    seen: dict[str, Any] = {}
    lock = stores.MemoryConsents.lock
    return lambda self, consent_id: seen.setdefault(consent_id, lock(self, consent_id))


def _swallowing() -> Callable[..., Any]:
    append = stores.MemoryAuditLog.append

    def broken(log: Any, entry: AuditEvent) -> int:
        try:
            return append(log, entry)
        except StoreUnavailable:
            return -1

    return broken


def _silent_on_releases() -> Callable[..., Any]:
    append = stores.MemoryAuditLog.append
    return lambda log, entry: -1 if entry.event is Event.RELEASED else append(log, entry)


def _always_replaced(table: Any, old: Any, new: Any) -> bool:
    table.table.put(old.id, new)
    return True


def _permit_all(*_asked: Any, **_facts: Any) -> Permit:
    return Permit("VNSG-HEALTH-1", frozenset(flows.ASKED), ())


def _matches_but(*ignored: str) -> Callable[..., bool]:
    """The comparison of a consent with the question, blind to some of its members."""
    exact = rules_consent._is_for

    def broken(given: Consent, question: Any, clause: Any, *, digest: str) -> bool:
        fitting = {
            "principal_ref": question.principal_ref,
            "partner_id": question.partner.client_id,
            "purpose": question.purpose,
            "direction": question.direction,
            "clause": clause.id,
            "agreement_digest": digest,
            "notice_sha256": "0" * 64,
            "attributes": given.attributes & question.attributes or question.attributes,
        }
        blind = replace(given, **{name: fitting[name] for name in ignored})
        return exact(blind, question, clause, digest=digest)

    return broken


def _for_lawful_requests() -> dict[str, Any]:
    purpose = one_of(PURPOSES | {"lawful.mla_request"}, "purpose")
    purposes = agreement_parser._named(purpose, agreement_parser._PURPOSE, "a mapping of purposes")
    return {**agreement_parser._AGREEMENT, "purposes": purposes}


_DAY = timedelta(days=1)
_real_due = last_day_to_file

MUTANTS: Final[tuple[Mutant, ...]] = (
    # Rule 1: consent, to exactly this
    _rule(1, rules_consent, "require_consent", "no consent"),
    _rule(1, rules_consent, "require_matching_consent", "a consent to another partner"),
    _rule(1, rules_consent, "require_unused_consent", "a used consent", "a consent with no use left"),
    _rule(1, rules_consent, "require_consent_in_force", "a consent that ends now", "a consent given back"),
    _laxer(
        "a consent to anybody counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("partner_id")), "a consent to another partner",
    ),
    _laxer(
        "a consent to any purpose counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("purpose")), "a consent to another purpose",
    ),
    _laxer(
        "anybody's consent counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("principal_ref")), "another's consent",
        "nobody's consent",
    ),
    _laxer(
        "a consent that read nothing counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("notice_sha256")), "a consent on no notice",
    ),
    _laxer(
        "a consent for either way counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("direction")), "a consent for the way back",
    ),
    _laxer(
        "a consent under any clause counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("clause")), "a consent under another clause",
    ),
    _laxer(
        "a consent to nothing counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("attributes")), "a consent to nothing",
    ),
    _laxer(
        "a consent to other words counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("agreement_digest")), "a consent under other words",
    ),
    _laxer(
        "a consent to more than was asked counts", 1, "require_matching_consent",
        piece(rules_consent, "_is_for", _matches_but("attributes")), "a consent to more than was asked",
    ),
    _laxer(
        "a consent holds a moment longer", 1, "Consent.is_in_force",
        piece(Consent, "is_in_force", lambda c, at: c.state is ConsentState.GIVEN and c.given_at <= at
              <= c.expires_at),
        "a consent that ends now",
    ),
    _laxer(
        "a consent holds before it was given", 1, "Consent.is_in_force",
        piece(Consent, "is_in_force", lambda c, at: c.state is ConsentState.GIVEN and at < c.expires_at),
        "a consent that begins later",
    ),
    _laxer(
        "a consent is in force in any state", 1, "Consent.is_in_force",
        piece(Consent, "is_in_force", lambda c, at: c.given_at <= at < c.expires_at),
        "a consent given back",
    ),
    _laxer(
        "a use is not counted", 1, "Consent.used_once", piece(Consent, "used_once", lambda c: c),
        flows.every_release_is_counted,
    ),
    _laxer(
        "what was not offered can be ticked", 1, "give",
        piece(consents, "answer_to", lambda offer, agreed: frozenset(agreed)),
        flows.what_was_not_offered_cannot_be_ticked,
    ),
    _laxer(
        "a transition does not look at the version", 1, "Transactions.replace",
        piece(stores.MemoryTransactions, "replace", _always_replaced), flows.an_answer_counts_once,
    ),
    # Rule 2: no more than asked, agreed on, registered and consented to
    _rule(2, rules_request, "require_known_purpose", "an unknown purpose"),
    _rule(2, rules_request, "require_known_attributes", "nothing asked for", "an unknown attribute"),
    _rule(2, rules_request, "require_registered_purpose", "another's purpose"),
    _rule(2, rules_request, "require_what_it_is_made_of", "a summary without its parts"),
    _rule(2, rules_request, "require_attributes_in_purpose", "one attribute too many"),
    _rule(2, rules_request, "require_registered_attributes", "more than registered"),
    _rule(2, rules_request, "require_covered_sector", "another sector"),
    _rule(2, rules_request, "require_allowed_profile", "bearer tokens"),
    _laxer(
        "one purpose that allows bearer tokens is enough", 2, "require_allowed_profile",
        instead(
            rules_request, "require_allowed_profile",
            lambda agreement, question, clause: None if clause.baseline_allowed
            else rules_request.baseline_denial(agreement, question.partner),
        ),
        "bearer tokens for one purpose of two",
    ),
    _laxer(
        "a release is not cut to the consent", 2, "_permitted",
        piece(policy, "_permitted", lambda question, clause: question.attributes & clause.attributes),
        rules.a_release_is_cut_to_the_consent,
    ),
    _laxer(
        "a permit is not cut to the clause", 2, "_permitted",
        piece(policy, "_permitted", lambda question, clause: question.attributes),
        rules.a_permit_is_cut_to_clause_and_registration_whatever_the_rules_let_pass,
    ),
    _laxer(
        "a permit is not cut to the registration", 2, "_permitted",
        piece(policy, "_permitted", lambda question, clause: question.attributes & clause.attributes),
        rules.a_permit_is_cut_to_clause_and_registration_whatever_the_rules_let_pass,
    ),
    _laxer(
        "a permit forgets the terms", 2, "_conditions",
        piece(policy, "_conditions", lambda question, clause: ()),
        rules.a_permit_names_the_clauses_terms,
    ),
    _laxer(
        "values are handed on uncut", 2, "Released.cut_to", piece(Released, "cut_to", lambda v, claims: v),
        flows.what_was_not_ticked_does_not_leave,
    ),
    # Rule 3: across the border by both laws
    _rule(3, rules_request, "require_covered_direction", "its own citizens"),
    _rule(3, rules_request, "require_agreement_not_suspended", "a suspended agreement"),
    _rule(3, rules_request, "require_agreement_in_force", "the day it ends", "the day before it begins"),
    _rule(3, rules_transfer, "require_transfer_instrument", "no instrument", "an instrument that ends today"),
    _rule(3, rules_transfer, "require_written_summary", "consent without its summary"),
    _rule(3, rules_transfer, "require_filed_dossier", "day 61 without a dossier"),
    _rule(3, rules_transfer, "require_data_sharing_direction", "an agency without a direction"),
    _laxer(
        "the agreement holds a day longer", 3, "Agreement.in_force",
        piece(Agreement, "in_force", lambda a, on: a.in_force_from <= on <= a.in_force_until),
        "the day it ends",
    ),
    _laxer(
        "the agreement holds before its first day", 3, "Agreement.in_force",
        piece(Agreement, "in_force", lambda a, on: on < a.in_force_until), "the day before it begins",
    ),
    _laxer(
        "an instrument holds a day longer", 3, "Instrument.in_force",
        piece(Instrument, "in_force", lambda i, on: i.in_force_from <= on <= i.in_force_until),
        "an instrument that ends today",
    ),
    _laxer(
        "the days of the dossier are 61", 3, "last_day_to_file",
        piece(rules_transfer, "last_day_to_file", lambda first: _real_due(first) + _DAY),
        "day 61 without a dossier",
    ),
    _laxer(
        "the days of the dossier are 59", 3, "last_day_to_file",
        piece(rules_transfer, "last_day_to_file", lambda first: _real_due(first) - _DAY),
        rules.what_is_lawful_is_permitted,
    ),
    _laxer(
        "a dossier counts before it is filed", 3, "Instrument.dossier_filed",
        piece(Instrument, "dossier_filed", lambda i, on: i.impact_dossier is not None),
        "a dossier filed tomorrow",
    ),
    _laxer(
        "an exemption is not heard", 3, "Instrument.needs_dossier",
        piece(Instrument, "needs_dossier", True), rules.what_is_lawful_is_permitted,
    ),
    _laxer(
        "nobody needs a dossier", 3, "Instrument.needs_dossier",
        piece(Instrument, "needs_dossier", False), "day 61 without a dossier",
    ),
    _laxer(
        "the first release is forgotten", 3, "remember_release",
        piece(release, "remember_release", lambda *_a, **_k: None),
        flows.the_days_begin_with_the_first_release,
    ),
    _laxer(
        "the first release is not looked up", 3, "first_release",
        piece(stores.MemoryFacts, "get", lambda facts, name: None),
        flows.the_days_begin_with_the_first_release,
    ),
    _laxer(
        "a direction covers every purpose", 3, "DataSharingDirection.covers",
        piece(DataSharingDirection, "covers", lambda d, purpose, sector, on: sector in d.sectors),
        "a direction for other purposes",
    ),
    _laxer(
        "a direction covers every recipient", 3, "DataSharingDirection.covers",
        piece(DataSharingDirection, "covers", lambda d, purpose, sector, on: purpose in d.purposes),
        "a direction for other recipients", "a direction that ends today",
    ),
    _laxer(
        "no agency holds anything", 3, "held_by_agency",
        piece(rules_transfer, "held_by_agency", lambda exporter: frozenset()),
        "an agency without a direction",
    ),
    _laxer(
        "the laxer retention holds", 3, "stricter_retention",
        piece(regimes, "stricter_retention", lambda durations: max(durations, key=regimes._minutes)),
        rules.the_stricter_terms_hold,
    ),
    _laxer(
        "the laxer age holds", 3, "stricter_child_age", piece(regimes, "stricter_child_age", min),
        rules.the_stricter_terms_hold,
    ),
    _laxer(
        "the first country's terms hold", 3, "stricter",
        piece(agreement_parser, "stricter", lambda by_regime: by_regime[Country.VN]),
        rules.the_stricter_terms_hold,
    ),
    # Rule 4: withdrawn means over
    _rule(4, rules_consent, "require_consent_not_withdrawn", "a withdrawn consent"),
    _laxer(
        "the consent is not read again under its lock", 4, "Consents.lock",
        lambda patch: patch.setattr(stores.MemoryConsents, "lock", _remembering()),
        flows.a_withdrawn_consent_releases_nothing,
    ),
    _laxer(
        "a release is not decided again", 4, "Release", piece(release, "decide", _permit_all),
        flows.the_release_is_decided_again,
    ),
    # Rule 5: who signed in
    _rule(5, rules_person, "require_active_account", "a locked account", "nobody"),
    _rule(5, rules_person, "require_minimum_assurance", "a level too low"),
    _rule(5, rules_person, "require_proofing_for_sensitive", "an account nobody proofed"),
    _rule(5, rules_person, "require_known_age", "an unknown age"),
    _rule(5, rules_person, "require_known_representative", "a child"),
    _rule(
        5, rules_consent, "require_representatives_consent", "a child's own consent",
        "a child that represents itself",
    ),
    _rule(
        5, rules_consent, "require_childs_own_consent", "a representative's consent over the child's head"
    ),
    _laxer(
        "an answer is not decided again", 5, "Consenting.approve",
        piece(consenting, "decide_signed_in", _permit_all), flows.the_answer_is_decided_again,
    ),
    _laxer(
        "a child is asked as a citizen is", 5, "consent_from",
        piece(deciding, "consent_from", lambda person: ConsentFrom.CITIZEN),
        families.a_child_and_its_representative_both_agree,
        families.under_seven_the_representative_alone_agrees,
    ),
    _laxer(
        "a child's yes is the last word", 5, "next_step",
        piece(dispatch, "_next_answer", lambda transaction: dispatch.Step.ASK_CONSENT),
        families.a_child_and_its_representative_both_agree,
    ),
    _laxer(
        "the representative is asked before the child", 5, "next_step",
        piece(dispatch, "_next_answer", lambda transaction: dispatch.Step.ASK_REPRESENTATIVE
              if transaction.representative else dispatch.Step.SIGN_IN_REPRESENTATIVE),
        families.a_child_and_its_representative_both_agree,
    ),
    _laxer(
        "under seven a child is asked too", 5, "consent_from",
        piece(deciding, "consent_from", lambda person: ConsentFrom.CHILD_AND_REPRESENTATIVE),
        families.under_seven_the_representative_alone_agrees,
    ),
    _laxer(
        "a representative need not sign in", 5, "next_step",
        piece(dispatch, "_next_answer", lambda transaction: dispatch.Step.ASK_REPRESENTATIVE
              if transaction.child_answer else dispatch.Step.ASK_CHILD),
        families.a_child_and_its_representative_both_agree,
    ),
    _laxer(
        "anybody may represent a child", 5, "Representing",
        piece(representing.Representing, "_unfit", lambda *_found: None),
        families.nobody_else_represents_a_child,
        families.a_child_does_not_represent_itself,
        families.nobody_under_eighteen_represents_a_child,
        families.a_representative_signs_in_as_strongly_as_the_clause_asks,
    ),
    _laxer(
        "a child may represent itself", 5, "Representing",
        piece(representing.Representing, "_principal", lambda *_found: "another"),
        families.a_child_does_not_represent_itself,
    ),
    _laxer(
        "a representative may be seventeen", 5, "Representing", piece(representing, "OF_AGE", 17),
        families.nobody_under_eighteen_represents_a_child,
    ),
    _laxer(
        "a representative may sign in as it likes", 5, "Representing",
        piece(representing, "required_assurance", lambda *_asked: Assurance.LOW),
        families.a_representative_signs_in_as_strongly_as_the_clause_asks,
    ),
    _laxer(
        "a session from before represents a child", 5, "Representing",
        piece(representing, "require_fresh", lambda *_a, **_k: None),
        families.an_earlier_sign_in_represents_nobody,
    ),
    _laxer(
        "a fourth may try", 5, "Representing", piece(representing, "MOST_FAILURES", 4),
        families.three_wrong_sign_ins_end_it,
    ),
    _laxer(
        "two may try", 5, "Representing", piece(representing, "MOST_FAILURES", 2),
        families.three_wrong_sign_ins_end_it,
    ),
    _laxer(
        "what a child keeps back stays in the seal", 5, "Consenting.approve",
        piece(Released, "cut_to", lambda v, claims: v),
        families.what_a_child_keeps_back_is_shown_to_nobody,
    ),
    # Rule 6: lawful requests are elsewhere
    _laxer(
        "a lawful request is a purpose like others", 6, "require_known_purpose",
        gone(rules_request, "require_known_purpose"), "a lawful request",
    ),
    _laxer(
        "a partner registers for lawful requests", 6, "parse_partner",
        piece(partners, "PURPOSES", PURPOSES | {"lawful.mla_request"}),
        rules.nobody_registers_for_a_lawful_request,
    ),
    _laxer(
        "an agreement is for lawful requests too", 6, "parse_agreement",
        piece(agreement_parser, "_AGREEMENT", _for_lawful_requests()),
        rules.no_agreement_serves_a_lawful_request,
    ),
    # Rule 7: recorded, or it does not leave
    _laxer(
        "a failing log is passed over", 7, "AuditLog.append",
        lambda patch: patch.setattr(stores.MemoryAuditLog, "append", _swallowing()),
        flows.what_cannot_be_recorded_does_not_leave,
    ),
    _laxer(
        "a release is not recorded", 7, "AuditLog.append",
        lambda patch: patch.setattr(stores.MemoryAuditLog, "append", _silent_on_releases()),
        flows.a_release_is_in_the_log,
    ),
)  # fmt: skip
