"""What servers and clients say about themselves (RFC 8414, OpenID Connect Discovery; RFC 7591), held to the
rules.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from authlib.oauth2 import (  # type: ignore[import-untyped]  # Authlib ships no type information
    rfc8414,
    rfc9207,
)

from eid_kit.oauth import urls
from eid_kit.oauth.authorization_request import RegisteredClient, requested_scopes
from eid_kit.oauth.errors import InvalidClientMetadata, InvalidScope
from eid_kit.oauth.keys import Key, parse_jwks
from eid_kit.oauth.redirect_uris import require_redirect_uri

__all__ = [
    "authorization_server_metadata",
    "registered_client",
    "require_client_metadata",
    "require_redirect_uri",
]

MAX_URIS: Final = 20
MAX_TEXT_CHARS: Final = 500
MAX_SCOPE_CHARS: Final = 2000  # a catalogue's worth of scope values
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")  # RFC 7591 section 2.2

_TEXTS: Final = frozenset(
    {
        "client_id",
        "client_name",
        "scope",
        "token_endpoint_auth_method",
        "token_endpoint_auth_signing_alg",
        "application_type",
        "subject_type",
        "id_token_signed_response_alg",
        "id_token_encrypted_response_alg",
        "id_token_encrypted_response_enc",
        "userinfo_signed_response_alg",
        "userinfo_encrypted_response_alg",
        "userinfo_encrypted_response_enc",
        "software_id",
        "software_version",
    }
)
_LINKS: Final = frozenset({"client_uri", "logo_uri", "tos_uri", "policy_uri", "jwks_uri"})
_LISTS: Final = frozenset({"redirect_uris", "grant_types", "response_types", "contacts"})
_FLAGS: Final = frozenset({"dpop_bound_access_tokens", "require_pushed_authorization_requests"})
_TRANSLATABLE: Final = frozenset({"client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri"})
_ONLY: Final = {"grant_types": ["authorization_code"], "response_types": ["code"]}


def authorization_server_metadata(issuer: str, **members: Any) -> dict[str, Any]:
    """Return a discovery document: ``issuer`` and ``members``, those that are ``None`` left out.

    Raises ``ValueError`` when a rule of RFC 8414 section 2 or RFC 9207 section 3 is broken; plain http is
    accepted on loopback only.
    """
    document = {"issuer": issuer, **{name: value for name, value in members.items() if value is not None}}
    metadata = rfc8414.AuthorizationServerMetadata(document)
    metadata.validate(metadata_classes=[rfc9207.AuthorizationServerMetadata])
    return document


def require_client_metadata(
    document: object,
    *,
    extensions: Collection[str] = (),
    links: Collection[str] = (),
    auth_methods: Collection[str] = ("private_key_jwt",),
    auth_algorithms: Collection[str] | None = None,
) -> dict[str, Any]:
    """Return the client metadata of a registration, checked, with the defaults of RFC 7591 section 2 filled
    in.

    ``extensions`` names further members that the caller judges itself (language tags allowed), ``links``
    those that are held to what every address here is held to, ``auth_algorithms`` what an assertion may be
    signed with, where the caller enforces which. Unlike RFC 7591, an unknown member is refused,
    not ignored: a misspelt one would silently change nothing. Raises ``InvalidClientMetadata`` or
    ``InvalidRedirectUri``.
    """
    if not isinstance(document, Mapping):
        raise _refused("it must be a JSON object")
    for name, value in document.items():
        if name in links:
            _require_link(name, value)
        else:
            _require_member(name, value, extensions)
    metadata = {"token_endpoint_auth_method": "client_secret_basic", **_ONLY, **document}
    _require_redirect_uris(metadata)
    for name, supported in _ONLY.items():
        if metadata[name] != supported:
            raise _refused(f"{name} must be {supported}")
    _require_scope(metadata)
    _require_authentication(metadata, auth_methods)
    algorithm = metadata.get("token_endpoint_auth_signing_alg")
    if auth_algorithms is not None and algorithm not in (None, *auth_algorithms):
        raise _refused(f"token_endpoint_auth_signing_alg must be one of {', '.join(auth_algorithms)}")
    return metadata


def registered_client(
    client_id: str,
    metadata: Mapping[str, Any],
    *,
    keys: tuple[Key, ...] = (),
    client_secret_digest: str | None = None,
) -> RegisteredClient:
    """Return the client that checked ``metadata`` describes; inline ``jwks`` are parsed here, once."""
    inline = parse_jwks(metadata["jwks"]) if "jwks" in metadata else ()
    return RegisteredClient(
        client_id=client_id,
        redirect_uris=tuple(metadata["redirect_uris"]),
        scopes=frozenset(requested_scopes({"scope": metadata.get("scope", "openid")})),
        token_endpoint_auth_method=metadata["token_endpoint_auth_method"],
        keys=keys or inline,
        client_secret_digest=client_secret_digest,
        name=metadata.get("client_name", client_id),
        metadata=metadata,
    )


def _require_member(name: object, value: object, extensions: Collection[str]) -> None:
    base, _, language = name.partition("#") if isinstance(name, str) else ("", "", "")
    if language and (_LANGUAGE_TAG.match(language) is None or base not in {*_TRANSLATABLE, *extensions}):
        raise _refused(f"member {str(name)[:64]} cannot carry this language tag")
    if base in extensions:
        return
    if base in _TEXTS:
        _require_text(base, value)
    elif base in _LINKS:
        _require_link(base, value)
    elif base in _LISTS:
        _require_texts(base, value)
    elif base in _FLAGS:
        if not isinstance(value, bool):
            raise _refused(f"{base} must be true or false")
    elif base != "jwks":
        raise _refused(f"member {str(name)[:64]} is unknown")


def _require_text(name: str, value: object) -> None:
    longest = MAX_SCOPE_CHARS if name == "scope" else MAX_TEXT_CHARS
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise _refused(f"{name} must be a text of at most {longest} printable characters")


def _require_texts(name: str, value: object) -> None:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_URIS:
        raise _refused(f"{name} must be an array of 1 to {MAX_URIS} strings")
    for item in value:
        _require_text(name, item)


def _require_link(name: str, value: object) -> None:
    _require_text(name, value)
    try:
        parts = urls.split(str(value))
    except ValueError as error:
        raise _refused(f"{name} must be an absolute URL") from error
    if "@" in parts.netloc or parts.fragment:
        raise _refused(f"{name} must have neither credentials nor a fragment")
    if parts.scheme != "https" and not urls.is_loopback(parts.hostname or ""):
        raise _refused(f"{name} must use https")


def _require_redirect_uris(metadata: Mapping[str, Any]) -> None:
    if "redirect_uris" not in metadata:
        raise _refused("redirect_uris is required")
    for uri in metadata["redirect_uris"]:
        require_redirect_uri(uri)


def _require_scope(metadata: Mapping[str, Any]) -> None:
    try:
        requested_scopes({"scope": metadata.get("scope", "")})
    except InvalidScope as error:
        raise _refused("scope is malformed") from error


def _require_authentication(metadata: Mapping[str, Any], methods: Collection[str]) -> None:
    method = metadata["token_endpoint_auth_method"]
    if method not in methods:
        raise _refused(f"token_endpoint_auth_method must be one of {', '.join(sorted(methods))}")
    if "jwks" in metadata and "jwks_uri" in metadata:  # RFC 7591 section 2
        raise _refused("jwks and jwks_uri exclude each other")
    if method == "private_key_jwt" and not {"jwks", "jwks_uri"} & metadata.keys():
        raise _refused("private_key_jwt needs jwks or jwks_uri")
    if "jwks" in metadata:
        parse_jwks(metadata["jwks"])


def _refused(why: str) -> InvalidClientMetadata:
    return InvalidClientMetadata(f"the registration is refused: {why}", reason="metadata_refused")
