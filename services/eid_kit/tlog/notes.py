"""Signed notes (C2SP signed-note), with Ed25519 keys only (signature type 0x01).

The text of a note means nothing before a trusted key has verified it, so `verify` alone hands it out.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eid_kit.tlog.errors import NoteError

ED25519 = b"\x01"
KEY_ID_SIZE = 4
MAX_NOTE_SIZE = 64 * 1024
MAX_SIGNATURES = 64  # the specification demands that at least 16 are accepted
_SIGNATURE_START = "\u2014 "


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key that may be trusted to sign notes, under the name it signs with."""

    name: str
    public_key: Ed25519PublicKey

    def __post_init__(self) -> None:
        require_key_name(self.name)

    @property
    def key_id(self) -> bytes:
        """SHA-256(name, newline, type, public key), its first four bytes."""
        hashed = hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public_key.public_bytes_raw())
        return hashed.digest()[:KEY_ID_SIZE]

    def dump(self) -> str:
        """The text by which verifier keys are exchanged: `name+<key id in hex>+<base64 of type and key>`."""
        encoded = base64.b64encode(ED25519 + self.public_key.public_bytes_raw()).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def load(cls, text: str) -> Self:
        """The inverse of `dump`. Raises `NoteError` for anything else."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = _strict_base64(encoded)
        if raw[:1] != ED25519 or len(raw) != 33:
            raise NoteError("not an Ed25519 verifier key")
        verifier = cls(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        if verifier.key_id.hex() != key_id:
            raise NoteError("the key id of the verifier key does not belong to its name and key")
        return verifier


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the name it signs notes with."""

    name: str
    private_key: Ed25519PrivateKey

    def __post_init__(self) -> None:
        require_key_name(self.name)

    def verifier(self) -> Verifier:
        """What others need in order to check this signer's notes."""
        return Verifier(self.name, self.private_key.public_key())


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, unverified."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        return f"{_SIGNATURE_START}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class UnverifiedNote:
    """A note that parses. Nobody has vouched for its text yet."""

    unverified_text: str
    signatures: tuple[Signature, ...]


def sign(text: str, signers: Sequence[Signer]) -> str:
    """The signed note over `text`, which ends in a newline."""
    _require_note_text(text)
    if not text.endswith("\n"):
        raise NoteError("the text of a note ends in a newline")
    lines = (
        Signature(each.name, each.verifier().key_id, each.private_key.sign(text.encode())).line()
        for each in signers
    )
    return text + "\n" + "".join(lines)


def parse(note: str) -> UnverifiedNote:
    """Splits a note into text and signatures. Raises `NoteError` when it is malformed."""
    _require_note_text(note)
    # The last empty line separates: the text itself may contain empty lines.
    text, separator, block = note.rpartition("\n\n")
    if not separator or not block.endswith("\n"):
        raise NoteError("a note is text, an empty line, and signature lines")
    lines = block.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError(f"a note has at most {MAX_SIGNATURES} signatures")
    return UnverifiedNote(text + "\n", tuple(_parse_signature(line) for line in lines))


def verify(note: str, verifiers: Sequence[Verifier]) -> str:
    """The text of the note, once at least one of `verifiers` signed it.

    Signatures of unknown keys are ignored. A wrong signature of a known key condemns the whole note,
    even where another known key signed it correctly. Raises `NoteError`.
    """
    parsed = parse(note)
    known = {(each.name, each.key_id): each for each in verifiers}
    verified = 0
    for signature in parsed.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is not None:
            _require_signature(verifier, signature, parsed.unverified_text)
            verified += 1
    if not verified:
        raise NoteError("no trusted key signed the note")
    return parsed.unverified_text


def require_key_name(name: str) -> None:
    """Key names are neither empty nor contain spaces or plus signs: both separate fields."""
    if not name or "+" in name or any(each.isspace() for each in name):
        raise NoteError(f"{name!r} cannot be the name of a key")


def _require_signature(verifier: Verifier, signature: Signature, text: str) -> None:
    try:
        verifier.public_key.verify(signature.signature, text.encode())
    except InvalidSignature:
        raise NoteError(f"the signature of {verifier.name} is wrong") from None


def _require_note_text(text: str) -> None:
    if len(text) > MAX_NOTE_SIZE:
        raise NoteError(f"a note is at most {MAX_NOTE_SIZE} characters long")
    if any(each < " " and each != "\n" for each in text):
        raise NoteError("a note contains no control character other than newline")


def _parse_signature(line: str) -> Signature:
    if not line.startswith(_SIGNATURE_START):
        raise NoteError("a signature line starts with an em dash and a space")
    name, _, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
    require_key_name(name)
    raw = _strict_base64(encoded)
    if len(raw) <= KEY_ID_SIZE:
        raise NoteError("a signature line holds a key id and a signature")
    return Signature(name, raw[:KEY_ID_SIZE], raw[KEY_ID_SIZE:])


def _strict_base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("not base64") from None
    # Python accepts stray bits in the last character; two spellings of one signature must not both pass.
    if base64.b64encode(raw).decode() != text:
        raise NoteError("not canonical base64")
    return raw
