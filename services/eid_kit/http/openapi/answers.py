"""Answers that are not refusals: JSON, pages, redirects, nothing at all."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from eid_kit.http.openapi.operations import Schema


def header(says: str, *, example: str | None = None, **schema: Any) -> Mapping[str, Any]:
    """A header that every answer of this status carries."""
    described: dict[str, Any] = {"type": "string", **schema}
    if example is not None:
        described["examples"] = [example]
    return {"description": says, "required": True, "schema": described}


NO_STORE: Final = {"Cache-Control": header("Kept by nobody.", const="no-store")}
NO_CACHE: Final = {
    "Pragma": header("The same in the words of HTTP/1.0 (RFC 6749 section 5.1).", const="no-cache")
}
CACHEABLE: Final = {"Cache-Control": header("May be kept for an hour.", pattern=r"max-age=3600$")}
PAGE_HEADERS: Final = NO_STORE | {
    "Content-Security-Policy": header("What the page may load: nothing from elsewhere."),
    "Referrer-Policy": header("What other sites learn of this address: nothing.", const="same-origin"),
    "X-Content-Type-Options": header("It is what it says it is.", const="nosniff"),
    "X-Frame-Options": header("Shown in no other page.", const="DENY"),
    "Cross-Origin-Opener-Policy": header("No page of another site holds on to it.", const="same-origin"),
}


def sometimes(headers: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The same headers where only some answers of a status carry them."""
    return {name: {**described, "required": False} for name, described in headers.items()}


COOKIE: Final = sometimes(
    {
        "Set-Cookie": header(
            "Keeps this browser apart from others: HttpOnly, SameSite=Lax; __Secure- on https."
        )
    }
)


def json_answer(
    says: str,
    schema: Schema,
    example: Any,
    *,
    headers: Mapping[str, Any] | None = None,
    others: Mapping[str, Any] = MappingProxyType({}),
) -> Mapping[str, Any]:
    """A JSON body. `example` is a value, or a reference to one of the document's examples; `others` are
    further values, by name.
    """
    is_reference = isinstance(example, Mapping) and set(example) == {"$ref"}
    examples = {"usual": example if is_reference else {"value": example}}
    content = {
        "schema": schema,
        "examples": examples | {name: {"value": value} for name, value in others.items()},
    }
    return {
        "description": says,
        "headers": dict(NO_STORE if headers is None else headers),
        "content": {"application/json": content},
    }


def page(says: str, *, cookie: bool = False) -> Mapping[str, Any]:
    """A page for a person, in Vietnamese or English; `cookie` where it may set or clear one."""
    content = {
        "schema": {"type": "string"},
        "examples": {"page": {"value": '<!doctype html>\n<html lang="en">…'}},
    }
    headers = {**PAGE_HEADERS, **(COOKIE if cookie else {})}
    return {"description": says, "headers": headers, "content": {"text/html": content}}


def redirect(says: str, *, example: str, cookie: bool = False) -> Mapping[str, Any]:
    """303: the browser goes on with GET, whatever it sent (FAPI 2.0 section 5.3.2.2)."""
    location = {"Location": header("Where the browser goes.", example=example)}
    return {"description": says, "headers": {**NO_STORE, **location, **(COOKIE if cookie else {})}}


def nothing(says: str) -> Mapping[str, Any]:
    """No body, as at 204."""
    return {"description": says, "headers": dict(NO_STORE)}
