"""The parties' public keys and their signatures, from files."""

from pathlib import Path
from typing import Final

from bridge.domain.clauses import Country
from bridge.flows.party_signatures import PartyKeys, UnsignedAgreement
from eid_kit.http.files import unread
from eid_kit.oauth import strict_json
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.keys import parse_jwks

_LARGEST: Final = 64 * 1024


def read_party_keys(file: Path | None) -> PartyKeys:
    """The keys of a JWK Set; without a file, those of a sandbox. Raises `UnsignedAgreement`."""
    if file is None:
        return PartyKeys(None)
    try:
        keys = parse_jwks(strict_json.loads(_text(file), max_bytes=_LARGEST))
    except (InvalidClientMetadata, strict_json.StrictJsonError):
        keys = ()
    except UnsignedAgreement as error:
        raise UnsignedAgreement(f"{file}: {error}") from error
    # By name, and no third: a key that nobody asked for could sign for nobody.
    if sorted(str(key.kid) for key in keys) != sorted(Country):
        raise UnsignedAgreement(f"{file}: no JWK Set with one key of VN and one of SG")
    return PartyKeys(tuple(keys))


def signatures_beside(agreement: Path) -> str:
    """What `<agreement>.jws` holds. Raises `UnsignedAgreement` when it cannot be read."""
    return _text(beside(agreement))


def beside(agreement: Path) -> Path:
    """Where an agreement's signatures are."""
    return agreement.with_name(f"{agreement.name}.jws")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnsignedAgreement(f"cannot be read: {unread(error)}") from error
