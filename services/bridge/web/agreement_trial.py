"""A request tried on the agreement's page: what was entered, and the answer in sentences."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bridge.domain.advice import NotNeeded, spare_attributes
from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.calendar_days import day_in
from bridge.domain.calendar_words import day_words
from bridge.domain.clauses import Agreement
from bridge.domain.decisions import Deny
from bridge.domain.explanations import explanation
from bridge.domain.facts import Facts, decide_facts
from bridge.domain.representatives import ANSWERS_FROM, ConsentFrom, consent_from
from bridge.domain.written_facts import read_facts
from bridge.web.agreement_words import ASSURANCE, labels, what_would_pass
from eid_kit.oauth import parameters

LISTS: Final = ("attribute",)
_NUMBER: Final = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Entered:
    """What the form holds, as it was sent: words that may mean nothing. `asked` once it was sent at all."""

    asked: bool
    purpose: str
    country: str
    sector: str
    attributes: tuple[str, ...]
    assurance: str
    age: str
    represented: bool
    profile: str

    @classmethod
    def of_query(cls, query: bytes) -> "Entered":
        """The form of an address. Raises `InvalidRequest` where a parameter is repeated or malformed."""
        single, lists = parameters.parse_form_with_lists(query, lists=LISTS)
        return cls(
            asked="purpose" in single,
            purpose=single.get("purpose", ""),
            country=single.get("country", "SG"),
            sector=single.get("sector", "health"),
            attributes=lists["attribute"],
            assurance=single.get("assurance", ""),
            age=single.get("age", ""),
            represented=single.get("represented") == "yes",
            profile=single.get("profile", "fapi"),
        )

    def facts(self) -> Facts:
        """The facts that were entered; without assurance nobody signed in. Raises `UnreadableFacts`."""
        document: dict[str, Any] = {
            "purpose": self.purpose,
            "country": self.country,
            "sector": self.sector,
            "attributes": list(self.attributes),
            "profile": self.profile,
        }
        if self.assurance:
            age = int(self.age) if _NUMBER.fullmatch(self.age) else self.age or None
            person = {"assurance": self.assurance, "age": age, "represented": self.represented}
            document["person"] = person
        return read_facts(document)


@dataclass(frozen=True, slots=True)
class Answer:
    """The policy's answer in one language. A denial has `reason`, `remedy` and `partner_is_told`.

    `first_release` is the day that the days of a dossier are counted from, where there is one.
    """

    is_permitted: bool
    signed_in: bool
    clause: str | None
    sentence: str
    attribute: str
    remedy: str
    partner_is_told: bool
    reason: str
    released: str
    optional: str
    never: str
    instead: tuple[tuple[str, str], ...]
    assurance: str
    child_below: int
    answers_from: int
    consent_from: ConsentFrom
    first_release: str


def answer_to(facts: Facts, agreement: Agreement, *, now: datetime, language: str) -> Answer:
    """What the policy says to these facts at this moment."""
    decision = decide_facts(agreement, facts, now)
    deny = decision if isinstance(decision, Deny) else None
    clause = agreement.clause_for(facts.purpose, facts.direction)
    spare = spare_attributes(agreement, facts)
    return Answer(
        is_permitted=deny is None,
        signed_in=facts.person is not None,
        clause=decision.clause,
        sentence=explanation(deny.reason).in_(language) if deny else "",
        attribute=labels([deny.attribute], language) if deny and deny.attribute else "",
        remedy=what_would_pass(agreement, facts, deny, language=language) if deny else "",
        partner_is_told=deny is not None and not deny.person_dependent,
        reason=str(deny.reason) if deny else "",
        released="" if isinstance(decision, Deny) else labels(_in_order(decision.attributes), language),
        optional=labels([s.attribute for s in spare if s.because is NotNeeded.OPTIONAL], language),
        never=labels([s.attribute for s in spare if s.because is NotNeeded.NEVER], language),
        instead=tuple(
            (labels([s.instead], language), labels([s.attribute], language)) for s in spare if s.instead
        ),
        assurance=ASSURANCE[clause.minimum_assurance].in_(language) if clause else "",
        child_below=clause.child_below if clause else 0,
        answers_from=ANSWERS_FROM,
        consent_from=_whose_consent(facts, agreement, now),
        first_release=_first_release(facts, language),
    )


def _whose_consent(facts: Facts, agreement: Agreement, now: datetime) -> ConsentFrom:
    person = facts.question(agreement, now).person
    return ConsentFrom.CITIZEN if person is None else consent_from(person)


def _first_release(facts: Facts, language: str) -> str:
    if facts.first_release is None:
        return ""
    return day_words(day_in(facts.direction.exporter, facts.first_release), language)


def _in_order(attributes: frozenset[str]) -> list[str]:
    """In the order in which every table has them."""
    return [claim for claim in ATTRIBUTES if claim in attributes]
