"""The parties' signatures, from the file beside the agreement."""

from pathlib import Path
from typing import Final

from bridge.domain.clauses import Country
from bridge.domain.parties import SIGNATURE_TYPE, MissingSignature, require_both_parties
from eid_kit.oauth import detached_jws, strict_json
from eid_kit.oauth.detached_jws import SignatureFault
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.keys import Key, parse_jwks

_LARGEST: Final = 64 * 1024


class UnsignedAgreement(Exception):
    """Not both parties signed exactly this text; the message names the file and what it lacks."""


def require_signed_by_both(agreement: Path, canonical: bytes, party_keys: Path) -> None:
    """Checks `<agreement>.jws` over the RFC 8785 form. Raises `UnsignedAgreement`."""
    beside = agreement.with_name(f"{agreement.name}.jws")
    keys = _public_keys(party_keys)
    document = _json(beside)
    try:
        require_both_parties(detached_jws.by_signer(document, canonical, keys, typ=SIGNATURE_TYPE))
    except (SignatureFault, MissingSignature) as fault:
        raise UnsignedAgreement(f"{beside}: {fault}; sign it with eid-bridge agreement sign") from fault


def _public_keys(file: Path) -> tuple[Key, ...]:
    try:
        keys = parse_jwks(_json(file))
    except InvalidClientMetadata:
        keys = ()
    # By name, and no third: a key that nobody asked for could sign for nobody.
    if sorted(str(key.kid) for key in keys) != sorted(Country):
        raise UnsignedAgreement(f"{file}: no JWK Set with one key of VN and one of SG")
    return keys


def _json(file: Path) -> object:
    try:
        return strict_json.loads(file.read_bytes(), max_bytes=_LARGEST)
    except OSError as error:
        raise UnsignedAgreement(f"{file}: cannot be read: {type(error).__name__}") from error
    except strict_json.StrictJsonError as error:
        raise UnsignedAgreement(f"{file}: is no JSON") from error
