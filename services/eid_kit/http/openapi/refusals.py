"""Refusals: which error, under which stable word. A list of them is closed; docs say what would pass."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from eid_kit.http.openapi.answers import NO_STORE, header
from eid_kit.http.openapi.operations import Responses, Schema, component
from eid_kit.oauth.errors import InvalidClient, InvalidDpopProof, OAuthError, UseDpopNonce
from eid_kit.oauth.remedies import WHAT_WOULD_PASS

_DESCRIPTIONS: Final = {
    "400": "Refused: the request is not in order.",
    "401": "Refused: who asks was not proven.",
    "403": "Refused: not for whoever asks.",
    "404": "There is nothing of that name.",
    "405": "This address is for other methods.",
    "413": "Refused: the body is too long.",
    "415": "Refused: the body is of another media type.",
    "500": "A fault of ours; the log has the line.",
    "502": "A system behind this one does not answer.",
    "503": "Nothing was done; the same request may be sent again later.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way to be refused. `says` is a description as it may be sent with it."""

    error: type[OAuthError]
    reason: str
    says: str

    def body(self) -> dict[str, str]:
        """An example of the answer."""
        told = {"error": self.error.code, "error_description": self.says, "reason": self.reason}
        remedy = WHAT_WOULD_PASS.get(self.reason)
        return told if remedy is None else {**told, "what_would_pass": remedy}


ERROR_SCHEMA: Final[Schema] = {
    "type": "object",
    "description": "An error as RFC 6749 section 5.2 has it, with what a program may branch on.",
    "properties": {
        "error": {"type": "string", "description": "The protocol's word."},
        "error_description": {"type": "string", "description": "For a developer; the wording may change."},
        "reason": {"type": "string", "description": "A stable word, explained in docs/errors.md."},
        "clause": {"type": "string", "description": "The clause of the agreement concerned."},
        "attribute": {"type": "string", "description": "The claim concerned."},
        "what_would_pass": {"type": "string", "description": "How the request would be accepted."},
    },
    "required": ["error", "error_description", "reason"],
    "additionalProperties": False,
}

Resource = Literal["DPoP", "Bearer"]


def refused(
    *groups: Iterable[Refusal],
    at: Resource | None = None,
    basic: bool = False,
    challenged: Container[str] = frozenset({"401"}),
) -> Responses:
    """The responses for these refusals, by status.

    `at` is the scheme of a protected resource, which turns a bad proof into a 401 (RFC 9449 section 9) and
    challenges with every status of `challenged`; `basic` says that a client may use HTTP Basic here.
    """
    by_status: dict[str, list[Refusal]] = {}
    for refusal in dict.fromkeys(refusal for group in groups for refusal in group):
        by_status.setdefault(_status(refusal, at), []).append(refusal)
    return {
        status: _response(status, refusals, at=at if status in challenged else None, basic=basic)
        for status, refusals in sorted(by_status.items())
    }


def _status(refusal: Refusal, at: Resource | None) -> str:
    proof_refused = issubclass(refusal.error, InvalidDpopProof | UseDpopNonce)
    return "401" if at is not None and proof_refused else str(refusal.error.status)


def _response(status: str, refusals: list[Refusal], *, at: Resource | None, basic: bool) -> Mapping[str, Any]:
    narrowed = {
        "properties": {
            "error": {"enum": sorted({refusal.error.code for refusal in refusals})},
            "reason": {"enum": sorted({refusal.reason for refusal in refusals})},
        },
        "required": ["reason"],
    }
    content = {
        "schema": {"allOf": [component("Error"), narrowed]},
        "examples": _examples(refusals),
    }
    return {
        "description": _DESCRIPTIONS[status],
        "headers": {**NO_STORE, **_challenges(refusals, at=at, basic=basic)},
        "content": {"application/json": content},
    }


def _examples(refusals: list[Refusal]) -> Mapping[str, Any]:
    """By reason; a reason that two errors come with has an example of each."""
    found: dict[str, Any] = {}
    for refusal in refusals:
        name = refusal.reason if refusal.reason not in found else f"{refusal.reason}.{refusal.error.code}"
        found[name] = {"value": refusal.body()}
    return found


def _challenges(refusals: list[Refusal], *, at: Resource | None, basic: bool) -> Mapping[str, Any]:
    headers: dict[str, Any] = {}
    errors = {refusal.error for refusal in refusals}
    if at is not None:
        says = f"{at} and, where a token came, the error again (RFC 9449 section 7.1, RFC 6750 section 3)."
        headers["WWW-Authenticate"] = header(says, pattern=f"^{at} (error|realm)=")
    elif InvalidClient in errors and basic:
        says = "Sent where the client used HTTP Basic (RFC 6749 section 5.2)."
        headers["WWW-Authenticate"] = {**header(says), "required": False}
    if UseDpopNonce in errors:
        says = "With `use_dpop_nonce`: the nonce to put into the proof (RFC 9449 section 8)."
        headers["DPoP-Nonce"] = {**header(says), "required": False}
    return headers
