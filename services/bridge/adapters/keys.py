"""The installation's keys: one file for each role, never shared between roles, never in the database."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.adapters import key_files
from eid_kit.oauth import base64url, strict_json
from eid_kit.oauth.keys import Key, KeyKind, dump_private_key, generate_key, load_private_key

Kind = KeyKind | Literal["oct"]

SECRET_SIZE = 32
_LARGEST_JWK = 64 * 1024

ROLES: Mapping[str, Kind] = {
    "oidc-sign": "ES256",  # id_tokens of the FAPI 2.0 issuer
    "baseline-sign": "ES256",  # id_tokens of the baseline issuer
    "receipt-sign": "ES256",  # consent receipts
    "set-sign": "ES256",  # security event tokens
    "log": "EdDSA",  # the head of the Merkle log
    "pairwise": "oct",  # partner-specific subjects
    "principal": "oct",  # references to people, instead of upstream subjects
    "pepper": "oct",  # what sealing keys depend on besides the bearer's secret
    "nonce": "oct",  # DPoP nonces
    "form": "oct",  # form tokens
    "upstream-sig": "ES256",  # client assertions and DPoP proofs towards identity providers
    "upstream-enc": "ECDH-ES+A256KW",  # what identity providers encrypt to us
}


# An installation older than these roles has every key but these. They may be made late: what they sign is
# checked with a public half that is fetched, so that nothing made earlier depends on them. (A receipt that an
# earlier receipt-sign key signed is still good under that key's public half, for whoever kept it.)
MADE_LATE = frozenset({"baseline-sign", "receipt-sign", "set-sign"})


class KeyRingError(Exception):
    """The keys are not as they must be. The message names role and file, and says what to do."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Every key, parsed once. Secrets are 32 bytes. None of it shows in a representation or a traceback."""

    oidc_sign: Key = field(repr=False)
    baseline_sign: Key = field(repr=False)
    receipt_sign: Key = field(repr=False)
    set_sign: Key = field(repr=False)
    log: Ed25519PrivateKey = field(repr=False)
    pairwise: bytes = field(repr=False)
    principal: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    form: bytes = field(repr=False)
    upstream_sig: Key = field(repr=False)
    upstream_enc: Key = field(repr=False)

    @classmethod
    def load_or_create(cls, directory: Path, *, database_is_empty: bool) -> Self:
        """The keys in `directory`/keys, made now where the database is empty and a key is missing.

        Raises `KeyRingError` when a key is missing though the database is not empty, unless it is one of
        `MADE_LATE`: with a new key in its place every partner would know every citizen by another subject,
        or the log would have two signers.
        """
        texts = _texts(directory / "keys", may_create=database_is_empty)
        _require_distinct(texts)
        return cls(
            oidc_sign=_private_key("oidc-sign", texts),
            baseline_sign=_private_key("baseline-sign", texts),
            receipt_sign=_private_key("receipt-sign", texts),
            set_sign=_private_key("set-sign", texts),
            log=cast("Ed25519PrivateKey", _private_key("log", texts).private_key),
            pairwise=_secret("pairwise", texts),
            principal=_secret("principal", texts),
            pepper=_secret("pepper", texts),
            nonce=_secret("nonce", texts),
            form=_secret("form", texts),
            upstream_sig=_private_key("upstream-sig", texts),
            upstream_enc=_private_key("upstream-enc", texts),
        )


def load_log_key(directory: Path) -> Ed25519PrivateKey:
    """The key that signs the log of the installation in `directory`, for whoever writes beside the bridge.

    Creates nothing. Raises `KeyRingError`.
    """
    path = _file(directory / "keys", "log")
    try:
        text = key_files.read(path)
    except key_files.UnsafeKeyFile as error:
        raise KeyRingError(str(error)) from None
    except OSError as error:
        raise KeyRingError(f"the key file {path} cannot be read: {error.strerror}") from error
    if text is None:
        raise KeyRingError(f"there is no log key {path}: is this the bridge's data folder?")
    return cast("Ed25519PrivateKey", _private_key("log", {"log": text}).private_key)


def _texts(folder: Path, *, may_create: bool) -> Mapping[str, str]:
    """The content of each role's file. Nothing is created unless everything that is missing may be."""
    try:
        if may_create or folder.exists():
            key_files.make_folder(folder)
        found = {role: key_files.read(_file(folder, role)) for role in ROLES}
        needed = [role for role, text in found.items() if text is None and role not in MADE_LATE]
        if needed and not may_create:
            role = needed[0]
            raise KeyRingError(
                f"the database is not empty, but its {role} key is missing: restore {_file(folder, role)}, "
                "or start with an empty database"
            )
        return {role: text or _created(_file(folder, role), ROLES[role]) for role, text in found.items()}
    except key_files.UnsafeKeyFile as error:
        raise KeyRingError(str(error)) from None
    except OSError as error:
        raise KeyRingError(f"the key folder {folder} cannot be used: {error.strerror}") from error


def _file(folder: Path, role: str) -> Path:
    return folder / f"{role}.jwk"


def _created(path: Path, kind: Kind) -> str:
    text = _new_secret() if kind == "oct" else dump_private_key(generate_key(kind))
    if key_files.create(path, text):
        return text
    # Another process of the same installation made it first; both must use the same one.
    return key_files.read(path) or ""


def _new_secret() -> str:
    return json.dumps({"kty": "oct", "k": base64url.encode(secrets.token_bytes(SECRET_SIZE))}, indent=1)


def _require_distinct(texts: Mapping[str, str]) -> None:
    """A file copied from one role to another would let one leak, or one signature, serve for both."""
    first_by_text: dict[str, str] = {}
    for role, text in texts.items():
        other = first_by_text.setdefault(text.strip(), role)
        if other != role:
            raise KeyRingError(f"the {other} and {role} keys are the same; every role has its own")


def _private_key(role: str, texts: Mapping[str, str]) -> Key:
    try:
        key = load_private_key(texts[role])
    except ValueError:
        raise _unusable(role) from None
    if key.as_dict(private=False).get("alg") != ROLES[role]:
        raise _unusable(role)
    return key


def _secret(role: str, texts: Mapping[str, str]) -> bytes:
    try:
        jwk = strict_json.loads(texts[role], max_bytes=_LARGEST_JWK)
        secret = base64url.decode(jwk["k"]) if jwk["kty"] == "oct" else b""
    except (ValueError, KeyError, TypeError):
        raise _unusable(role) from None
    if len(secret) != SECRET_SIZE:
        raise _unusable(role)
    return secret


def _unusable(role: str) -> KeyRingError:
    # Without the cause: a parser's message may quote what it could not parse, and that is a key.
    return KeyRingError(f"keys/{role}.jwk does not hold a {ROLES[role]} key; restore it from a backup")
