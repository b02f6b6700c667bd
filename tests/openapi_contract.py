"""Holds what a service answers against what its `/openapi.json` promises.

Used by the tests of `/openapi.json`, and by every test that walks the link in one process: each answer on
the way is checked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from jsonschema_rs import Draft202012Validator, validator_for

# What is served to a page or a program that reads the document, not to a caller of the service.
_NOT_OPERATIONS = ("/static/", "/docs/", "/openapi.json")
_JSON = "application/json"
# Of HTTP itself, or of the server that speaks it (RFC 9110 sections 6.6.1, 8.3, 8.6 and 10.2.4).
_OF_HTTP = frozenset({"content-type", "content-length", "date", "server"})


@dataclass(slots=True)
class Contract:
    """The document of one service, with its validators made once."""

    document: Mapping[str, Any]
    _validators: dict[tuple[str, str], Any] = field(default_factory=dict)

    def faults(self, response: httpx.Response) -> list[str]:
        """What the document does not promise about this answer."""
        request = response.request
        path = self._path_of(request)
        if request.url.path.startswith(_NOT_OPERATIONS):
            return []
        operation = self.document["paths"].get(path, {}).get(request.method.lower())
        if operation is None and request.method == "HEAD":
            return []  # GET without its body (RFC 9110 section 9.3.2), and no operation of its own
        answers = self.document["x-elsewhere"] if operation is None else operation["responses"]
        where = f"{request.method} {path} {response.status_code}"
        if str(response.status_code) not in answers:
            return [f"{where}: this is not documented: {response.text[:300]}"]
        promised = self._resolved(answers[str(response.status_code)])
        found = (*self._headers(promised, response), *self._body((path, where), promised, response))
        return [f"{where}: {fault}" for fault in found]

    def _resolved(self, described: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference to one of the components leads to; anything else is itself."""
        if "$ref" not in described:
            return described
        _, _, kind, name = described["$ref"].split("/")
        return dict(self.document["components"][kind][name])

    def _path_of(self, request: httpx.Request) -> str:
        for path in self.document["paths"]:
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path):
                return str(path)
        return str(request.url.path)

    def _body(self, key: tuple[str, str], promised: Mapping[str, Any], response: httpx.Response) -> list[str]:
        content = promised.get("content", {})
        media_type = response.headers.get("content-type", "").split(";")[0]
        if not content:
            return [f"a body of type {media_type}"] if response.content else []
        if media_type not in content:
            return [f"media type {media_type!r}"]
        if media_type != _JSON:
            return []
        if key not in self._validators:
            self._validators[key] = self.validator_of(content[_JSON]["schema"])
        wrong = self._validators[key].iter_errors(response.json())
        return [f"{error.message} at {error.instance_path}" for error in wrong]

    def _headers(self, promised: Mapping[str, Any], response: httpx.Response) -> list[str]:
        described = {name.lower(): self._resolved(each) for name, each in promised.get("headers", {}).items()}
        faults = [
            f"{name} is not documented" for name in response.headers if name not in _OF_HTTP | set(described)
        ]
        for name, header in described.items():
            value = response.headers.get(name)
            if value is None:
                faults += [f"no {name} header"] if header["required"] else []
            elif not Draft202012Validator(header["schema"]).is_valid(value):
                faults.append(f"{name}: {value}")
        return faults

    def validator_of(self, schema: Mapping[str, Any]) -> Any:
        """A validator of one of the document's schemas, its references resolved within the document."""
        return validator_for({**schema, "components": self.document["components"]})


def require_kept(contract: Contract, response: httpx.Response) -> None:
    """The answer is one that the document promises."""
    faults = contract.faults(response)
    assert faults == [], "\n".join(faults)
