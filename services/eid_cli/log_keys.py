"""The key that a log is checked with, from whichever form an auditor was handed it in."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eid_kit.http.files import unread
from eid_kit.oauth import strict_json
from eid_kit.oauth.keys import Key, UnusableKey, load_private_key, public_key
from eid_kit.tlog import notes
from eid_kit.tlog.errors import NoteError

_LARGEST = 64 * 1024


class UnusableLogKey(Exception):
    """The file holds no key of a log."""


def read_verifier(path: Path, *, origin: str) -> notes.Verifier:
    """The verifier in a file: a `name+id+key` line (C2SP signed-note), or an Ed25519 JWK, public or private.

    A JWK has no name, so it stands for the log `origin`. Raises `UnusableLogKey`.
    """
    try:
        content = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableLogKey(f"the log key {path} cannot be read: {unread(error)}") from None
    try:
        if not content.startswith("{"):
            return notes.Verifier.load(content)
        return notes.Verifier(origin, _ed25519(content))
    except (NoteError, ValueError) as error:
        # Of a private key, not even the parser's complaint is shown: it may quote what it read.
        reason = "" if content.startswith("{") else f": {error}"
        raise UnusableLogKey(f"{path} does not hold an Ed25519 key of a log{reason}") from None


def read_signing_key(path: Path) -> Ed25519PrivateKey:
    """The key that a bridge signs its log with, for whoever writes to that log. Raises `UnusableLogKey`."""
    try:
        raw = load_private_key(path.read_text(encoding="utf-8")).private_key
    except (OSError, ValueError) as error:
        # Not even the parser's complaint is shown: it may quote what it read.
        why = unread(error) if isinstance(error, OSError) else type(error).__name__
        raise UnusableLogKey(f"{path} cannot be read as the log's own key: {why}") from None
    if not isinstance(raw, Ed25519PrivateKey):
        raise UnusableLogKey(f"{path} holds no Ed25519 key")
    return raw


def _ed25519(content: str) -> Ed25519PublicKey:
    raw = _key(content).public_key
    if not isinstance(raw, Ed25519PublicKey):
        raise UnusableKey("not an Ed25519 key")
    return raw


def _key(content: str) -> Key:
    jwk = strict_json.loads(content, max_bytes=_LARGEST)
    return load_private_key(content) if isinstance(jwk, dict) and "d" in jwk else public_key(jwk)
