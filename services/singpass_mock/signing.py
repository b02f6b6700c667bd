"""Signing and encrypting what goes to an app: a compact JWS (ES256) nested in a compact JWE.

The two faults that concern signatures bite here, for the id_token and userinfo alike.
"""

from collections.abc import Mapping
from typing import Any

from eid_kit.oauth import jwt
from eid_kit.oauth.keys import Key, generate_key, public_jwk
from eid_kit.simulator.faults import Faults
from singpass_mock.faults import SingpassFault

ALGORITHM = "ES256"
ID_TOKEN_ENCRYPTION = "A256CBC-HS512"
# The documentation says "same scheme as the ID token"; the official demo and staging use GCM.
USERINFO_ENCRYPTION = "A256GCM"


class Signer:
    """Holds the installation's signing key. Two stranger keys are kept beside it for the faults."""

    def __init__(self, key: Key, faults: Faults) -> None:
        self._key = key
        self._faults = faults
        self._impostor = generate_key("ES256", kid=key.kid)
        self._unknown = generate_key("ES256")

    def jwk_set(self) -> dict[str, Any]:
        """The public keys, as served."""
        return {"keys": [public_jwk(self._key)]}

    def sign(self, claims: Mapping[str, Any], *, typ: str) -> str:
        """A compact JWS that apps verify; under a fault, one that they must refuse."""
        return jwt.sign(claims, self._effective_key(), algorithm=ALGORITHM, typ=typ)

    def sign_for_ourselves(self, claims: Mapping[str, Any], *, typ: str) -> str:
        """A compact JWS that only this service will verify: no fault touches it."""
        return jwt.sign(claims, self._key, algorithm=ALGORITHM, typ=typ)

    def verify_own(self, token: str, *, typ: str) -> Mapping[str, Any]:
        """The claims of a token that `sign_for_ourselves` made. Raises `JwtError`."""
        return jwt.verify(jwt.UnverifiedJwt(token), (self._key,), algorithms=(ALGORITHM,), typ=typ).claims

    def _effective_key(self) -> Key:
        if self._faults.active(SingpassFault.BAD_SIGNATURE):
            return self._impostor
        if self._faults.active(SingpassFault.UNKNOWN_KEY):
            return self._unknown
        return self._key


def encrypt(token: str, key: Key, *, encryption: str) -> str:
    """The token nested in a JWE to an app; the algorithm is the one the app's key names."""
    return jwt.encrypt(token, key, algorithm=str(key.alg), encryption=encryption, content_type="JWT")
