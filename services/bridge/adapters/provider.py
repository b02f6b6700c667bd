"""What both identity providers have in common for a relying party: discovery, keys, forms, failures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bridge.flows.upstream import SignInFailed, UpstreamUnavailable, UpstreamUntrusted
from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.outbound import Outbound, OutboundError, OutboundResponse
from eid_kit.http.outbound import json_of as strict_json_of
from eid_kit.oauth import client_assertion, jwt
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.secrets_ import new_secret

METADATA_LIFETIME: Final = timedelta(hours=1)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The bridge's keys as a relying party; both providers' clients carry the public halves."""

    signing: Key
    encryption: Key


@dataclass(slots=True)
class Known:
    """The provider's metadata as last fetched."""

    metadata: Mapping[str, Any] = field(default_factory=dict)
    fetched_at: datetime = _NEVER


@dataclass(frozen=True, slots=True)
class Provider:
    """One identity provider over HTTP. Every failure is an `UpstreamError`; none quotes a response."""

    issuer: str
    outbound: Outbound
    jwks: JwksCache
    credentials: Credentials
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    known: Known = field(default_factory=Known)

    async def metadata(self, *further: str) -> Mapping[str, Any]:
        """The discovery document, at most an hour old and held to the issuer it is for (RFC 8414 3.3).

        It names every endpoint of `_ENDPOINTS` and those in `further`, or it is `UpstreamUntrusted`.
        """
        now = self.now()
        fresh = timedelta(0) <= now - self.known.fetched_at < METADATA_LIFETIME
        if not fresh or not _names(self.known.metadata, further):
            self.known.metadata = await self._discovered(further)
            self.known.fetched_at = now
        return self.known.metadata

    async def _discovered(self, further: tuple[str, ...]) -> Mapping[str, Any]:
        try:
            document = await self.outbound.get_json(f"{self.issuer}/.well-known/openid-configuration")
        except OutboundError as error:
            raise UpstreamUnavailable("discovery") from error
        if not isinstance(document, dict) or document.get("issuer") != self.issuer:
            raise UpstreamUntrusted("discovery_of_another_issuer")
        if not _names(document, (*_ENDPOINTS, *further)):
            raise UpstreamUntrusted("discovery_incomplete")
        return document

    async def keys(self, token: UnverifiedJwt) -> tuple[Key, ...]:
        """The provider's public keys; looked up anew for a token that names one we have not seen."""
        try:
            return await self.jwks.keys((await self.metadata())["jwks_uri"], kid=jwt.key_id(token))
        except OutboundError as error:
            raise UpstreamUnavailable("jwks") from error

    def assertion(self, client_id: str) -> dict[str, str]:
        """private_key_jwt for one request (RFC 7523)."""
        return client_assertion.form_fields(
            client_id=client_id,
            audience=self.issuer,
            key=self.credentials.signing,
            now=self.now(),
            jti=new_secret(self.random_bytes),
        )

    async def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> OutboundResponse:
        """A form sent. Raises `UpstreamUnavailable` when no answer comes."""
        try:
            return await self.outbound.post_form(url, form, headers)
        except OutboundError as error:
            raise UpstreamUnavailable("no_answer") from error

    async def get(self, url: str, headers: Mapping[str, str]) -> OutboundResponse:
        """A resource fetched. Raises `UpstreamUnavailable` when no answer comes."""
        try:
            return await self.outbound.get(url, headers)
        except OutboundError as error:
            raise UpstreamUnavailable("no_answer") from error


def _names(document: Mapping[str, Any], endpoints: tuple[str, ...]) -> bool:
    return all(isinstance(document.get(name), str) for name in endpoints)


def json_of(response: OutboundResponse, *, success: int) -> dict[str, Any]:
    """The JSON object of a success. Raises `UpstreamUnavailable` for 5xx, `SignInFailed` for other errors."""
    if response.status >= 500:
        raise UpstreamUnavailable(f"status_{response.status}")
    if response.status != success:
        raise SignInFailed(f"status_{response.status}")
    try:
        document = strict_json_of(response)
    except OutboundError:
        raise UpstreamUntrusted("not_json") from None
    if not isinstance(document, dict):
        raise UpstreamUntrusted("not_an_object")
    return document
