"""The keys of an app, wherever they are: registered inline, or behind its `jwks_uri` and cached."""

from collections.abc import Sequence
from dataclasses import dataclass

from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.outbound import OutboundError
from eid_kit.oauth.errors import InvalidClient, InvalidClientMetadata, InvalidRequest
from eid_kit.oauth.keys import Key
from singpass_mock.apps import App
from singpass_mock.key_rules import encryption_key, require_usable_keys


@dataclass(frozen=True, slots=True)
class AppKeys:
    """Finds keys. A `jwks_uri` is held to the same rules as an inline set, each time it is fetched: once an
    hour. A key that is new there is not looked up before, as Singpass keeps what it has for that hour.
    """

    jwks: JwksCache

    async def that_may_have_signed(self, app: App) -> Sequence[Key]:
        """The keys to try on an assertion. Raises `InvalidClient` when they cannot be had."""
        try:
            return await self._keys(app)
        except (OutboundError, InvalidClientMetadata) as error:
            raise InvalidClient(
                f"the app's jwks_uri cannot be used: {error}", reason="jwks_unusable"
            ) from error

    async def to_encrypt_to(self, app: App) -> Key:
        """The key to encrypt to. Raises `InvalidRequest` when it cannot be had, as Singpass documents."""
        try:
            key = encryption_key(await self._keys(app))
        except (OutboundError, InvalidClientMetadata) as error:
            raise InvalidRequest(
                f"the app's jwks_uri cannot be used: {error}", reason="jwks_unusable"
            ) from error
        if key is None:
            raise InvalidRequest("the app's jwks hold no key to encrypt to", reason="jwks_unusable")
        return key

    async def _keys(self, app: App) -> Sequence[Key]:
        if app.jwks_uri is None:
            return app.client.keys
        keys = await self.jwks.keys(app.jwks_uri)
        require_usable_keys(keys)
        return keys
