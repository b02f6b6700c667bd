"""A mock's own keys: made at the first start, one file per role, readable by the service alone.

`<directory>/keys/<role>.jwk`. The same folder at the next start gives the same keys and so the same subjects;
a fresh folder gives a provider that nobody has met before.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

from eid_kit.oauth import base64url
from eid_kit.oauth.keys import Key, KeyKind, dump_private_key, generate_key, load_private_key

_SECRET_BYTES = 32


class UnusableKeyFile(ValueError):
    """A key file that holds something else: the service must not start with a new key in its place."""

    def __init__(self, directory: Path, role: str) -> None:
        path = _path(directory, role)
        super().__init__(f"{path} does not hold the key it should; move it away to have a new one made")


def load_or_make_key(directory: Path, role: str, kind: KeyKind) -> Key:
    """The private key of that role. Raises UnusableKeyFile."""
    text = _read_or_write(directory, role, lambda: dump_private_key(generate_key(kind)))
    try:
        return load_private_key(text)
    except ValueError as error:
        raise UnusableKeyFile(directory, role) from error


def load_or_make_secret(directory: Path, role: str, random_bytes: Callable[[int], bytes]) -> bytes:
    """The 32 secret bytes of that role, kept as a symmetric JWK. Raises UnusableKeyFile."""
    text = _read_or_write(directory, role, lambda: _symmetric_jwk(random_bytes(_SECRET_BYTES)))
    try:
        jwk = json.loads(text)
        secret = base64url.decode(jwk["k"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableKeyFile(directory, role) from error
    if jwk.get("kty") != "oct" or len(secret) != _SECRET_BYTES:
        raise UnusableKeyFile(directory, role)
    return secret


def _path(directory: Path, role: str) -> Path:
    return directory / "keys" / f"{role}.jwk"


def _symmetric_jwk(secret: bytes) -> str:
    return json.dumps({"kty": "oct", "k": base64url.encode(secret)})


def _read_or_write(directory: Path, role: str, make: Callable[[], str]) -> str:
    path = _path(directory, role)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and renamed: a start that is killed half way leaves no half key behind.
        unfinished = path.with_name(f".{role}.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(make(), "utf-8")
        unfinished.replace(path)
    return path.read_text("utf-8")
