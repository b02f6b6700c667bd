"""The controls of a running link, from the test's side: JSON over HTTP, with the standard library alone."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# A journey during the fault `slow-userinfo` is the longest that one call can take.
_PATIENCE_S = 60
# No proxy, whatever the environment says: everything here is on this machine.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ControlRefused(Exception):
    """What was asked of the link's controls cannot be; the message says what can."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class ControlClient:
    """Speaks to the controls at `url`, with the token that this link alone knows."""

    url: str
    token: str = field(repr=False)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON answer. Raises `ControlRefused`."""
        answer = send(method, f"{self.url}{path}", body, headers={"Authorization": f"Bearer {self.token}"})
        if answer.status >= 400:
            raise ControlRefused(answer.body.get("error_description", f"{path} answered {answer.status}"))
        return answer.body


def send(
    method: str, url: str, body: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] | None = None
) -> Answer:
    """One request; any status is an answer. Raises `OSError` where nothing answers."""
    content = None if body is None else json.dumps(body).encode()
    every = {"Accept": "application/json", "Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, content, every, method=method)  # noqa: S310 (a link's own address)
    try:
        with _DIRECT.open(request, timeout=_PATIENCE_S) as response:
            return Answer(response.status, _json(response.read()))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _json(error.read()))


def _json(body: bytes) -> Any:
    """Empty for what is no JSON: the status then has to speak for itself."""
    try:
        return json.loads(body)
    except ValueError:
        return {}
