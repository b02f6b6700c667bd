"""What `/openapi.json` says about the endpoints that read their requests themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

_ASSERTION = ("client_assertion_type", "client_assertion")
_PAR_REQUIRED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    *_ASSERTION,
)
_PAR_OPTIONAL = (
    "dpop_jkt",
    "acr_values",
    "authentication_context_type",
    "authentication_context_message",
    "redirect_uri_https_type",
    "app_launch_url",
)
_TOKEN_REQUIRED = ("grant_type", "code", "redirect_uri", "code_verifier", *_ASSERTION)
_ANSWER_REQUIRED = ("transaction", "form_token", "decision")


def _form(required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": list(required),
        "properties": {name: {"type": "string"} for name in (*required, *optional)},
    }
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def _parameter(name: str, place: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": "string"}}


def _answers(success: str, content: str, **others: str) -> dict[str, Any]:
    statuses = {f"{status[1:]}": {"description": text} for status, text in others.items()}
    if content:
        return {success: {"description": "Success", "content": {content: {}}}, **statuses}
    return {success: {"description": "Back to the app"}, **statuses}


_REFUSED = "Refused: error and error_description"

OPERATIONS: Mapping[str, dict[str, Any]] = {
    "par": {
        "summary": "Push an authorization request (RFC 9126)",
        "parameters": [_parameter("DPoP", "header", required=False)],
        "requestBody": _form(_PAR_REQUIRED, _PAR_OPTIONAL),
        "responses": _answers("201", "application/json", _400=_REFUSED, _401=_REFUSED, _503="Down"),
    },
    "auth": {
        "summary": "The sign-in page",
        "parameters": [
            _parameter("client_id", "query", required=True),
            _parameter("request_uri", "query", required=True),
            _parameter("lang", "query", required=False),
        ],
        "responses": _answers("200", "text/html", _400="A page saying what is wrong"),
    },
    "answer": {
        "summary": "The person's answer",
        "requestBody": _form(_ANSWER_REQUIRED, ("person",)),
        "responses": _answers("303", "", _400="A page saying what is wrong"),
    },
    "token": {
        "summary": "Redeem a code for an id_token and an access token",
        "parameters": [_parameter("DPoP", "header", required=True)],
        "requestBody": _form(_TOKEN_REQUIRED, ("client_id",)),
        "responses": _answers("200", "application/json", _400=_REFUSED, _401=_REFUSED, _503="Down"),
    },
    "userinfo": {
        "summary": "The Myinfo items of the person, signed and encrypted",
        "parameters": [
            _parameter("Authorization", "header", required=True),
            _parameter("DPoP", "header", required=True),
        ],
        "responses": _answers("200", "application/jwt", _400=_REFUSED, _401=_REFUSED, _502="Down"),
    },
}
