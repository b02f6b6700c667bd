"""Any sequence of requests, sign-ins, answers, releases, withdrawals, changes of the agreement and of time.

The machine drives the real flows. What it compares them with is `domain.seven_rules`, which restates the
rules from the laws, and its own book of who agreed to what.
"""

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
from bridge.flows.consenting import Approved
from bridge.flows.ending import Lost
from bridge.flows.shown import Shown
from bridge.flows.transaction import State, Transaction
from domain.samples import ADULT, AGREEMENT, HOSPITAL, NOON
from domain.seven_rules import may_leave
from eid_kit.oauth.errors import OAuthError
from journeys.flows_in_memory import FlowsInMemory

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


@dataclass(slots=True)
class Journey:
    """One request, and all that somebody allowed of it."""

    partner: Partner
    asked: Transaction
    person: Person | None = None
    s1: str = ""
    shown: Shown | None = None
    code: str = ""
    token: str = ""
    agreed: frozenset[str] = frozenset()


class RulesMachine(RuleBasedStateMachine):
    """Nothing is released that the seven rules of that moment do not permit."""

    journeys: Any = Bundle("journeys")
    tokens: Any = Bundle("tokens")

    @initialize(targets=(journeys, tokens), filed=st.booleans())
    def start(self, *, filed: bool) -> Any:
        """A token each way, so that a few steps suffice for a release."""
        self.flows = FlowsInMemory(AGREEMENT if filed else _unfiled(AGREEMENT, NOON.date()), NOON)
        self.first: dict[str, Any] = {}
        self.serial = 0
        self.released = 0
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
        lawful = may_leave(self.flows.agreement, self._question(partner, purpose, way, wanted))
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
        return self._honest(partner, purpose) or multiple()

    def _honest(self, partner: Partner, purpose: str) -> Journey | None:
        way = Direction.VN_TO_SG if partner.country is Country.SG else Direction.SG_TO_VN
        clause = self.flows.agreement.clause_for(purpose, way)
        assert clause is not None
        journey = self._pushed(partner, purpose, way, wanted=clause.attributes)
        if journey is None:
            return None
        self._sign_in(journey, ADULT)
        self._approve(journey, frozenset())
        self._redeem(journey)
        return journey

    @rule(journey=journeys, person=PERSONS)
    def sign_in(self, journey: Journey, person: Person) -> None:
        self._sign_in(journey, person)

    def _sign_in(self, journey: Journey, person: Person) -> None:
        request = journey.asked.request
        if journey.person is not None or not journey.asked.is_live(self.flows.now):
            return
        lawful = may_leave(self.flows.agreement, self._about(journey, Stage.SIGNED_IN, person, None))
        after, journey.s1 = self.flows.sign_in(
            journey.asked, journey.partner, person, principal="p" * 43, held=request.attributes
        )
        journey.person = person
        if after.state is not State.DECIDED:
            assert not lawful, "somebody who may was turned away"
            return
        assert set(after.permitted or ()) == lawful
        journey.shown = self._shown(journey, after)

    def _shown(self, journey: Journey, decided: Transaction) -> Shown:
        return self.flows.show(decided, journey.partner, journey.s1)

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
        lawful = may_leave(self.flows.agreement, self._about(journey, Stage.SIGNED_IN, journey.person, None))
        try:
            outcome = self.flows.approve(shown, ticked, journey.s1)
        except (Lost, InvalidAnswer, OAuthError):
            return
        if isinstance(outcome, Approved):
            # No representative ever signs in here, so that whatever a child says is not enough.
            assert journey.person is not None
            assert not self._is_childs(journey.person, shown), "a child's own yes was enough"
            assert lawful, "a code for what no rule permits"
            assert not journey.agreed, "answered twice"
            journey.agreed, journey.code = shown.offer.mandatory | ticked, outcome.code

    def _is_childs(self, person: Person, shown: Shown) -> bool:
        return shown.clause.child_below != 0 and person.under_child_age is not False

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
        lawful = may_leave(self.flows.agreement, self._about(journey, Stage.RELEASE, journey.person, given))
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

    @rule(party=st.sampled_from(Country))
    def suspend(self, party: Country) -> None:
        """One party's word is enough, and changes no word of the agreement."""
        said = Suspension(f"s-{party}", party, self.flows.now, None, is_proven=True)
        agreement = self.flows.agreement
        self.flows.agreement = replace(agreement, suspensions=(*agreement.suspensions, said))

    @rule()
    def lift(self) -> None:
        self.flows.agreement = replace(self.flows.agreement, suspensions=())

    @rule(by=MOVES)
    def wait(self, by: timedelta) -> None:
        self.flows.now += by

    @rule(data=st.data())
    def agree_anew(self, data: Any) -> None:
        """The parties put another version in force: other instruments, other dates, or stricter terms."""
        self.serial += 1
        changed = data.draw(st.sampled_from([_usual, _unfiled, _exempt, _undirected, _ended, _stricter]))
        self.flows.agreement = replace(
            changed(AGREEMENT, self.flows.now.date()),
            digest=f"{self.serial:064x}",
            # A suspension is of the link: it stands under whatever version comes after it.
            suspensions=self.flows.agreement.suspensions,
        )

    @invariant()
    def nothing_follows_a_withdrawal(self) -> None:
        log = self.flows.log()
        withdrawn: set[str | None] = set()
        for entry in log:
            if entry.event is Event.WITHDRAWN:
                withdrawn.add(entry.consent_id)
            assert not (entry.event is Event.RELEASED and entry.consent_id in withdrawn)
        released = [entry.consent_id for entry in log if entry.event is Event.RELEASED]
        assert len(released) == len(set(released)), "a consent that serves one answer served two"

    def _consent(self, journey: Journey) -> Consent | None:
        consents = self.flows.ledger._unit.consents.table.values.values()
        return next((each for each in consents if each.transaction_id == journey.asked.id), None)

    def _about(
        self, journey: Journey, stage: Stage, person: Person | None, given: Consent | None
    ) -> Question:
        request = journey.asked.request
        asked = frozenset(request.attributes)
        put = self._question(journey.partner, request.purpose, request.direction, asked)
        return replace(put, stage=stage, person=person, consent=given, principal_ref="p" * 43)

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
