"""Who asks: a partner as it is registered, parsed whole or refused with every fault."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from bridge.domain import partner_reader as parse
from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS, Text
from bridge.domain.clauses import Country
from bridge.domain.partner_reader import IDENTIFIER, PartnerFault, Reader
from bridge.domain.profiles import ALWAYS, AUTHENTICATION_METHODS, Profile

__all__ = [
    "IDENTIFIER",
    "Partner",
    "PartnerFault",
    "PartnerFaults",
    "parse_partner",
    "partner_from_dict",
    "partner_to_dict",
]


class PartnerFaults(Exception):
    """A registration that is refused, with all its faults."""

    def __init__(self, faults: tuple[PartnerFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation's application. `verified` means that a country vouched for who it is.

    `profile` says at which of the two issuers it is known. `registered_attributes` narrows what it may ever
    ask for; `None` leaves that to the agreement. It authenticates itself by `client_secret_sha256` (the hex
    digest; the secret is kept nowhere) or else by exactly one of `jwks` (public keys) and `jwks_uri`. What
    happens to a consent afterwards it is told at `event_endpoint`, where it has one.
    `metadata` holds the remaining RFC 7591 members as sent.
    """

    client_id: str
    profile: Profile
    organisation: str
    country: Country
    sector: str
    purposes: frozenset[str]
    legal_name: Text
    dpo_contact: str
    redirect_uris: tuple[str, ...]
    jwks: Mapping[str, Any] | None
    jwks_uri: str | None
    client_secret_sha256: str | None
    verified: bool
    registered_attributes: frozenset[str] | None
    metadata: Mapping[str, Any]
    event_endpoint: str | None = None

    @property
    def authentication_method(self) -> str:
        """How it proves who it is: that one way, and no other."""
        return "private_key_jwt" if self.client_secret_sha256 is None else "client_secret_basic"


def parse_partner(metadata: Mapping[str, Any], *, verified: bool) -> Partner:
    """A partner from RFC 7591 client metadata with a chosen `client_id`. Raises `PartnerFaults`, with every
    fault.

    A member nobody knows is a fault: a misspelt one would be a silent no-op. Whether a redirect URI or a key
    may be used is for `eid_kit.oauth` to say (`metadata.require_redirect_uri`, `keys.parse_jwks`).
    """
    reader = Reader(metadata, known=_CLIENT_METADATA)
    client_id = reader.read("client_id", parse.identifier, _IDENTIFIER_EXPECTED)
    partner = Partner(
        client_id=client_id or "",
        profile=_profile(reader),
        organisation=_organisation(reader, client_id, verified=verified),
        country=reader.read("country", parse.country, "VN or SG") or Country.VN,
        sector=reader.read("sector", parse.among(SECTORS), f"one of {_listed(SECTORS)}") or "",
        purposes=reader.read("purposes", parse.set_of(PURPOSES), f"a list of {_listed(PURPOSES)}")
        or frozenset(),
        legal_name=_legal_name(reader),
        dpo_contact=reader.read("dpo_contact", parse.words, "how to reach the data protection officer") or "",
        redirect_uris=reader.read("redirect_uris", parse.strings, "a list of at least one redirect URI")
        or (),
        jwks=reader.read_optional("jwks", parse.key_set, "a JWK Set with at least one key"),
        jwks_uri=reader.read_optional("jwks_uri", parse.address, "a URL"),
        client_secret_sha256=reader.read_optional(_SECRET, parse.sha256, "64 small hexadecimal digits"),
        verified=verified,
        registered_attributes=reader.read_optional(
            "registered_attributes", parse.set_of(REQUESTABLE), f"a list of {_listed(REQUESTABLE)}"
        ),
        metadata=MappingProxyType({name: metadata[name] for name in metadata if name in _CLIENT_METADATA}),
        event_endpoint=reader.read_optional("event_endpoint", parse.address, "a URL"),
    )
    reader.refuse_unknown()
    reader.refuse_others(ALWAYS[partner.profile])
    _require_authentication(reader, partner)
    if reader.faults:
        raise PartnerFaults(tuple(reader.faults))
    return partner


def partner_to_dict(partner: Partner) -> dict[str, Any]:
    """The partner as JSON values, for storage."""
    return {"verified": partner.verified, "metadata": _as_metadata(partner)}


def partner_from_dict(stored: Mapping[str, Any]) -> Partner:
    """The inverse of `partner_to_dict`; raises `KeyError` or `PartnerFaults` on anything else."""
    return parse_partner(stored["metadata"], verified=stored["verified"])


# Members that RFC 7591 and the profile know beside ours. What they may say is for `eid_kit.oauth.metadata`.
_CLIENT_METADATA: Final = frozenset(
    {
        "client_name", "client_name#vi", "client_name#en", "client_uri", "logo_uri", "tos_uri", "policy_uri",
        "contacts", "scope", "grant_types", "response_types", "application_type", "software_id",
        "software_version", "token_endpoint_auth_method", "token_endpoint_auth_signing_alg",
        "id_token_signed_response_alg", "dpop_bound_access_tokens", "require_pushed_authorization_requests",
        "authorization_details_types",
    }
)  # fmt: skip
_IDENTIFIER_EXPECTED: Final = "1 to 128 of A-Z a-z 0-9 . _ ~ -, and not of the shape of a national number"
_SECRET: Final = "client_secret_sha256"


def _require_authentication(reader: Reader, partner: Partner) -> None:
    """One way of its profile, with what that way needs and nothing that it would never look at."""
    methods = AUTHENTICATION_METHODS[partner.profile]
    method = partner.metadata.get("token_endpoint_auth_method", methods[0])
    if method not in methods:
        reader.fault("token_endpoint_auth_method", f"must be {' or '.join(methods)} under {partner.profile}")
    has_keys = partner.jwks is not None, partner.jwks_uri is not None
    if method == "client_secret_basic":
        if any(has_keys):
            reader.fault("jwks", "keys are for private_key_jwt; this client has a secret")
        if partner.client_secret_sha256 is None:
            reader.fault(_SECRET, "is required: client_secret_basic needs the digest of a secret")
        return
    if sum(has_keys) != 1:
        reader.fault("jwks", "exactly one of jwks and jwks_uri is required (RFC 7591 section 2)")
    if partner.client_secret_sha256 is not None:
        reader.fault(_SECRET, "is for client_secret_basic; this client has keys")


def _profile(reader: Reader) -> Profile:
    word = reader.read_optional("profile", parse.among(tuple(Profile)), " or ".join(Profile))
    return Profile(word or Profile.FAPI)


def _legal_name(reader: Reader) -> Text:
    return Text(
        vi=reader.read("legal_name#vi", parse.words, "the name shown in Vietnamese") or "",
        en=reader.read("legal_name#en", parse.words, "the name shown in English") or "",
    )


def _organisation(reader: Reader, client_id: str | None, *, verified: bool) -> str:
    """The organisation decides which pairwise subjects a client sees.

    An unverified client is an organisation of its own: claiming another's would show it that one's subjects.
    """
    if verified:
        return reader.read_optional("organisation", parse.identifier, _IDENTIFIER_EXPECTED) or client_id or ""
    reader.read_optional("organisation", lambda value: value if value == client_id else None, "left out")
    return client_id or ""


def _as_metadata(partner: Partner) -> dict[str, Any]:
    members = {
        **partner.metadata,
        "client_id": partner.client_id,
        "profile": str(partner.profile),
        "organisation": partner.organisation,
        "country": str(partner.country),
        "sector": partner.sector,
        "purposes": sorted(partner.purposes),
        "legal_name#vi": partner.legal_name.vi,
        "legal_name#en": partner.legal_name.en,
        "dpo_contact": partner.dpo_contact,
        "redirect_uris": list(partner.redirect_uris),
        "jwks": partner.jwks,
        "jwks_uri": partner.jwks_uri,
        "event_endpoint": partner.event_endpoint,
        _SECRET: partner.client_secret_sha256,
        "registered_attributes": _sorted(partner.registered_attributes),
    }
    return {name: value for name, value in members.items() if value is not None}


def _sorted(words: frozenset[str] | None) -> list[str] | None:
    return None if words is None else sorted(words)


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
