"""Any sequence of requests, sign-ins, answers, releases, withdrawals, changes of the agreement and of time.

The machine drives the real flows, children and their representatives, the operator, and the parties' signed
statements among them. What it compares them with is `domain.seven_rules`, which restates the
rules from the laws, and its own book of who agreed to what.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from bridge.domain.agreement import Agreement, Country, Direction
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES, REQUESTABLE
from bridge.domain.audit_events import Event
from bridge.domain.clauses import Suspension
from bridge.domain.consent import Consent, ConsentState, InvalidAnswer
from bridge.domain.instruments import Exemption
from bridge.domain.partners import Partner
from bridge.domain.policy import Person, Question, Stage
from bridge.domain.representatives import ConsentFrom
from bridge.domain.subjects import principal_ref
from bridge.flows.consenting import Approved
from bridge.flows.ending import Lost
from bridge.flows.own_records import NoSuchRecord
from bridge.flows.shown import Shown
from bridge.flows.transaction import State, Transaction
from bridge.flows.upstream import Identity
from domain.any_question import whole_agreements
from domain.samples import ADULT, AGREEMENT, HOSPITAL, NOON
from domain.seven_rules import may_leave
from eid_kit.oauth.errors import InvalidRequest, OAuthError
from journeys.family_checks import MOTHER
from journeys.flows_in_memory import PROVIDER, REFERENCE_KEY, FlowsInMemory
from journeys.parties import PARTIES, lift, say, suspension

PARTNERS = tuple(
    replace(
        HOSPITAL,
        client_id=f"{sector}-{country}",
        organisation=f"{sector}-{country}",
        country=country,
        sector=sector,
        purposes=frozenset(purpose for purpose in PURPOSES if purpose.startswith(sector)),
    )
    for country in Country
    for sector in ("health", "education", "tourism")
)
HOSPITALS = tuple(each for each in PARTNERS if each.sector == "health")
PERSONS = st.builds(
    replace,
    st.just(ADULT),
    assurance=st.sampled_from([*Assurance, Assurance.HIGH, Assurance.HIGH]),
    under_child_age=st.sampled_from([False, False, False, True, None]),
    proofing_sensitive_allowed=st.sampled_from([True, True, False]),
    represented=st.booleans(),
)
MOVES = st.sampled_from(
    [timedelta(seconds=1), timedelta(seconds=59), timedelta(minutes=5), timedelta(days=61)]
)


CITIZENS = tuple(principal_ref(REFERENCE_KEY, PROVIDER, name) for name in ("one", "other"))
# Whoever may sit down at the device after a child: the one whom the source names, and those who will not do.
ADULTS = st.sampled_from(
    [
        MOTHER,
        MOTHER,
        replace(MOTHER, subject="neighbour", is_awaited=False),
        replace(MOTHER, subject="one"),
        replace(MOTHER, birthdate="2010-01-01"),
        replace(MOTHER, assurance=Assurance.SUBSTANTIAL),
    ]
)


@dataclass(slots=True)
class Journey:
    """One request, and all that somebody allowed of it. `waiting` is for a child's representative."""

    partner: Partner
    asked: Transaction
    person: Person | None = None
    s1: str = ""
    shown: Shown | None = None
    code: str = ""
    token: str = ""
    agreed: frozenset[str] = frozenset()
    who: str = CITIZENS[0]
    waiting: Transaction | None = None
    child_let_go: frozenset[str] | None = None
    represented_by: Identity | None = None


class RulesMachine(RuleBasedStateMachine):
    """Nothing is released that the seven rules of that moment do not permit."""

    journeys: Any = Bundle("journeys")
    tokens: Any = Bundle("tokens")

    @initialize(targets=(journeys, tokens), filed=st.booleans())
    def start(self, *, filed: bool) -> Any:
        """A token each way, so that a few steps suffice for a release."""
        agreement = AGREEMENT if filed else _unfiled(AGREEMENT, NOON.date())
        self.flows = FlowsInMemory(agreement, NOON, PARTIES)
        self.suspended: list[str] = []
        self.first: dict[str, Any] = {}
        self.serial = 0
        self.released = 0
        self.allowed: dict[str, int] = {}
        held = (self._honest(hospital, "health.patient_summary") for hospital in HOSPITALS)
        return multiple(*(journey for journey in held if journey is not None))

    def teardown(self) -> None:
        event(f"released {'nothing' if not self.released else 'something'}")

    @rule(target=journeys, partner=st.sampled_from(PARTNERS), data=st.data())
    def push(self, partner: Partner, data: Any) -> Any:
        purpose = data.draw(st.sampled_from(sorted(partner.purposes)))
        way = Direction.VN_TO_SG if partner.country is Country.SG else Direction.SG_TO_VN
        clause = self.flows.agreement.clause_for(purpose, way)
        within = sorted(clause.attributes) if clause else ["name"]
        fits = st.frozensets(st.sampled_from(within), min_size=1)
        anything = st.frozensets(st.sampled_from(sorted(REQUESTABLE)), min_size=1, max_size=4)
        wanted = data.draw(st.one_of(fits, fits, fits, anything))
        journey = self._pushed(partner, purpose, way, wanted=wanted)
        return multiple() if journey is None else journey

    def _pushed(
        self, partner: Partner, purpose: str, way: Direction, *, wanted: frozenset[str]
    ) -> Journey | None:
        lawful = may_leave(self._known(), self._question(partner, purpose, way, wanted))
        try:
            asked = self.flows.push(partner, purpose, wanted)
        except OAuthError:
            assert not lawful, "a lawful request was refused"
            return None
        assert lawful == wanted
        return Journey(partner, asked)

    @rule(targets=(journeys, tokens), partner=st.sampled_from(PARTNERS), data=st.data())
    def come_as_far_as_a_token(self, partner: Partner, data: Any) -> Any:
        """The steps that honest people take, so that the others meet tokens and not only requests."""
        purpose = data.draw(st.sampled_from(sorted(partner.purposes)))
        return self._as_far_as_asked(self._honest(partner, purpose), data)

    def _honest(self, partner: Partner, purpose: str, person: Person = ADULT) -> Journey | None:
        way = Direction.VN_TO_SG if partner.country is Country.SG else Direction.SG_TO_VN
        clause = self.flows.agreement.clause_for(purpose, way)
        if clause is None:
            return None
        journey = self._pushed(partner, purpose, way, wanted=clause.attributes)
        if journey is None:
            return None
        self._sign_in(journey, person)
        self._approve(journey, frozenset())
        if journey.waiting is not None:
            self._represent(journey, MOTHER)
            self._approve(journey, frozenset())
        self._redeem(journey)
        return journey

    @rule(journey=journeys, person=PERSONS, who=st.sampled_from(CITIZENS))
    def sign_in(self, journey: Journey, person: Person, who: str) -> None:
        self._sign_in(journey, person, who)

    def _sign_in(self, journey: Journey, person: Person, who: str = CITIZENS[0]) -> None:
        request = journey.asked.request
        if journey.person is not None or not journey.asked.is_live(self.flows.now):
            return
        lawful = may_leave(self._known(), self._about(journey, Stage.SIGNED_IN, person, None))
        after, journey.s1 = self.flows.sign_in(
            journey.asked, journey.partner, person, principal=who, held=request.attributes
        )
        journey.person, journey.who = person, who
        if after.state is not State.DECIDED:
            assert not lawful, "somebody who may was turned away"
            return
        assert set(after.permitted or ()) == lawful
        if after.consent_from is ConsentFrom.REPRESENTATIVE:
            journey.waiting = after
        else:
            journey.shown = self._shown(journey, after)

    def _shown(self, journey: Journey, decided: Transaction) -> Shown | None:
        try:
            return self.flows.show(decided, journey.partner, journey.s1)
        except InvalidRequest:
            return None  # the parties left the clause out meanwhile: there is nothing to ask about

    @rule(journey=journeys, adult=ADULTS)
    def represent(self, journey: Journey, adult: Identity) -> None:
        """The device changes hands, and somebody signs in for a child."""
        self._represent(journey, adult)

    def _represent(self, journey: Journey, adult: Identity) -> None:
        if (waiting := journey.waiting) is None or not waiting.is_live(self.flows.now):
            return
        adult = replace(adult, auth_time=self.flows.now)
        home = self.flows.represent(waiting, journey.partner, journey.s1, adult=adult)
        journey.s1, journey.waiting = home.s1, home.transaction
        if home.transaction.state is State.REFUSED:
            journey.waiting = None
        elif home.transaction.representative is not None:
            assert self._may_represent(journey, adult), "somebody who may not represents a child"
            journey.represented_by, journey.waiting = adult, None
            journey.shown = self._shown(journey, home.transaction)

    def _may_represent(self, journey: Journey, adult: Identity) -> bool:
        request = journey.asked.request
        clause = self.flows.agreement.clause_for(request.purpose, request.direction)
        return (
            adult.is_awaited
            and principal_ref(REFERENCE_KEY, adult.issuer, adult.subject) != journey.who
            and adult.birthdate == MOTHER.birthdate
            and (clause is None or adult.assurance >= clause.minimum_assurance)
        )

    @rule(
        targets=(journeys, tokens), partner=st.sampled_from(PARTNERS), too_young=st.booleans(), data=st.data()
    )
    def a_child_comes_as_far_as_a_token(self, partner: Partner, too_young: bool, data: Any) -> Any:
        """A child and its mother, who agree to whatever is mandatory."""
        purpose = data.draw(st.sampled_from(sorted(partner.purposes)))
        child = replace(ADULT, under_child_age=True, represented=True, too_young_to_answer=too_young)
        return self._as_far_as_asked(self._honest(partner, purpose, child), data)

    def _as_far_as_asked(self, journey: Journey | None, data: Any) -> Any:
        """Half of them ask for the values at once: of ten random steps hardly one would."""
        if journey is None:
            return multiple()
        if data.draw(st.booleans()):
            self._userinfo(journey, journey.partner)
        return journey

    @rule(journey=journeys, data=st.data())
    def approve(self, journey: Journey, data: Any) -> None:
        if (shown := journey.shown) is None:
            return
        optional = sorted(shown.offer.optional)
        ticks = st.frozensets(st.sampled_from(optional)) if optional else st.just(frozenset())
        self._approve(journey, data.draw(ticks))

    def _approve(self, journey: Journey, ticked: frozenset[str]) -> None:
        if (shown := journey.shown) is None:
            return
        lawful = may_leave(self._known(), self._about(journey, Stage.SIGNED_IN, journey.person, None))
        try:
            outcome = self.flows.approve(shown, ticked, journey.s1)
        except (Lost, InvalidAnswer, OAuthError):
            return
        yes = shown.offer.mandatory | ticked
        if isinstance(outcome, Approved):
            assert journey.person is not None
            self._require_all_asked(journey, journey.person, yes)
            assert lawful, "a code for what no rule permits"
            assert not journey.agreed, "answered twice"
            journey.agreed, journey.code = yes, outcome.code
            given = self._consent(journey)
            assert given is not None
            self.allowed[given.id] = shown.clause.userinfo_calls
        elif outcome.state is State.DECIDED:
            assert journey.child_let_go is None, "a child was asked twice"
            journey.shown, journey.waiting, journey.child_let_go = None, outcome, yes

    def _require_all_asked(self, journey: Journey, person: Person, yes: frozenset[str]) -> None:
        """PDPL article 24: of a child, a representative's yes, and from 7 on its own to all of it."""
        if person.under_child_age is not True:
            return
        assert journey.represented_by is not None, "a child's own yes was enough"
        if not person.too_young_to_answer:
            assert journey.child_let_go is not None, "a child was not asked"
            assert yes <= journey.child_let_go, "more than a child let go"

    @rule(journey=journeys)
    def refuse(self, journey: Journey) -> None:
        if journey.shown is None:
            return
        try:
            self.flows.refuse(journey.shown)
        except Lost:
            return
        assert not journey.agreed, "a no after a yes"

    @rule(journey=journeys)
    def redeem(self, journey: Journey) -> None:
        self._redeem(journey)

    def _redeem(self, journey: Journey) -> None:
        try:
            token = self.flows.redeem(journey.partner, journey.code)
        except OAuthError:
            return
        assert journey.agreed
        assert not journey.token, "a code was spent twice"
        journey.token = token

    @rule(journey=tokens)
    def userinfo(self, journey: Journey) -> None:
        self._userinfo(journey, journey.partner)

    @rule(journey=tokens, other=journeys)
    def userinfo_by_another(self, journey: Journey, other: Journey) -> None:
        self._userinfo(journey, other.partner)

    def _userinfo(self, journey: Journey, partner: Partner) -> None:
        if not journey.token:
            return
        given = self._consent(journey)
        lawful = may_leave(self._known(), self._about(journey, Stage.RELEASE, journey.person, given))
        try:
            answer = self.flows.userinfo(partner, journey.token)
        except OAuthError:
            return
        assert partner.client_id == journey.partner.client_id, "a token served another partner"
        released = set(answer.released.claims) & REQUESTABLE
        assert released <= lawful, "released what no rule permits"
        assert released == journey.agreed
        self.first.setdefault(self._instrument(journey), self.flows.now)
        self.released += 1

    @rule(journey=tokens)
    def give_back(self, journey: Journey) -> None:
        if journey.token:
            self.flows.revoke(journey.partner, journey.token)

    @rule(journey=tokens)
    def withdraw(self, journey: Journey) -> None:
        given = self._consent(journey)
        if given is None:
            return
        self.flows.withdraw(given.principal_ref, given.id)
        after = self._consent(journey)
        assert after is not None
        assert after.state is ConsentState.WITHDRAWN, "a withdrawal that took nothing back"

    @rule(journey=tokens)
    def withdraw_anothers(self, journey: Journey) -> None:
        given = self._consent(journey)
        if given is None:
            return
        (other,) = set(CITIZENS) - {given.principal_ref}
        try:
            self.flows.withdraw(other, given.id)
        except NoSuchRecord:
            assert self._consent(journey) == given
            return
        # MOTHER may have the very subject of the other citizen: then it answered, and may take it back.
        assert given.representative_ref == other, "somebody took back another's consent"

    @rule(journey=tokens)
    def end_by_operator(self, journey: Journey) -> None:
        given = self._consent(journey)
        if given is None:
            return
        self.flows.revoke_by_operator(given.id)
        after = self._consent(journey)
        assert after is not None
        assert after.state in {ConsentState.WITHDRAWN, ConsentState.REVOKED}, "ended, and still good"

    @rule(party=st.sampled_from(Country), signer=st.sampled_from([*Country, None]))
    def suspend(self, party: Country, signer: Country | None) -> None:
        """One party's word is enough, and changes no word of the agreement; a word in doubt stops it too."""
        said = suspension(party, self.flows.now)
        say(self.flows, said, *([signer] if signer else []))
        self.suspended.append(said.id)

    @rule(signers=st.sampled_from([(), (Country.VN,), (Country.SG,), *[tuple(Country)] * 3]))
    def lift(self, signers: tuple[Country, ...]) -> None:
        """Both parties end every suspension that there is; one alone ends none."""
        if not self.suspended:
            return
        say(self.flows, lift(self.flows.now, *self.suspended), *signers)
        # What nobody can prove to be a lift is a statement in doubt, and stops what it wanted to resume.
        self.suspended = [] if len(signers) == len(Country) else [*self.suspended]

    @rule(by=MOVES)
    def wait(self, by: timedelta) -> None:
        self.flows.now += by

    @rule(data=st.data())
    def agree_anew(self, data: Any) -> None:
        """The parties put another version in force: other instruments, other dates, or stricter terms."""
        self.serial += 1
        changed = data.draw(st.sampled_from([_usual, _unfiled, _exempt, _undirected, _ended, _stricter]))
        agreement = data.draw(st.one_of(st.just(AGREEMENT), whole_agreements()))
        self.flows.agreement = replace(
            changed(agreement, self.flows.now.date()), digest=f"{self.serial:064x}"
        )

    def _known(self) -> Agreement:
        """The agreement as it stands by the machine's own book: no suspension goes by a change of version."""
        stands = tuple(Suspension(each, None, NOON, None, is_proven=False) for each in self.suspended)
        return replace(self.flows.agreement, suspensions=stands)

    @invariant()
    def nothing_follows_an_end(self) -> None:
        log = self.flows.log()
        ended: set[str | None] = set()
        for entry in log:
            if entry.event in {Event.WITHDRAWN, Event.REVOKED_BY_OPERATOR}:
                ended.add(entry.consent_id)
            assert not (entry.event is Event.RELEASED and entry.consent_id in ended)
        released = Counter(str(entry.consent_id) for entry in log if entry.event is Event.RELEASED)
        assert all(times <= self.allowed[each] for each, times in released.items()), "one answer too many"

    def _consent(self, journey: Journey) -> Consent | None:
        consents = self.flows.ledger._unit.consents.table.values.values()
        return next((each for each in consents if each.transaction_id == journey.asked.id), None)

    def _about(
        self, journey: Journey, stage: Stage, person: Person | None, given: Consent | None
    ) -> Question:
        request = journey.asked.request
        asked = frozenset(request.attributes)
        put = self._question(journey.partner, request.purpose, request.direction, asked)
        return replace(put, stage=stage, person=person, consent=given, principal_ref=journey.who)

    def _question(self, partner: Partner, purpose: str, way: Direction, asked: frozenset[str]) -> Question:
        clause = self.flows.agreement.clause_for(purpose, way)
        first = self.first.get(clause.instrument) if clause else None
        return Question(purpose, way, asked, partner, self.flows.now, first, Stage.REQUEST)

    def _instrument(self, journey: Journey) -> str:
        request = journey.asked.request
        clause = self.flows.agreement.clause_for(request.purpose, request.direction)
        assert clause is not None
        return clause.instrument


def _usual(agreement: Agreement, _today: date) -> Agreement:
    return agreement


def _each_instrument(agreement: Agreement, **changes: Any) -> Agreement:
    changed = {name: replace(each, **changes) for name, each in agreement.instruments.items()}
    return replace(agreement, instruments=changed)


def _unfiled(agreement: Agreement, _today: date) -> Agreement:
    return _each_instrument(agreement, impact_dossier=None)


def _exempt(agreement: Agreement, _today: date) -> Agreement:
    return _each_instrument(agreement, impact_dossier=None, exemption=Exemption.OWN_DATA)


def _undirected(agreement: Agreement, _today: date) -> Agreement:
    return _each_instrument(agreement, data_sharing_direction=None)


def _ended(agreement: Agreement, today: date) -> Agreement:
    return replace(agreement, in_force_until=today)


def _stricter(agreement: Agreement, _today: date) -> Agreement:
    high = (replace(each, minimum_assurance=Assurance.HIGH) for each in agreement.clauses)
    return replace(agreement, clauses=tuple(high))
