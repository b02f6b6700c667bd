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


@dataclass(slots=True)
class Contract:
    """The document of one service, with its validators made once."""

    document: Mapping[str, Any]
    _validators: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def faults(self, response: httpx.Response) -> list[str]:
        """What the document does not promise about this answer."""
        request = response.request
        path = self._path_of(request)
        if request.url.path.startswith(_NOT_OPERATIONS):
            return []
        operation = self.document["paths"].get(path, {}).get(request.method.lower())
        if operation is None:
            # HEAD is GET without its body (RFC 9110 section 9.3.2), and no operation of its own.
            undocumented = response.status_code not in (404, 405) and request.method != "HEAD"
            return [f"{request.method} {path} is not documented"] if undocumented else []
        promised = operation["responses"].get(str(response.status_code))
        where = f"{operation['operationId']} {response.status_code}"
        if promised is None:
            return [f"{where}: this status is not documented: {response.text[:300]}"]
        key = (path, request.method.lower(), str(response.status_code))
        return [
            f"{where}: {fault}" for fault in (*self._headers(promised, response), *self._body(key, response))
        ]

    def _path_of(self, request: httpx.Request) -> str:
        for path in self.document["paths"]:
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path):
                return str(path)
        return str(request.url.path)

    def _body(self, key: tuple[str, str, str], response: httpx.Response) -> list[str]:
        path, method, status = key
        content = self.document["paths"][path][method]["responses"][status].get("content", {})
        media_type = response.headers.get("content-type", "").split(";")[0]
        if not content:
            return [f"a body of type {media_type}"] if response.content else []
        if media_type not in content:
            return [f"media type {media_type!r}"]
        if media_type != _JSON:
            return []
        validator = self._validator(key)
        return [
            f"{error.message} at {error.instance_path}" for error in validator.iter_errors(response.json())
        ]

    def _headers(self, promised: Mapping[str, Any], response: httpx.Response) -> list[str]:
        faults = []
        for name, described in promised.get("headers", {}).items():
            shared = described.get("$ref", "").rpartition("/")[2]
            header = self.document["components"]["headers"][shared] if shared else described
            value = response.headers.get(name)
            if value is None:
                faults += [f"no {name} header"] if header["required"] else []
            elif not Draft202012Validator(header["schema"]).is_valid(value):
                faults.append(f"{name}: {value}")
        return faults

    def _validator(self, key: tuple[str, str, str]) -> Any:
        if key not in self._validators:
            path, method, status = key
            content = self.document["paths"][path][method]["responses"][status]["content"]
            self._validators[key] = self.validator_of(content[_JSON]["schema"])
        return self._validators[key]

    def validator_of(self, schema: Mapping[str, Any]) -> Any:
        """A validator of one of the document's schemas, its references resolved within the document."""
        return validator_for({**schema, "components": self.document["components"]})


def require_kept(contract: Contract, response: httpx.Response) -> None:
    """The answer is one that the document promises."""
    faults = contract.faults(response)
    assert faults == [], "\n".join(faults)
