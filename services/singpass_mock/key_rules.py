"""Which keys an app may register: EC only, at least one to sign and one to encrypt to, each with a `kid`."""

from collections.abc import Sequence

from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.keys import Key

SIGNING_ALGORITHMS = ("ES256", "ES384", "ES512")
KEY_AGREEMENTS = ("ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW")


def require_usable_keys(keys: Sequence[Key]) -> None:
    """Raises `InvalidClientMetadata` naming the first rule that the set breaks."""
    for key in keys:
        if key.key_type != "EC":
            raise _refused("kty must be EC")
        if key.kid is None:
            raise _refused("every key needs a kid")
    if not any(_signs(key) for key in keys):
        raise _refused(f"a key with use sig and an alg of {', '.join(SIGNING_ALGORITHMS)} is needed")
    if encryption_key(keys) is None:
        raise _refused(f"a key with use enc and an alg of {', '.join(KEY_AGREEMENTS)} is needed")


def encryption_key(keys: Sequence[Key]) -> Key | None:
    """The key to encrypt to: the first one meant for that, whose `alg` we then use."""
    return next((key for key in keys if key.get("use") == "enc" and key.alg in KEY_AGREEMENTS), None)


def _signs(key: Key) -> bool:
    return key.get("use") == "sig" and key.alg in (None, *SIGNING_ALGORITHMS)


def _refused(why: str) -> InvalidClientMetadata:
    return InvalidClientMetadata(f"the jwks are refused: {why}", reason="unusable_key")
