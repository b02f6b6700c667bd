"""`BRIDGE_PARTNERS_FILE`: the partners an operator has verified, as RFC 7591 metadata with a client_id."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bridge.domain.partners import Partner, PartnerFaults, parse_partner
from bridge.domain.profiles import AUTHENTICATION_METHODS, Profile
from bridge.flows.client_authentication import ALGORITHMS
from bridge.flows.partners import LINKS, METADATA
from eid_kit.http.files import unread
from eid_kit.oauth.errors import InvalidClientMetadata, OAuthError
from eid_kit.oauth.metadata import require_client_metadata


class PartnersFileError(Exception):
    """The file is refused whole; the message names every client at fault and why."""


def load_partners(path: Path) -> dict[str, Partner]:
    """The partners of the file by client_id. Raises `PartnersFileError`."""
    clients = _clients(path)
    partners: dict[str, Partner] = {}
    faults: list[str] = []
    for number, metadata in enumerate(clients, 1):
        try:
            partner = verified_partner(metadata)
        except (PartnerFaults, OAuthError) as error:
            faults.append(f"client {number} ({_name(metadata)}): {error}")
            continue
        if partner.client_id in partners:
            faults.append(f"client {number}: client_id {partner.client_id} is there already")
        partners[partner.client_id] = partner
    if faults:
        raise PartnersFileError("\n".join(f"{path}: {fault}" for fault in faults))
    return partners


def verified_partner(metadata: object) -> Partner:
    """One partner that the operator vouches for. Raises `PartnerFaults` or `InvalidClientMetadata`."""
    given = dict(metadata) if isinstance(metadata, dict) else metadata
    methods = AUTHENTICATION_METHODS[_profile(given)]
    if isinstance(given, dict):
        given.setdefault("token_endpoint_auth_method", methods[0])
    # The digest of a secret may stand here: the operator chose it. Whoever registers itself is given one.
    extensions = (*METADATA, "client_secret_sha256")
    return parse_partner(
        require_client_metadata(
            given, extensions=extensions, links=LINKS, auth_methods=methods, auth_algorithms=ALGORITHMS
        ),
        verified=True,
    )


def _profile(metadata: object) -> Profile:
    named = metadata.get("profile", Profile.FAPI) if isinstance(metadata, dict) else Profile.FAPI
    try:
        return Profile(named)
    except ValueError:
        raise InvalidClientMetadata(f"profile must be {' or '.join(Profile)}") from None


def _clients(path: Path) -> list[Any]:
    try:
        # YAML 1.2, duplicate keys refused; safe: no tag constructs anything.
        document = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PartnersFileError(f"{path}: cannot be read: {unread(error)}") from error
    except YAMLError as error:
        raise PartnersFileError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict) or set(document) != {"clients"}:
        raise PartnersFileError(f"{path}: the file holds one list, named clients")
    if not isinstance(document["clients"], list):
        raise PartnersFileError(f"{path}: clients must be a list")
    return list(document["clients"])


def _name(metadata: object) -> str:
    return (
        str(metadata.get("client_id", "no client_id"))[:64] if isinstance(metadata, dict) else "not a mapping"
    )
