"""Partners' public keys: parsed once where they are inline, cached with a bound behind a jwks_uri."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bridge.domain.partners import Partner
from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.outbound import OutboundError
from eid_kit.oauth import jwt
from eid_kit.oauth.errors import InvalidClient
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key, parse_jwks

MAX_PARTNERS: Final = 256


@dataclass(slots=True)
class PartnerKeyCache:
    """The port `bridge.flows.partners.PartnerKeys`."""

    remote: JwksCache
    _inline: OrderedDict[str, tuple[Mapping[str, Any], tuple[Key, ...]]] = field(default_factory=OrderedDict)

    async def of(self, partner: Partner, assertion: UnverifiedJwt) -> tuple[Key, ...]:
        """The keys. Raises `InvalidClient` when the partner's jwks_uri brings none."""
        if partner.jwks_uri is not None:
            return await self._remote(partner.jwks_uri, jwt.key_id(assertion))
        jwks = partner.jwks or {"keys": []}
        known = self._inline.get(partner.client_id)
        # Compared, not only looked up: a partner may have replaced its keys since (RFC 7592).
        if known is None or known[0] != jwks:
            known = (jwks, parse_jwks(jwks))
            self._inline[partner.client_id] = known
        # Bounded: registration is open in a sandbox, and whoever registers decides how often.
        self._inline.move_to_end(partner.client_id)
        while len(self._inline) > MAX_PARTNERS:
            self._inline.popitem(last=False)
        return known[1]

    async def _remote(self, jwks_uri: str, kid: str | None) -> tuple[Key, ...]:
        try:
            return await self.remote.keys(jwks_uri, kid=kid)
        except OutboundError as error:
            raise InvalidClient(
                "the client's jwks_uri brought no keys",
                reason="jwks_unavailable",
                what_would_pass="a jwks_uri that answers within 3 seconds, without redirects",
            ) from error
