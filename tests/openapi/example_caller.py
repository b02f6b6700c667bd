"""Calls operations with the very examples of the document. Only what the document marks is made anew."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from eid_kit.http.openapi.protocol_schemas import EXAMPLE_KEY
from eid_kit.oauth import client_assertion
from eid_kit.oauth.dpop import make_proof
from eid_kit.oauth.keys import load_private_key
from journeys.world import Link
from openapi.reading import examples, operations, resolved

# RFC 7515 appendix A.3: published with its private half.
KEY = load_private_key(json.dumps({**EXAMPLE_KEY, "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}))


@dataclass(slots=True)
class Caller:
    """One service as its document describes it."""

    link: Link
    http: httpx.AsyncClient
    url: str
    document: Mapping[str, Any]
    issuer: str
    called: set[str] = field(default_factory=set)
    nonce: str | None = None

    def _find(self, operation_id: str) -> tuple[str, str, dict[str, Any]]:
        return next(found for found in operations(self.document) if found[2]["operationId"] == operation_id)

    def example(self, operation_id: str, name: str, **made: Any) -> dict[str, Any]:
        """A request example with what was `made` for this request in the places that are marked."""
        _, _, operation = self._find(operation_id)
        (media_type,) = operation["requestBody"]["content"].values()
        example = dict(examples(self.document, media_type)[name])
        schema = resolved(self.document, media_type["schema"])
        for member in made:
            assert schema["properties"][member].get("x-made-for-each-request"), member
        return {**example, **{member: value for member, value in made.items() if member in example}}

    async def call(
        self,
        operation_id: str,
        body: Mapping[str, Any] | None = None,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The documented answer. That it fits its schema is checked by the link on its way."""
        template, method, operation = self._find(operation_id)
        expected = int(next(iter(operation["responses"])))
        sent: dict[str, Any] = {"params": query, "headers": dict(headers or {})}
        if body is not None:
            is_json = "application/json" in operation["requestBody"]["content"]
            sent["json" if is_json else "data"] = dict(body)
        response = await self.http.request(method, self.url + template.format(**(path or {})), **sent)
        assert response.status_code == expected, (operation_id, response.text)
        self.called.add(operation_id)
        return response

    def assertion(self, client_id: str) -> str:
        """A client assertion for one request."""
        return client_assertion.make(
            client_id=client_id,
            audience=self.issuer,
            key=KEY,
            algorithm="ES256",
            now=self.link.clock.now(),
            jti=secrets.token_urlsafe(12),
        )

    def proof(self, operation_id: str, token: str | None = None, **path: str) -> dict[str, str]:
        """The DPoP header for one call, with the newest nonce, and the token's where there is one."""
        template, method, _ = self._find(operation_id)
        made = make_proof(
            key=KEY,
            algorithm="ES256",
            method=method.upper(),
            url=self.url + template.format(**path),
            now=self.link.clock.now(),
            jti=secrets.token_urlsafe(12),
            nonce=self.nonce,
            access_token=token,
        )
        return {"DPoP": made} | ({"Authorization": f"DPoP {token}"} if token else {})

    def remember(self, response: httpx.Response) -> None:
        """Counts an operation that a browser reached by itself, when it was answered as expected."""
        for template, method, operation in operations(self.document):
            expected = next(iter(operation["responses"]))
            same_method = response.request.method.lower() == method
            if same_method and str(response.status_code) == expected and _fits(template, response):
                self.called.add(operation["operationId"])


def _fits(template: str, response: httpx.Response) -> bool:
    parts, actual = template.split("/"), response.request.url.path.split("/")
    same_length = len(parts) == len(actual)
    return same_length and all(a == b or a.startswith("{") for a, b in zip(parts, actual, strict=True))
