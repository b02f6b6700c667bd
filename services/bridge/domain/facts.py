"""A request as facts: what a decision needs, and never whose request it is."""

from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import Text
from bridge.domain.clauses import Agreement, Clause, Country, Direction, direction_for
from bridge.domain.decisions import Decision, Person, Question, Stage
from bridge.domain.partners import Partner
from bridge.domain.policy import decide
from bridge.domain.profiles import Profile
from bridge.domain.representatives import ANSWERS_FROM

_NOBODY = "facts"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Whoever signed in, reduced to what the rules ask. `age` in years, `None` where the source has none.

    `represented` says of a child that the source names its legal representative.
    """

    assurance: Assurance
    age: int | None
    account_active: bool = True
    proofed_in_person: bool = True
    represented: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A partner of a `country` and `sector`, registered for the purpose, asks for attributes.

    `registered_attributes` is `None` for a registration that leaves them to the agreement. Without a `person`
    the question is the one at the pushed request; with one, the one after sign-in. `first_release` is when
    data first left under the instrument, `None` as if none had yet. `profile` is the one it is registered in.
    """

    purpose: str
    country: Country
    sector: str
    attributes: frozenset[str]
    registered_attributes: frozenset[str] | None = None
    person: PersonFacts | None = None
    first_release: datetime | None = None
    profile: Profile = Profile.FAPI

    @property
    def direction(self) -> Direction:
        """A partner asks only for the other country's citizens."""
        return direction_for(self.country)

    def question(self, agreement: Agreement, now: datetime) -> Question:
        """The question as this agreement would be asked it: the age of a child is the clause's to say."""
        person = self.person
        clause = agreement.clause_for(self.purpose, self.direction)
        return Question(
            purpose=self.purpose,
            direction=self.direction,
            attributes=self.attributes,
            partner=self._partner(),
            now=now,
            first_release=self.first_release,
            stage=Stage.REQUEST if person is None else Stage.SIGNED_IN,
            person=None if person is None else _reduced(person, clause),
        )

    def _partner(self) -> Partner:
        return replace(
            _PARTNER,
            profile=self.profile,
            country=self.country,
            sector=self.sector,
            purposes=frozenset({self.purpose}),
            registered_attributes=self.registered_attributes,
        )


def decide_facts(agreement: Agreement, facts: Facts, now: datetime) -> Decision:
    """The decision of the policy itself: there is no second one for trying things out."""
    return decide(agreement, facts.question(agreement, now))


def _reduced(person: PersonFacts, clause: Clause | None) -> Person:
    below = clause.child_below if clause else 0
    return Person(
        assurance=person.assurance,
        account_active=person.account_active,
        under_child_age=None if person.age is None else person.age < below,
        proofing_sensitive_allowed=person.proofed_in_person,
        represented=person.represented,
        too_young_to_answer=person.age is not None and person.age < ANSWERS_FROM,
    )


_PARTNER = Partner(
    client_id=_NOBODY,
    organisation=_NOBODY,
    profile=Profile.FAPI,
    country=Country.SG,
    sector="",
    purposes=frozenset(),
    legal_name=Text("", ""),
    dpo_contact="",
    redirect_uris=(),
    jwks=None,
    jwks_uri=None,
    client_secret_sha256=None,
    verified=False,
    registered_attributes=None,
    metadata={},
)
