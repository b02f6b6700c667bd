"""What went over the wire in one journey, fit to be shown: tokens opened, secrets cut short."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.util import json_b64decode, to_bytes

# Whoever holds one of these can act with it; a page, a screenshot or a bug report must not pass them on.
_SECRETS = frozenset(
    {
        "code",
        "code_verifier",
        "access_token",
        "Authorization",
        "request_uri",
        "state",
        "registration_access_token",
    }
)
_SIGNED = frozenset({"client_assertion", "DPoP", "id_token"})
_SHOWN_OF_A_SECRET = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the protocol: where it is sent, what happens in it, and what to read about it."""

    endpoint: str
    title: str
    specification: str


@dataclass(frozen=True, slots=True)
class Message:
    """One request and its answer; one that only the browser sees has no status and nothing received."""

    step: Step
    method: str
    url: str
    status: int | None
    sent: Mapping[str, Any]
    received: Mapping[str, Any]


def fit_to_show(values: Mapping[str, Any]) -> dict[str, Any]:
    """A flat message with JSON and signed tokens opened, and secrets cut short."""
    return {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _SECRETS:
        scheme, _, secret = value.rpartition(" ")
        return f"{scheme} {secret[:_SHOWN_OF_A_SECRET]}…".strip()
    if name in _SIGNED:
        return _opened(value)
    return json.loads(value) if name == "authorization_details" else value


def _opened(token: str) -> dict[str, Any]:
    """Header and claims, not verified; without its signature the token serves nobody."""
    try:
        header, claims, _ = token.split(".")
        parts = {"header": json_b64decode(to_bytes(header)), "claims": json_b64decode(to_bytes(claims))}
    except ValueError:
        return {"unreadable": f"{token[:_SHOWN_OF_A_SECRET]}…"}
    return parts | {"signature": "…"}
