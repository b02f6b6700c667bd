"""Step 1, the pushed authorization request (RFC 9126): may this ever be allowed?

Whatever depends on the request alone is decided here, before a browser moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.audit_events import Event
from bridge.domain.clauses import Agreement, direction_for
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny, Question, Stage, decide
from bridge.flows.ports import Ledger
from bridge.flows.refusals import as_oauth_error, denial_event
from bridge.flows.request_parameters import (
    Asked,
    asked_direction,
    asked_for,
    refuse_long_texts,
    refuse_probes,
    refuse_refresh,
    refuse_unknown_scopes,
    require_thumbprint,
    required_assurance,
    wanted_attributes,
)
from bridge.flows.transaction import PartnerRequest, State, Transaction
from eid_kit.oauth.authorization_request import (
    AuthorizationRequest,
    refuse_request_object,
    refuse_response_mode_other_than_query,
    refuse_silent_sign_in,
    require_code_response_type,
    require_openid_scope,
    require_registered_redirect_uri,
    require_s256_challenge,
)
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.par import new_request_uri
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret

REQUEST_URI_LIFETIME = timedelta(seconds=300)

CHECKS: tuple[Check[AuthorizationRequest], ...] = (
    refuse_request_object,
    require_registered_redirect_uri,
    require_code_response_type,
    refuse_response_mode_other_than_query,
    require_s256_challenge,
    require_openid_scope,
    refuse_refresh,
    refuse_unknown_scopes,
    refuse_silent_sign_in,
    refuse_probes,
    refuse_long_texts,
    require_thumbprint,
)


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer to a partner: open `request_uri` in the citizen's browser within `expires_in` seconds."""

    request_uri: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class ReceiveRequest:
    """Parses, decides and records one pushed request."""

    ledger: Ledger
    agreement: Callable[[], Agreement]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def push(self, partner: Partner, request: AuthorizationRequest, jkt: str | None) -> Pushed:
        """Records a request that may be allowed. Raises the `OAuthError` that says what would pass."""
        run_checks(CHECKS, request)
        agreement, now = self.agreement(), self.now()
        asked = asked_for(request.parameters)
        attributes = wanted_attributes(asked, partner, agreement, parameters=request.parameters)
        wanted = _partner_request(partner, asked, request.parameters, attributes=attributes, jkt=jkt)
        question = Question(
            purpose=wanted.purpose,
            direction=asked_direction(request.parameters, partner.country),
            attributes=frozenset(wanted.attributes),
            partner=partner,
            now=now,
            stage=Stage.REQUEST,
        )
        decision = decide(agreement, question)
        if isinstance(decision, Deny):
            event = denial_event(
                Event.REQUEST_DENIED, decision, wanted, at=now, digest=agreement.digest, transaction_id=None
            )
            await self.ledger.atomically(lambda unit: unit.log.append(event))
            raise as_oauth_error(decision)
        return await self._record(wanted, now)

    async def _record(self, wanted: PartnerRequest, now: datetime) -> Pushed:
        request_uri = new_request_uri(self.random_bytes)
        transaction = Transaction(
            id=new_secret(self.random_bytes),
            state=State.PUSHED,
            version=1,
            request=wanted,
            request_uri_digest=digest(request_uri),
            created_at=now,
            expires_at=now + REQUEST_URI_LIFETIME,
        )
        await self.ledger.atomically(lambda unit: unit.transactions.insert(transaction))
        return Pushed(request_uri, int(REQUEST_URI_LIFETIME.total_seconds()))


def _partner_request(
    partner: Partner, asked: Asked, parameters: Parameters, *, attributes: tuple[str, ...], jkt: str | None
) -> PartnerRequest:
    return PartnerRequest(
        client_id=partner.client_id,
        redirect_uri=parameters["redirect_uri"],
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        scope=parameters.get("scope", ""),
        code_challenge=parameters["code_challenge"],
        dpop_jkt=_bound_key(parameters.get("dpop_jkt"), jkt),
        purpose=asked.purpose,
        direction=direction_for(partner.country),
        attributes=attributes,
        required_assurance=required_assurance(parameters),
        language=parameters.get("ui_locales", ""),
    )


def _bound_key(announced: str | None, proven: str | None) -> str | None:
    # RFC 9449 section 10.1: sent both ways, the two must name the same key.
    if announced is not None and proven is not None and announced != proven:
        raise InvalidRequest(
            "dpop_jkt is not the thumbprint of the key in the DPoP proof", reason="dpop_jkt_differs"
        )
    return proven or announced
