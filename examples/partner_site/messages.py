"""What went over the wire in one journey, fit to be shown: tokens opened, secrets cut short."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.util import json_b64decode, to_bytes

# Whoever holds one of these can act with it; a page, a screenshot or a bug report must not pass them on.
_SECRETS = frozenset({"code", "code_verifier", "access_token", "Authorization", "request_uri", "state"})
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
    if value.startswith("eyJ") and value.count(".") == 2:
        return _opened(value)
    return json.loads(value) if value.startswith("[{") else value


def _opened(token: str) -> dict[str, Any]:
    """Header and claims; without its signature it serves nobody."""
    header, claims, _ = token.split(".")
    return {
        "header": json_b64decode(to_bytes(header)),
        "claims": json_b64decode(to_bytes(claims)),
        "signature": "…",
    }
