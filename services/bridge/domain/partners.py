"""Who asks: a partner as it is registered, parsed whole or refused with every fault."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from bridge.domain.attributes import DETAILS_TYPE, PURPOSES, REQUESTABLE, SECTORS, Text
from bridge.domain.clauses import Country
from bridge.domain.national_numbers import resembles_national_number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PartnerFault:
    """One thing wrong with a registration. `field` is the metadata's own name for it."""

    field: str
    message: str


class PartnerFaults(Exception):
    """A registration that is refused, with all its faults."""

    def __init__(self, faults: tuple[PartnerFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation's application. `verified` means that a country vouched for who it is.

    `registered_attributes` narrows what it may ever ask for; `None` leaves that to the agreement. Exactly one
    of `jwks` (public keys) and `jwks_uri` is set. `metadata` holds the remaining RFC 7591 members as sent.
    """

    client_id: str
    organisation: str
    country: Country
    sector: str
    purposes: frozenset[str]
    legal_name: Text
    dpo_contact: str
    redirect_uris: tuple[str, ...]
    jwks: Mapping[str, Any] | None
    jwks_uri: str | None
    verified: bool
    registered_attributes: frozenset[str] | None
    metadata: Mapping[str, Any]


def parse_partner(metadata: Mapping[str, Any], *, verified: bool) -> Partner:
    """A partner from RFC 7591 client metadata with a chosen `client_id`. Raises `PartnerFaults`, with every
    fault.

    A member nobody knows is a fault: a misspelt one would be a silent no-op. Whether a redirect URI or a key
    may be used is for `eid_kit.oauth` to say (`metadata.require_redirect_uri`, `keys.parse_jwks`).
    """
    reader = _Reader(metadata)
    client_id = reader.read("client_id", _identifier, _IDENTIFIER_EXPECTED)
    partner = Partner(
        client_id=client_id or "",
        organisation=_organisation(reader, client_id, verified=verified),
        country=reader.read("country", _country, "VN or SG") or Country.VN,
        sector=reader.read("sector", _among(SECTORS), f"one of {_listed(SECTORS)}") or "",
        purposes=reader.read("purposes", _set_of(PURPOSES), f"a list of {_listed(PURPOSES)}") or frozenset(),
        legal_name=Text(
            vi=reader.read("legal_name#vi", _words, "the name shown in Vietnamese") or "",
            en=reader.read("legal_name#en", _words, "the name shown in English") or "",
        ),
        dpo_contact=reader.read("dpo_contact", _words, "how to reach the data protection officer") or "",
        redirect_uris=reader.read("redirect_uris", _strings, "a list of at least one redirect URI") or (),
        jwks=reader.read_optional("jwks", _jwks, "a JWK Set with at least one key"),
        jwks_uri=reader.read_optional("jwks_uri", _words, "a URL"),
        verified=verified,
        registered_attributes=reader.read_optional(
            "registered_attributes", _set_of(REQUESTABLE), f"a list of {_listed(REQUESTABLE)}"
        ),
        metadata=MappingProxyType({name: metadata[name] for name in metadata if name in _CLIENT_METADATA}),
    )
    reader.refuse_unknown()
    reader.refuse_unhonoured()
    if (partner.jwks is None) == (partner.jwks_uri is None):
        reader.fault("jwks", "exactly one of jwks and jwks_uri is required (RFC 7591 section 2)")
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
IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_IDENTIFIER_EXPECTED: Final = "1 to 128 of A-Z a-z 0-9 . _ ~ -, and not of the shape of a national number"
# Each is what this bridge does for every client. Another value would be accepted and not honoured.
_ALWAYS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "id_token_signed_response_alg": "ES256",
        "dpop_bound_access_tokens": True,
        "require_pushed_authorization_requests": True,
        "authorization_details_types": [DETAILS_TYPE],
    }
)


class _Reader:
    """Reads members one by one and remembers what was wrong with each."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        self._metadata = metadata
        self._known = set(_CLIENT_METADATA)
        self.faults: list[PartnerFault] = []

    def fault(self, field: str, message: str) -> None:
        self.faults.append(PartnerFault(field, message))

    def read(self, field: str, parse: Callable[[object], T | None], expected: str) -> T | None:
        """A member that must be there."""
        if field not in self._metadata:
            self._known.add(field)
            self.fault(field, f"is required: {expected}")
            return None
        return self.read_optional(field, parse, expected)

    def read_optional(self, field: str, parse: Callable[[object], T | None], expected: str) -> T | None:
        """A member that may be absent, and otherwise must be right."""
        self._known.add(field)
        if field not in self._metadata:
            return None
        value = parse(self._metadata[field])
        if value is None:
            self.fault(field, f"must be {expected}")
        return value

    def refuse_unknown(self) -> None:
        for field in self._metadata:
            if field not in self._known:
                self.fault(field[:60], "is not a member of a partner's registration")

    def refuse_unhonoured(self) -> None:
        for field, only in _ALWAYS.items():
            self.read_optional(field, _exactly(only), f"left out, or {json.dumps(only)}")


def _organisation(reader: _Reader, client_id: str | None, *, verified: bool) -> str:
    """The organisation decides which pairwise subjects a client sees.

    An unverified client is an organisation of its own: claiming another's would show it that one's subjects.
    """
    if verified:
        return reader.read_optional("organisation", _identifier, _IDENTIFIER_EXPECTED) or client_id or ""
    reader.read_optional("organisation", lambda value: value if value == client_id else None, "left out")
    return client_id or ""


def _as_metadata(partner: Partner) -> dict[str, Any]:
    members = {
        **partner.metadata,
        "client_id": partner.client_id,
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
        "registered_attributes": _sorted(partner.registered_attributes),
    }
    return {name: value for name, value in members.items() if value is not None}


def _sorted(words: frozenset[str] | None) -> list[str] | None:
    return None if words is None else sorted(words)


def _identifier(value: object) -> str | None:
    if not isinstance(value, str) or IDENTIFIER.fullmatch(value) is None:
        return None
    # The log takes nothing of that shape, and nothing leaves unlogged: such a client could not take one step.
    return None if resembles_national_number(value) else value


def _exactly(only: object) -> Callable[[object], object]:
    # The type as well: in Python 1 equals True.
    return lambda value: value if type(value) is type(only) and value == only else None


def _words(value: object) -> str | None:
    fits = isinstance(value, str) and value.strip() and len(value) <= 300 and value.isprintable()
    return value if isinstance(value, str) and fits else None


def _country(value: object) -> Country | None:
    return Country(value) if isinstance(value, str) and value in set(Country) else None


def _among(vocabulary: frozenset[str]) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in vocabulary else None


def _strings(value: object) -> tuple[str, ...] | None:
    fits = isinstance(value, list) and value and all(isinstance(item, str) and item for item in value)
    return tuple(value) if isinstance(value, list) and fits and len(set(value)) == len(value) else None


def _set_of(vocabulary: frozenset[str]) -> Callable[[object], frozenset[str] | None]:
    def parse(value: object) -> frozenset[str] | None:
        items = _strings(value)
        return frozenset(items) if items and vocabulary.issuperset(items) else None

    return parse


def _jwks(value: object) -> Mapping[str, Any] | None:
    keys = value.get("keys") if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) and isinstance(keys, list) and keys else None


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
