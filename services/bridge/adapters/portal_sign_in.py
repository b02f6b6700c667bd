"""Both identity providers as the citizen portal meets them: asked who it is, and no more.

The relying party, its keys and its checks are those of a journey; the token for userinfo is never used, so
that no attribute of the person ever reaches the portal.
"""

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from bridge.adapters.provider import json_of
from bridge.adapters.upstream_singpass import UpstreamSingpass
from bridge.adapters.upstream_vneid import UpstreamVneid
from bridge.domain.singpass_apps import PORTAL_CONTEXT_TYPE, PORTAL_SCOPE, portal_client_id
from bridge.flows.portal_sign_in import Recognised
from bridge.flows.upstream import Departure, UpstreamUnavailable, UpstreamUntrusted
from eid_kit.oauth.id_tokens import VerifiedIdToken
from eid_kit.oauth.keys import dump_private_key, generate_key, load_private_key
from eid_kit.oauth.numeric_dates import from_numeric_date
from eid_kit.oauth.pkce import new_verifier, s256_challenge
from eid_kit.oauth.secrets_ import new_secret

_PAR_ENDPOINT: Final = "pushed_authorization_request_endpoint"


@dataclass(frozen=True, slots=True)
class PortalVneid(UpstreamVneid):
    """The port `bridge.flows.portal_sign_in.IdentityProvider` over VNeID."""

    async def leave(self, *, state: str, language: str) -> Departure:
        """A sign-in URL with the scope `openid` alone."""
        return await self.depart(purpose="", attributes=(), state=state, language=language)

    async def recognise(self, *, code: str, memo: bytes) -> Recognised:
        """Who came back."""
        kept = json.loads(memo)
        tokens = await self._redeem(code, kept["verifier"])
        id_token = await self._verified(tokens.get("id_token"), kept["nonce"])
        return _recognised(id_token, id_token.claims.get("auth_time"))


@dataclass(frozen=True, slots=True)
class PortalSingpass(UpstreamSingpass):
    """The port `bridge.flows.portal_sign_in.IdentityProvider` over Singpass: a Login app, without Myinfo."""

    @property
    def client_id(self) -> str:
        """The Login app."""
        return portal_client_id(self.client_prefix)

    async def leave(self, *, state: str, language: str) -> Departure:
        """A pushed request of the Login app, and the URL that opens it."""
        key = generate_key("ES256")
        memo = {
            "nonce": new_secret(self.provider.random_bytes),
            "verifier": new_verifier(self.provider.random_bytes),
            "dpop_key": dump_private_key(key),
        }
        metadata = await self.provider.metadata(_PAR_ENDPOINT)
        endpoint = metadata[_PAR_ENDPOINT]
        proof = self._proof(key, "POST", endpoint)
        response = await self.provider.post(endpoint, self._form(state, memo), {"DPoP": proof})
        if response.status != 201:
            raise UpstreamUnavailable(f"par_status_{response.status}")
        request_uri = json_of(response, success=201).get("request_uri")
        if not isinstance(request_uri, str):
            raise UpstreamUntrusted("request_uri_missing")
        query = urlencode({"client_id": self.client_id, "request_uri": request_uri})
        return Departure(f"{metadata['authorization_endpoint']}?{query}", json.dumps(memo).encode())

    async def recognise(self, *, code: str, memo: bytes) -> Recognised:
        """Who came back."""
        kept = json.loads(memo)
        key = load_private_key(kept["dpop_key"])
        tokens = await self._redeem(self.client_id, code, kept["verifier"], key=key)
        id_token = await self._verified(tokens.get("id_token"), self.client_id, kept["nonce"])
        # Singpass sends no auth_time: every sign-in is fresh.
        return _recognised(id_token, id_token.claims["iat"])

    def _form(self, state: str, memo: dict[str, str]) -> dict[str, str]:
        return {
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": PORTAL_SCOPE,
            "state": state,
            "nonce": memo["nonce"],
            "code_challenge": s256_challenge(memo["verifier"]),
            "code_challenge_method": "S256",
            "authentication_context_type": PORTAL_CONTEXT_TYPE,
            **self.provider.assertion(self.client_id),
        }


def _recognised(id_token: VerifiedIdToken, authenticated_at: Any) -> Recognised:
    try:
        auth_time = from_numeric_date(authenticated_at)
    except ValueError as error:
        raise UpstreamUntrusted("auth_time_malformed") from error
    return Recognised(id_token.issuer, id_token.subject, auth_time)
