"""How the doctor asks over HTTP: plainly, as anybody would, or by the rules of the bridge's own way out."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

import httpx

from eid_kit.http.outbound import Outbound, OutboundError, OutboundResponse
from eid_kit.oauth import strict_json

NOT_ALLOWED: Final = "address_not_allowed"
_LARGEST: Final = 64 * 1024


class NoAnswer(Exception):
    """Nothing came back; ``reason`` is a word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Get: TypeAlias = Callable[[str], Answer]
Post: TypeAlias = Callable[[str, Mapping[str, str]], Answer]


def plainly(http: httpx.Client) -> Get:
    """By a client without the environment's proxies. What is returned raises ``NoAnswer``."""

    def get(url: str) -> Answer:
        try:
            response = http.get(url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(type(error).__name__) from error
        return Answer(response.status_code, dict(response.headers.items()), response.content)

    return get


@dataclass(frozen=True, slots=True)
class AsTheBridge:
    """By the bridge's own way out, each request run to its end. Both methods raise ``NoAnswer``."""

    outbound: Outbound
    run: Callable[[Coroutine[Any, Any, OutboundResponse]], OutboundResponse]

    def get(self, url: str) -> Answer:
        return self._answer(self.outbound.get(url))

    def post(self, url: str, form: Mapping[str, str]) -> Answer:
        return self._answer(self.outbound.post_form(url, form))

    def _answer(self, request: Coroutine[Any, Any, OutboundResponse]) -> Answer:
        try:
            response = self.run(request)
        except OutboundError as error:
            raise NoAnswer(error.reason) from error
        return Answer(response.status, response.headers, response.body)


@dataclass(frozen=True, slots=True)
class Asking:
    """One way of asking, and the doctor's clock."""

    get: Get
    now: Callable[[], datetime]

    def document(self, url: str) -> tuple[dict[str, Any] | None, str]:
        """The JSON object at `url`, or None and what came instead."""
        try:
            answer = self.get(url)
        except NoAnswer as none:
            return None, f"{url} does not answer ({none.reason})"
        if answer.status != httpx.codes.OK:
            return None, f"{url} answers {answer.status}"
        try:
            document = strict_json.loads(answer.body, max_bytes=_LARGEST)
        except strict_json.StrictJsonError:
            return None, f"{url} answers something that is no JSON"
        return (document, "") if isinstance(document, dict) else (None, f"{url} answers no JSON object")

    def date_at(self, url: str) -> str | None:
        """The `Date` header of an answer, empty without one; None where nobody answers."""
        try:
            return self.get(url).headers.get("date", "")
        except NoAnswer:
            return None
