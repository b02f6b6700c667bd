"""JWS JSON serialization with the content detached (RFC 7515 section 7.2.1, appendix F): several signers of
one document that travels beside its signatures.

Each signature is checked as the compact JWS that it would be with the content in place, with every
precaution of ``jwt``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eid_kit.oauth import base64url, jwt
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key

MAX_SIGNATURES: Final = 8
_ALGORITHM: Final = "EdDSA"
_MEMBERS: Final = frozenset({"protected", "signature"})


@dataclass(frozen=True, slots=True)
class Signature:
    """One signer's part, as it stands in the document."""

    protected: str
    signature: str

    def as_dict(self) -> dict[str, str]:
        """The member of ``signatures``."""
        return {"protected": self.protected, "signature": self.signature}


class SignatureFault(Exception):
    """The signatures are refused whole; the message says which of them, and why."""


def sign(content: bytes, key: Key, *, signer: str, typ: str) -> Signature:
    """Return one EdDSA signature over ``content``. ``signer`` enters the protected header as ``kid``."""
    token = jwt.sign_payload(content, key, algorithm=_ALGORITHM, typ=typ, extra_header={"kid": signer})
    protected, _, signature = token.split(".")
    return Signature(protected, signature)


def document(signatures: Iterable[Signature]) -> dict[str, Any]:
    """Return the JWS of these signatures, without its content."""
    return {"signatures": [signature.as_dict() for signature in signatures]}


def by_signer(value: object, content: bytes, keys: Sequence[Key], *, typ: str) -> dict[str, Signature]:
    """Return each signer's valid signature over ``content`` from a received document, by the key's ``kid``.

    Raises ``SignatureFault`` for a document of another form, and for a signature of nobody, of another text
    or there twice: one bad signature beside two good ones says that somebody tampered.
    """
    try:
        found = _signatures_of(value)
    except JwtError:
        raise SignatureFault("it is no JWS JSON serialization with detached content") from None
    signed: dict[str, Signature] = {}
    for number, signature in enumerate(found, 1):
        try:
            signer = _signer(signature, content, keys, typ=typ)
        except JwtError as error:
            raise SignatureFault(f"signature {number} is none over this text: {error.reason}") from None
        if signer in signed:
            raise SignatureFault(f"signature {number} is a second one of {signer}")
        signed[signer] = signature
    return signed


def _signatures_of(value: object) -> tuple[Signature, ...]:
    # No `payload`: content in two places could be two contents. No unprotected header: nothing vouches for
    # it.
    if not isinstance(value, Mapping) or value.keys() != {"signatures"}:
        raise JwtError("malformed")
    entries = value["signatures"]
    if not isinstance(entries, list) or not 1 <= len(entries) <= MAX_SIGNATURES:
        raise JwtError("malformed")
    return tuple(_signatures(entries))


def _signer(signature: Signature, content: bytes, keys: Sequence[Key], *, typ: str) -> str:
    token = UnverifiedJwt(f"{signature.protected}.{base64url.encode(content)}.{signature.signature}")
    signer = jwt.verify(token, keys, algorithms=(_ALGORITHM,), typ=typ).header.get("kid")
    if not isinstance(signer, str):
        # Without a name in the protected header, whose signature it is would be a matter of trial.
        raise JwtError("unknown_key")
    return signer


def _signatures(entries: Sequence[object]) -> Iterator[Signature]:
    for entry in entries:
        if not isinstance(entry, Mapping) or entry.keys() != _MEMBERS:
            raise JwtError("malformed")
        protected, signature = entry["protected"], entry["signature"]
        if not isinstance(protected, str) or not isinstance(signature, str) or "." in protected + signature:
            raise JwtError("malformed")
        yield Signature(protected, signature)
