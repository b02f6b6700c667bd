"""Events from the bridge: security event tokens (RFC 8417), pushed (RFC 8935). Copy it, with proofs.py."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from examples.partner_site.proofs import Untrustworthy

WITHDRAWN = "urn:vnsg:event:consent-withdrawn"
REVOKED = "urn:vnsg:event:consent-revoked"
MEDIA_TYPE = "application/secevent+jwt"
LARGEST = 64 * 1024
_KEYS_KEPT_S = 3600
_ASKED_AGAIN_S = 30
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Ended:
    """A consent that is over: its receipt, and whether the citizen ended it (`WITHDRAWN`) or not."""

    jti: str
    kind: str
    receipt_id: str


class Events:
    """Verifies what is pushed to us, and knows what it has seen before."""

    def __init__(self, http: httpx.AsyncClient, bridge_url: str) -> None:
        self._http = http
        self._keys_url = f"{bridge_url}/v1/event-keys"
        self._keys = KeySet([])
        self._asked_at = -float(_KEYS_KEPT_S)
        self._asking = asyncio.Lock()
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def ended(self, token: str, client_ids: Mapping[str, str]) -> Ended:
        """The consent that ended. `client_ids` are ours, by the issuer that knows us by them.

        Raises `Untrustworthy` with a code of RFC 8935 section 2.4, or `httpx.HTTPError` without
        the bridge's keys.
        """
        claims = await self._signed(token)
        if claims.get("iss") not in client_ids:
            raise Untrustworthy("invalid_issuer")
        if claims.get("aud") != client_ids[claims["iss"]]:
            raise Untrustworthy("invalid_audience")
        return _ended(claims)

    def is_new(self, event: Ended) -> bool:
        """False for one that was acted upon. A bridge that did not hear our answer sends it again."""
        return event.jti not in self._seen

    def remember(self, event: Ended) -> None:
        """Once it was acted upon, and not before."""
        self._seen[event.jti] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    async def _signed(self, token: str) -> dict[str, Any]:
        try:
            verified = jwt.decode(token, await self._current_keys(token), algorithms=["ES256"])
        except (JoseError, ValueError) as error:
            raise Untrustworthy("invalid_key") from error
        # Without this an id_token could be pushed to us as an event (RFC 8417 section 4.5).
        if verified.header.get("typ") != "secevent+jwt":
            raise Untrustworthy("invalid_request")
        return dict(verified.claims)

    async def _current_keys(self, token: str) -> KeySet:
        """Kept for an hour; looked up again for a key we do not know, but not for every stranger's."""
        known = {key.kid for key in self._keys.keys}
        async with self._asking:
            age = time.monotonic() - self._asked_at
            if age >= _KEYS_KEPT_S or (age >= _ASKED_AGAIN_S and _kid(token) not in known):
                answer = (await self._http.get(self._keys_url)).raise_for_status()
                self._keys = KeySet.import_key_set(answer.json())
                self._asked_at = time.monotonic()
        return self._keys


def _kid(token: str) -> object:
    return jws.extract_compact(token.encode()).headers().get("kid")


def _ended(claims: Mapping[str, Any]) -> Ended:
    events, jti, issued_at = claims.get("events"), claims.get("jti"), claims.get("iat")
    if not isinstance(events, dict) or not isinstance(jti, str) or not isinstance(issued_at, int):
        raise Untrustworthy("invalid_request")
    kind = next((uri for uri in (WITHDRAWN, REVOKED) if uri in events), None)
    if kind is None or issued_at > time.time() + 60:
        raise Untrustworthy("invalid_request")
    receipt_id = events[kind].get("receipt_id") if isinstance(events[kind], dict) else None
    if not isinstance(receipt_id, str):
        raise Untrustworthy("invalid_request")
    return Ended(jti, kind, receipt_id)
