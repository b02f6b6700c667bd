"""What would flip: the same requests decided under two versions of the agreement."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Agreement, Country
from bridge.domain.decisions import Decision, Deny
from bridge.domain.facts import Facts, PersonFacts, decide_facts
from bridge.domain.profiles import Profile
from bridge.domain.representatives import ANSWERS_FROM

_ADULT = 30
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Change(StrEnum):
    """How an answer differs. A refusal for another reason is the same answer."""

    NOW_REFUSED = "now_refused"
    NOW_PERMITTED = "now_permitted"
    OTHER_TERMS = "other_terms"


@dataclass(frozen=True, slots=True)
class Flip:
    """One request that is answered differently. `terms` are those in which two permits differ, by name."""

    facts: Facts
    before: Decision
    after: Decision
    terms: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """Which of the three it is."""
        if isinstance(self.after, Deny):
            return Change.NOW_REFUSED
        return Change.NOW_PERMITTED if isinstance(self.before, Deny) else Change.OTHER_TERMS


def flips(old: Agreement, new: Agreement, requests: Iterable[Facts], *, now: datetime) -> Iterator[Flip]:
    """Every request whose answer differs, in the order of `requests`, both agreements taken at `now`.

    A permit differs by its terms, not by the name of its clause or instrument.
    """
    for facts in requests:
        before, after = decide_facts(old, facts, now), decide_facts(new, facts, now)
        was, becomes = _terms(old, facts, before), _terms(new, facts, after)
        if was != becomes:
            both = was and becomes
            differ = (name for name in {**was, **becomes} if was.get(name) != becomes.get(name))
            yield Flip(facts, before, after, tuple(differ) if both else ())


def synthetic_requests(*agreements: Agreement) -> Iterator[Facts]:
    """Every request that these agreements could tell apart, within reason.

    Each purpose from both countries and by every sector; each attribute alone, what is mandatory, and all a
    clause has; before sign-in, and signed in at each assurance, on either side of each age limit, a child
    with a representative and without, proofed in person and not. What is mandatory also by the baseline,
    and as if data had first left long ago. What no agreement decides about (a locked account) is left out.
    """
    persons = _persons(agreements)
    for purpose, country in product(sorted(_purposes(agreements)), Country):
        covered = _sectors(purpose, agreements)
        for sector, asked in product(sorted(SECTORS), _selections(purpose, agreements)):
            # Where no clause is for such an organisation, whoever signs in changes nothing.
            for person in (None, *persons) if sector in covered else (None,):
                yield Facts(purpose, country, sector, asked, person=person)
    yield from dict.fromkeys(facts for agreement in agreements for facts in _otherwise(agreement))


def _otherwise(agreement: Agreement) -> Iterator[Facts]:
    """By the other profile; and after a dossier was due, for it is missed only once its days are over."""
    for clause in agreement.clauses:
        importer, asked = clause.direction.importer, frozenset(clause.mandatory) or clause.attributes
        for sector in sorted(clause.sectors):
            yield Facts(clause.purpose, importer, sector, asked, profile=Profile.BASELINE)
            yield Facts(clause.purpose, importer, sector, asked, first_release=_LONG_AGO)


def _purposes(agreements: Iterable[Agreement]) -> frozenset[str]:
    return frozenset(purpose for agreement in agreements for purpose in agreement.purposes)


def _sectors(purpose: str, agreements: Iterable[Agreement]) -> frozenset[str]:
    clauses = (clause for each in agreements for clause in each.clauses if clause.purpose == purpose)
    return frozenset(sector for clause in clauses for sector in clause.sectors)


def _selections(purpose: str, agreements: Iterable[Agreement]) -> list[frozenset[str]]:
    clauses = [clause for each in agreements for clause in each.clauses if clause.purpose == purpose]
    alone = [frozenset({name, *ATTRIBUTES[name].made_of}) for name in sorted(REQUESTABLE)]
    together = {clause.attributes for clause in clauses} | {frozenset(clause.mandatory) for clause in clauses}
    return [*alone, *sorted((each for each in together if len(each) > 1), key=sorted)]


def _persons(agreements: Iterable[Agreement]) -> list[PersonFacts]:
    limits = {clause.child_below for agreement in agreements for clause in agreement.clauses} - {0}
    ages = sorted({age for limit in limits for age in (limit - 1, limit)} | {_ADULT})
    # The age from which a child answers too is the law's own, and matters to no other child.
    children = sorted(
        {age for age in {*ages, ANSWERS_FROM - 1, ANSWERS_FROM} if age < max(limits, default=0)}
    )
    who = [*((age, False) for age in ages), *((age, True) for age in children)]
    return [
        PersonFacts(assurance, age, proofed_in_person=in_person, represented=represented)
        for assurance, (age, represented), in_person in product(Assurance, who, (True, False))
    ]


def _terms(agreement: Agreement, facts: Facts, decision: Decision) -> Mapping[str, object]:
    """What a permit means for citizen and partner, by name; nothing for a denial."""
    clause = agreement.clause_for(facts.purpose, facts.direction)
    if isinstance(decision, Deny) or clause is None:
        return {}
    instrument = agreement.instruments[clause.instrument]
    conditions = (condition.partition(":") for condition in decision.conditions)
    return {
        "attributes": decision.attributes,
        # What the citizen can send or keep back, and what goes with every yes.
        "mandatory": decision.attributes & frozenset(clause.mandatory),
        **{name: value for name, _, value in conditions},
        "legal_basis": dict(clause.legal_basis),
        "instrument_kind": instrument.kind,
        "exemption": instrument.exemption,
        "written_summary": clause.written_summary,
    }
