"""The history: what a service was asked, in order, with every secret replaced by a digest of it."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from eid_kit.http.request_log import request_id

# What opens something, or could be replayed, if it were read here.
SECRET_PARAMETERS = frozenset(
    {
        "access_token",
        "assertion",
        "client_assertion",
        "client_secret",
        "code",
        "code_verifier",
        "form_token",
        "id_token",
        "id_token_hint",
        "refresh_token",
        "request",
        "request_uri",
        "token",
        "transaction",
    }
)
_UNSEEN_PREFIXES = ("/sim/", "/static/", "/healthz", "/readyz")
_BODY_LIMIT = 64 * 1024
_VALUE_LIMIT = 500


def digest(secret: str) -> str:
    """`sha256:` and 12 hex digits: enough to see that two requests carried the same secret, no more."""
    return f"sha256:{sha256(secret.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request as remembered. `parameters` are those of the query and of a form body together.

    `answer` is what a refusal said (the texts of its JSON body), or where a redirect led: `location` without
    its query, and the query's parameters. Of any other answer nothing is kept: it may hold a person's data.
    """

    at: datetime
    method: str
    path: str
    status: int
    parameters: Mapping[str, list[str]]
    authorization: str | None
    dpop: str | None
    answer: Mapping[str, str]
    request_id: str | None = None

    def document(self) -> dict[str, Any]:
        """As `GET /sim/requests` shows it."""
        return {
            "at": self.at.isoformat(),
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "parameters": dict(self.parameters),
            "authorization": self.authorization,
            "dpop": self.dpop,
            "answer": dict(self.answer),
            "request_id": self.request_id,
        }


class History:
    """The last `limit` requests, oldest first."""

    def __init__(self, limit: int = 500) -> None:
        self._seen: deque[SeenRequest] = deque(maxlen=limit)

    def record(self, request: SeenRequest) -> None:
        """Remembers one request; the oldest is forgotten when there are too many."""
        self._seen.append(request)

    def requests(self) -> list[SeenRequest]:
        """What is remembered, oldest first."""
        return list(self._seen)

    def clear(self) -> None:
        """Forgets everything, as at the start."""
        self._seen.clear()


class _Answer:
    """What is noted of an answer on its way out; a body only where it explains a refusal."""

    def __init__(self) -> None:
        self.status = 500  # what the server answers for an application that raises before it answers
        self._headers: dict[str, str] = {}
        self._body = bytearray()

    def note(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._headers = _text_headers(message.get("headers", ()))
        elif self._explains_a_refusal() and len(self._body) <= _BODY_LIMIT:
            self._body.extend(message.get("body", b""))

    def shown(self) -> dict[str, str]:
        if "location" in self._headers:
            url = urlsplit(self._headers["location"])
            place = {"location": url._replace(query="", fragment="").geturl()[:_VALUE_LIMIT]}
            return place | {name: _safe(name, value) for name, value in _pairs(url.query.encode())}
        if not self._explains_a_refusal() or len(self._body) > _BODY_LIMIT:
            return {}
        try:
            body = json.loads(self._body)
        except ValueError:
            return {}
        texts = body.items() if isinstance(body, dict) else ()
        return {name: _safe(name, value) for name, value in texts if isinstance(value, str)}

    def _explains_a_refusal(self) -> bool:
        return self.status >= 400 and self._headers.get("content-type", "").startswith("application/json")


class RecordRequests:
    """ASGI middleware that records every request outside `/sim`, `/static`, `/healthz` and `/readyz`.

    `app.add_middleware(RecordRequests, history=history, now=clock.now)`.
    """

    def __init__(self, app: ASGIApp, *, history: History, now: Callable[[], datetime]) -> None:
        self._app = app
        self._history = history
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on untouched, looking at the body and the status as they go by."""
        if scope["type"] != "http" or scope["path"].startswith(_UNSEEN_PREFIXES):
            await self._app(scope, receive, send)
            return
        body, answer = bytearray(), _Answer()

        async def listening_receive() -> Message:
            message = await receive()
            if message["type"] == "http.request" and len(body) <= _BODY_LIMIT:
                body.extend(message.get("body", b""))
            return message

        async def listening_send(message: Message) -> None:
            answer.note(message)
            await send(message)

        at = self._now()
        try:
            await self._app(scope, listening_receive, listening_send)
        finally:
            self._history.record(_seen_request(scope, bytes(body), at=at, answer=answer))


def _seen_request(scope: Scope, body: bytes, *, at: datetime, answer: _Answer) -> SeenRequest:
    headers = _text_headers(scope["headers"])
    pairs = _pairs(scope["query_string"])
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        pairs += _pairs(body) if len(body) <= _BODY_LIMIT else [("…", "body over 64 KiB not shown")]
    return SeenRequest(
        at=at,
        method=scope["method"],
        path=scope["path"],
        status=answer.status,
        parameters=_shown(pairs),
        authorization=_shown_authorization(headers.get("authorization")),
        dpop=digest(headers["dpop"]) if "dpop" in headers else None,
        answer=answer.shown(),
        request_id=request_id(),
    )


def _text_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    return parse_qsl(encoded.decode("latin-1"), keep_blank_values=True)


def _shown(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Lists, because a request that sends a parameter twice is just what a tester wants to see."""
    shown: dict[str, list[str]] = {}
    for name, value in pairs:
        shown.setdefault(name[:_VALUE_LIMIT], []).append(_safe(name, value))
    return shown


def _safe(name: str, value: str) -> str:
    return digest(value) if name in SECRET_PARAMETERS else value[:_VALUE_LIMIT]


def _shown_authorization(header: str | None) -> str | None:
    """The scheme in clear and the credential as a digest: `Bearer sha256:0123456789ab`."""
    if header is None:
        return None
    scheme, _, credential = header.partition(" ")
    return f"{scheme} {digest(credential)}" if credential else digest(scheme)
