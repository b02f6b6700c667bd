"""Step 1, the authorization request, pushed (RFC 9126) or in the browser: may this ever be allowed?

Whatever depends on the request alone is decided here, before a browser moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.audit_events import Event
from bridge.domain.clauses import Agreement, direction_for
from bridge.domain.partners import Partner
from bridge.domain.policy import Decision, Deny, Question, Stage, decide
from bridge.flows.claims_parameter import claims_wish
from bridge.flows.first_releases import read_first_release
from bridge.flows.ports import Ledger
from bridge.flows.refusals import as_oauth_error, denial_event
from bridge.flows.request_parameters import (
    Asked,
    asked_direction,
    asked_for,
    refuse_credentials,
    required_assurance,
    wanted_attributes,
)
from bridge.flows.transaction import PartnerRequest, State, Transaction, reference_of
from eid_kit.oauth.authorization_request import AuthorizationRequest
from eid_kit.oauth.checks import Check, run_checks
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.par import new_request_uri
from eid_kit.oauth.parameters import Parameters
from eid_kit.oauth.secrets_ import digest, new_secret

REQUEST_URI_LIFETIME = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer to a partner: open `request_uri` in the citizen's browser within `expires_in` seconds.

    `reference` is for the operator's log lines alone.
    """

    request_uri: str
    expires_in: int
    reference: str


@dataclass(frozen=True, slots=True)
class ReceiveRequest:
    """Parses, decides and records one request. `checks` are those of one issuer (`flows.issuers`)."""

    checks: tuple[Check[AuthorizationRequest], ...]
    ledger: Ledger
    agreement: Callable[[], Agreement]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def push(self, partner: Partner, request: AuthorizationRequest, jkt: str | None) -> Pushed:
        """Records a request that may be allowed, from a partner that proved who it is.

        Raises the `OAuthError` that says what would pass; a denial is in the log before it is heard.
        """
        run_checks(self.checks, request)
        wanted = self._parsed(partner, request.parameters, jkt=jkt, authenticated=True)
        agreement, decision = await self._decision(partner, wanted, request.parameters)
        if isinstance(decision, Deny):
            event = denial_event(
                Event.REQUEST_DENIED,
                decision,
                wanted,
                at=self.now(),
                digest=agreement.digest,
                transaction_id=None,
            )
            await self.ledger.atomically(lambda unit: unit.log.append(event))
            raise as_oauth_error(decision)
        request_uri = new_request_uri(self.random_bytes)
        found = await self._record(wanted, request_uri)
        return Pushed(request_uri, int(REQUEST_URI_LIFETIME.total_seconds()), reference_of(found.id))

    async def arrive(self, partner: Partner, request: AuthorizationRequest) -> Transaction:
        """Records a request that may be allowed, as it stands in a browser's address.

        Raises as `push` does. The denial is not logged: anybody can type an address, as often as they like.
        """
        run_checks((*self.checks, refuse_credentials), request)
        wanted = self._parsed(partner, request.parameters, jkt=None, authenticated=False)
        _, decision = await self._decision(partner, wanted, request.parameters)
        if isinstance(decision, Deny):
            raise as_oauth_error(decision)
        # Nobody is told this request_uri: the browser that brought the request goes on at once.
        return await self._record(wanted, new_request_uri(self.random_bytes))

    def _parsed(
        self, partner: Partner, parameters: Parameters, *, jkt: str | None, authenticated: bool
    ) -> PartnerRequest:
        asked = asked_for(parameters)
        attributes = wanted_attributes(asked, partner, self.agreement(), parameters=parameters)
        return _partner_request(
            partner, asked, parameters, attributes=attributes, jkt=jkt, authenticated=authenticated
        )

    async def _decision(
        self, partner: Partner, wanted: PartnerRequest, parameters: Parameters
    ) -> tuple[Agreement, Decision]:
        agreement = self.agreement()
        first = await read_first_release(self.ledger, agreement, wanted.purpose, direction=wanted.direction)
        question = Question(
            purpose=wanted.purpose,
            direction=asked_direction(parameters, partner.country),
            attributes=frozenset(wanted.attributes),
            partner=partner,
            now=self.now(),
            first_release=first,
            stage=Stage.REQUEST,
        )
        return agreement, decide(agreement, question)

    async def _record(self, wanted: PartnerRequest, request_uri: str) -> Transaction:
        now = self.now()
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
        return transaction


def _partner_request(
    partner: Partner,
    asked: Asked,
    parameters: Parameters,
    *,
    attributes: tuple[str, ...],
    jkt: str | None,
    authenticated: bool,
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
        profile=partner.profile,
        authenticated=authenticated,
        mapping=claims_wish(parameters.get("claims")).mapping,
    )


def _bound_key(announced: str | None, proven: str | None) -> str | None:
    # RFC 9449 section 10.1: sent both ways, the two must name the same key.
    if announced is not None and proven is not None and announced != proven:
        raise InvalidRequest(
            "dpop_jkt is not the thumbprint of the key in the DPoP proof", reason="dpop_jkt_differs"
        )
    return proven or announced
