"""Step 8: the code becomes one access token, once (RFC 6749 4.1.3, RFC 7636, RFC 9449).

coded → redeemed. Every check comes before the code is spent, so that a wrong verifier, a missing nonce or
another key never costs the citizen a second journey.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.consent import Consent
from bridge.domain.partners import Partner
from bridge.domain.subjects import pairwise_subject
from bridge.flows.carriers import Carriage
from bridge.flows.consenting import code_binding
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ports import AccessGrant, Hop, Ledger, SealedRow, Unit
from bridge.flows.transaction import State, Transaction, signed_in
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import InvalidGrant, InvalidRequest, UnsupportedGrantType
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.pkce import require_matching_verifier
from eid_kit.oauth.secrets_ import digest, new_secret


def _dead() -> InvalidGrant:
    """One answer for all of them: which it was would tell a thief how far the code got."""
    return InvalidGrant("this code is unknown, expired or was used", reason="code_not_redeemable")


@dataclass(frozen=True, slots=True)
class Redemption:
    """A token request next to the transaction its code belongs to."""

    partner: Partner
    jkt: str | None
    parameters: Parameters
    row: SealedRow
    transaction: Transaction
    now: datetime


def require_same_issuer(redemption: Redemption) -> None:
    """A code is redeemed where it was issued, also when its client was moved to the other issuer since."""
    if redemption.transaction.request.profile is not redemption.partner.profile:
        raise _dead()


def require_same_client(redemption: Redemption) -> None:
    """RFC 6749 section 4.1.3: a code is only its own client's."""
    if redemption.transaction.request.client_id != redemption.partner.client_id:
        raise _dead()


def require_unspent(redemption: Redemption) -> None:
    """RFC 6749 section 4.1.2: once, and within 60 seconds."""
    if next_step(redemption.transaction, redemption.now) is not Step.REDEEM_CODE:
        raise _dead()


def require_same_redirect_uri(redemption: Redemption) -> None:
    """RFC 6749 section 4.1.3: exactly the redirect_uri that was pushed."""
    if redemption.parameters.get("redirect_uri") != redemption.transaction.request.redirect_uri:
        raise InvalidGrant("redirect_uri is not the one of the pushed request", reason="redirect_uri_differs")


def require_verifier(redemption: Redemption) -> None:
    """RFC 7636 section 4.6."""
    challenge = redemption.transaction.request.code_challenge
    require_matching_verifier(redemption.parameters.get("code_verifier"), challenge)


def require_same_key(redemption: Redemption) -> None:
    """RFC 9449 section 10: a key announced at PAR is the only one that may redeem."""
    bound = redemption.transaction.request.dpop_jkt
    if bound is not None and bound != redemption.jkt:
        raise InvalidGrant(
            "the DPoP key is not the one of the pushed request",
            reason="dpop_key_changed",
            what_would_pass="one DPoP key from the pushed request to userinfo",
        )


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The token, and the facts the token response and the id_token are made from."""

    access_token: str
    grant: AccessGrant
    transaction: Transaction
    consent: Consent


@dataclass(frozen=True, slots=True)
class Redeem:
    """Spends codes. `checks` are those of one issuer (`flows.issuers`)."""

    checks: tuple[Check[Redemption], ...]
    ledger: Ledger
    carriage: Carriage
    pairwise_key: bytes
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def redeem(self, partner: Partner, parameters: Parameters, jkt: str | None) -> Redeemed:
        """The token for a code, bound to the key `jkt` if there is one.

        Raises `InvalidGrant`, `InvalidRequest` or `UnsupportedGrantType`, and then nothing was spent.
        """
        code = _code(parameters)
        token = new_secret(self.random_bytes)

        def work(unit: Unit) -> Redeemed:
            row, transaction = _find(unit, code)
            redemption = Redemption(partner, jkt, parameters, row, transaction, self.now())
            run_checks(self.checks, redemption)
            return self._spend(unit, redemption, token)

        return await self.ledger.atomically(work)

    def _spend(self, unit: Unit, redemption: Redemption, token: str) -> Redeemed:
        transaction = redemption.transaction
        consent = unit.consents.lock(transaction.consent_id or "")
        if consent is None:
            raise _dead()
        # 1. Spend first, by compare-and-set: of two parallel redemptions one finds the version gone.
        redeemed = transaction.moved(State.REDEEMED, expires_at=consent.expires_at)
        if not unit.transactions.replace(transaction, redeemed):
            raise _dead()
        # 2. From now on only the token opens the values; the code opens nothing.
        binding = code_binding(redeemed, consent)
        values = self.carriage.unload(redemption.row, redemption.parameters["code"], binding)
        unit.carriers.destroy(redeemed.id)
        self.carriage.load(
            unit, token, Hop.TOKEN, binding=binding, plaintext=values, expires_at=consent.expires_at
        )
        grant = self._grant(redemption, redeemed, consent, token_digest=digest(token))
        unit.grants.insert(grant)
        # 3. Recorded before the token leaves. The record says so too: of who never had a token, no event
        #    may tell more than it knows.
        if record := unit.records.get(consent.id):
            unit.records.replace(record.token_issued())
        unit.log.append(_issued(consent, grant.issued_at))
        return Redeemed(token, grant, redeemed, consent)

    def _grant(
        self, redemption: Redemption, redeemed: Transaction, consent: Consent, *, token_digest: str
    ) -> AccessGrant:
        partner = redemption.partner
        return AccessGrant(
            token_digest=token_digest,
            transaction_id=redeemed.id,
            consent_id=consent.id,
            client_id=partner.client_id,
            jkt=redemption.jkt,
            subject=pairwise_subject(
                self.pairwise_key, partner.organisation, signed_in(redeemed).principal_ref
            ),
            claims=tuple(sorted(consent.attributes)),
            issued_at=redemption.now,
            expires_at=consent.expires_at,
            profile=redeemed.request.profile,
        )


def _code(parameters: Parameters) -> str:
    grant_type = parameters.get("grant_type")
    if grant_type is None:
        raise InvalidRequest(
            "grant_type is required",
            reason="grant_type_missing",
            what_would_pass="grant_type=authorization_code",
        )
    if grant_type != "authorization_code":
        raise UnsupportedGrantType("only authorization_code is offered", reason="grant_type_unsupported")
    if "code" not in parameters:
        raise InvalidRequest("code is required", reason="code_missing")
    return parameters["code"]


def _find(unit: Unit, code: str) -> tuple[SealedRow, Transaction]:
    row = unit.carriers.get(digest(code))
    transaction = unit.transactions.get(row.transaction_id) if row and row.hop is Hop.CODE else None
    if row is None or transaction is None:
        raise _dead()
    return row, transaction


def _issued(consent: Consent, at: datetime) -> AuditEvent:
    return AuditEvent(
        event=Event.TOKENS_ISSUED,
        at=at,
        agreement_digest=consent.agreement_digest,
        partner=consent.partner_id,
        transaction_id=consent.transaction_id,
        purpose=consent.purpose,
        clause=consent.clause,
        consent_id=consent.id,
        claim_names=tuple(sorted(consent.attributes)),
    )
