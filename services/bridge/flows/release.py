"""Step 9: userinfo. Decided again at this moment, recorded, and only then released."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bridge.domain.attributes import released_claims
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.clauses import Agreement
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.mapping_sources import mapping_statement
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny, Question, Stage, decide
from bridge.domain.profiles import Profile
from bridge.domain.records import ConsentRecord, Denial
from bridge.flows.carriers import Carriage, Released
from bridge.flows.clocks import not_before
from bridge.flows.consenting import code_binding
from bridge.flows.first_releases import first_release, remember_release
from bridge.flows.ports import AccessGrant, Hop, Ledger, Unit
from bridge.flows.refusals import as_oauth_error, denial_event
from bridge.flows.transaction import Transaction, signed_in
from eid_kit.oauth.errors import InvalidToken, OAuthError
from eid_kit.oauth.secrets_ import digest


def dead_token() -> InvalidToken:
    """One answer for all of them, as for codes."""
    return InvalidToken(
        "this access token is unknown, expired, used or withdrawn",
        reason="token_not_usable",
        what_would_pass="a token within 5 minutes, as often as the clause allows",
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """One release: the pairwise `subject`, the purpose, the values, and the consent that they left under.

    `mapping` is `None` where the request did not ask for it.
    """

    subject: str
    purpose: str
    consent_id: str
    released: Released
    mapping: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Release:
    """Answers userinfo at the issuer of one profile."""

    profile: Profile
    ledger: Ledger
    agreement_within: Callable[[Unit], Agreement]
    carriage: Carriage
    now: Callable[[], datetime]

    async def find(self, access_token: str) -> AccessGrant:
        """What a token stands for. Raises `InvalidToken`."""
        grant = await self.ledger.read(lambda unit: unit.grants.get(digest(access_token)))
        if grant is None or grant.profile is not self.profile or not grant.is_live(self.now()):
            raise dead_token()
        return grant

    async def release(self, grant: AccessGrant, partner: Partner, access_token: str) -> Answer:
        """The consented values, once per use. Raises `InvalidToken`, or the request-dependent denial."""
        # A denial is an outcome of the unit, not an exception in it: raising would undo its log entry.
        outcome = await self.ledger.atomically(
            lambda unit: self._answer(unit, grant, partner, access_token=access_token)
        )
        if isinstance(outcome, OAuthError):
            raise outcome
        return outcome

    def _answer(
        self, unit: Unit, grant: AccessGrant, partner: Partner, *, access_token: str
    ) -> Answer | OAuthError:
        # 1. The consent row stays locked until this unit ends: no `released` can follow a `withdrawn`.
        consent = unit.consents.lock(grant.consent_id)
        transaction = unit.transactions.get(grant.transaction_id)
        record = unit.records.get(grant.consent_id)
        row = unit.carriers.get(grant.token_digest)
        if consent is None or transaction is None or record is None:
            return dead_token()
        if row is None or row.hop is not Hop.TOKEN:
            return dead_token()
        # Asked inside the unit, where every writer waits its turn: no `released` can follow a suspension.
        agreement, now = self.agreement_within(unit), not_before(consent.given_at, self.now())
        # 2. Decide with what is true now, not with what was true when the token was issued.
        question = release_question(unit, transaction, consent, partner=partner, agreement=agreement, now=now)
        decision = decide(agreement, question)
        if isinstance(decision, Deny):
            entry = denial_event(
                Event.DENIED,
                decision,
                transaction.request,
                at=now,
                digest=agreement.digest,
                transaction_id=transaction.id,
            )
            return self._deny(unit, grant, record, decision=decision, entry=entry)
        # 3. Count the use, record the release; both are durable before the values leave this process.
        sealed = self.carriage.unload(row, access_token, code_binding(transaction, consent))
        released = _cut(Released.from_bytes(sealed), decision.attributes, consent)
        names = tuple(n for n in released_claims(decision.attributes) if n in released.claims)
        used = self._spend(unit, consent, grant)
        unit.records.replace(record.released(names, now, is_last=used.state is ConsentState.USED))
        unit.log.append(_released(consent, names, now, agreement_digest=agreement.digest))
        remember_release(unit, agreement, consent.purpose, direction=consent.direction, at=now)
        mapping = mapping_statement(consent.direction, released.qualities)
        asked = transaction.request.mapping
        return Answer(grant.subject, consent.purpose, consent.id, released, mapping if asked else None)

    def _deny(
        self, unit: Unit, grant: AccessGrant, record: ConsentRecord, *, decision: Deny, entry: AuditEvent
    ) -> OAuthError:
        unit.log.append(entry)
        unit.records.replace(record.kept_back(Denial.of(decision)))
        # The token dies with its denial: asked again, it would be denied again, and each time be logged.
        unit.grants.delete(grant.token_digest)
        unit.carriers.destroy(grant.transaction_id)
        return dead_token() if decision.person_dependent else as_oauth_error(decision)

    def _spend(self, unit: Unit, consent: Consent, grant: AccessGrant) -> Consent:
        used = consent.used_once()
        unit.consents.replace(used)
        if used.state is ConsentState.USED:
            unit.carriers.destroy(grant.transaction_id)
            # What is left of the token fetches the receipt of this use, for as long as it was issued for.
            unit.grants.delete(grant.token_digest)
            unit.grants.insert(replace(grant, spent=True))
        return used


def _cut(values: Released, attributes: frozenset[str], consent: Consent) -> Released:
    # The summary is dated as the consent is: asked for again, it is the same document.
    cut = values.cut_to(released_claims(attributes))
    return cut.with_summary(attributes, seed=consent.id, made_at=consent.given_at)


def release_question(
    unit: Unit,
    transaction: Transaction,
    consent: Consent,
    *,
    partner: Partner,
    agreement: Agreement,
    now: datetime,
) -> Question:
    """What is asked of the policy when a token is presented."""
    request, sign_in = transaction.request, signed_in(transaction)
    return Question(
        purpose=request.purpose,
        direction=request.direction,
        attributes=frozenset(request.attributes),
        partner=partner,
        now=now,
        first_release=first_release(unit, agreement, request.purpose, direction=request.direction),
        stage=Stage.RELEASE,
        person=sign_in.person,
        consent=consent,
        principal_ref=sign_in.principal_ref,
    )


def _released(consent: Consent, names: tuple[str, ...], at: datetime, *, agreement_digest: str) -> AuditEvent:
    return AuditEvent(
        event=Event.RELEASED,
        at=at,
        agreement_digest=agreement_digest,
        partner=consent.partner_id,
        transaction_id=consent.transaction_id,
        purpose=consent.purpose,
        rule=2,
        clause=consent.clause,
        consent_id=consent.id,
        claim_names=names,
    )
