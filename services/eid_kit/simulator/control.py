"""`/sim`: the controls a tester reaches over HTTP. Never part of the protocol, never on a public address."""

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from eid_kit.http.forms import read_json
from eid_kit.http.openapi.links import Links
from eid_kit.http.openapi.operations import Operation
from eid_kit.oauth.bearer_tokens import InvalidBearerToken
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.control_errors import ControlRefused, UnknownPerson
from eid_kit.simulator.faults import Faults, UnknownFault
from eid_kit.simulator.history import History
from eid_kit.simulator.openapi import controls

_BODY_LIMIT = 64 * 1024
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class PeopleControl(Protocol):
    """The people of a mock. `put` creates or replaces, and raises InvalidRequest for what it refuses."""

    def list(self) -> Sequence[dict[str, Any]]:
        """Every person in short."""
        ...

    def get(self, person_id: str, /) -> dict[str, Any] | None:
        """One person in full, in the form that `put` takes."""
        ...

    def put(self, person_id: str, document: dict[str, Any], /) -> dict[str, Any]:
        """The person as kept from now on."""
        ...


class Restorable(Protocol):
    """People who can be put back; not over HTTP, but for whoever runs a mock for a test suite."""

    def restore(self) -> None:
        """Everybody as at the start, and nobody else."""
        ...


class ClientControl(Protocol):
    """The clients of a mock."""

    def register(self, metadata: dict[str, Any], /) -> dict[str, Any]:
        """RFC 7591 metadata in, the client information response (section 3.2.1) out."""
        ...


def sim_router(
    *,
    clock: MovableClock,
    faults: Faults,
    history: History,
    people: PeopleControl,
    clients: ClientControl,
    token: str | None,
    registered: Links = MappingProxyType({}),
) -> APIRouter:
    """The routes under `/sim`. With a `token`, each request must carry it as `Authorization: Bearer`.

    `registered` is where the document leads on to from a client that was registered here.
    """
    found = _Controls(
        clock=clock, faults=faults, history=history, people=people, clients=clients, token=token
    )
    return found.router(controls(registered))


Action = Callable[[Request], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Controls:
    clock: MovableClock
    faults: Faults
    history: History
    people: PeopleControl
    clients: ClientControl
    token: str | None

    def router(self, documents: Mapping[str, Operation]) -> APIRouter:
        router = APIRouter(prefix="/sim")
        rows: tuple[tuple[str, str, Action], ...] = (
            ("GET", "/clock", self.show_clock),
            ("PUT", "/clock", self.move_clock),
            ("GET", "/faults", self.show_faults),
            ("PUT", "/faults", self.set_faults),
            ("GET", "/requests", self.show_requests),
            ("GET", "/people", self.show_people),
            ("GET", "/people/{person_id}", self.show_person),
            ("PUT", "/people/{person_id}", self.put_person),
            ("POST", "/clients", self.register_client),
        )
        for method, path, action in rows:
            endpoint = self._guarded(action, status=201 if method == "POST" else 200)
            operation = documents[action.__name__]
            router.add_api_route(path, endpoint, methods=[method], **operation.route())
        return router

    def _guarded(self, action: Action, *, status: int) -> Callable[[Request], Awaitable[JSONResponse]]:
        async def endpoint(request: Request) -> JSONResponse:
            require_loopback_host(request)
            refuse_foreign_origin(request)
            require_control_token(request, self.token)
            return JSONResponse(await action(request), status, headers={"Cache-Control": "no-store"})

        return endpoint

    async def show_clock(self, _request: Request) -> object:
        return {"now": self.clock.now().isoformat(), "offset_seconds": self.clock.offset_seconds}

    async def move_clock(self, request: Request) -> object:
        move_clock(self.clock, await json_object(request))
        return await self.show_clock(request)

    async def show_faults(self, _request: Request) -> object:
        return {"active": self.faults.current(), "known": self.faults.known()}

    async def set_faults(self, request: Request) -> object:
        set_faults(self.faults, await json_object(request))
        return await self.show_faults(request)

    async def show_requests(self, _request: Request) -> object:
        return {"requests": [seen.document() for seen in self.history.requests()]}

    async def show_people(self, _request: Request) -> object:
        return {"people": self.people.list()}

    async def show_person(self, request: Request) -> object:
        person = self.people.get(request.path_params["person_id"])
        if person is None:
            raise UnknownPerson("no such person; GET /sim/people lists them all", reason="person_unknown")
        return person

    async def put_person(self, request: Request) -> object:
        return self.people.put(request.path_params["person_id"], await json_object(request))

    async def register_client(self, request: Request) -> object:
        return self.clients.register(await json_object(request))


def require_loopback_host(request: Request) -> None:
    """A page on the web can point its own name at 127.0.0.1 (DNS rebinding); the Host header tells."""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:  # half a bracket, or an address in brackets that is none
        host = None
    if host not in _LOOPBACK_HOSTS:
        raise ControlRefused(
            "the simulator controls answer on localhost, 127.0.0.1 and [::1] only", reason="host_not_local"
        )


def refuse_foreign_origin(request: Request) -> None:
    """Another site's page, partner apps on other ports included, must not steer the simulator."""
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        raise ControlRefused(
            "the simulator controls take no request from another site's page", reason="foreign_origin"
        )


def require_control_token(request: Request, token: str | None) -> None:
    """Demands the token where one is set."""
    if token is None:
        return
    sent = request.headers.get("authorization", "").encode()
    if not hmac.compare_digest(sent, f"Bearer {token}".encode()):
        raise InvalidBearerToken(
            "send the simulator's control token as `Authorization: Bearer <token>`",
            reason="control_token_wrong",
        )


async def json_object(request: Request) -> dict[str, Any]:
    """The body of a control. Raises `InvalidRequest`."""
    body = await read_json(request, _BODY_LIMIT)
    if not isinstance(body, dict):
        raise InvalidRequest("the body must be a JSON object", reason="body_malformed")
    return body


def set_faults(faults: Faults, body: Mapping[str, object]) -> None:
    """Switches on exactly the faults that the body lists. Raises `InvalidRequest`, changing nothing."""
    names = body.get("active")
    if set(body) != {"active"} or not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise InvalidRequest(
            'send {"active": ["<name>", ...]}; an empty list switches every fault off',
            reason="faults_malformed",
        )
    try:
        faults.set(names)
    except UnknownFault as error:
        raise InvalidRequest(str(error), reason="fault_unknown") from error


def move_clock(clock: MovableClock, body: Mapping[str, object]) -> None:
    """Moves the clock as the body says. Raises `InvalidRequest`, also for a moment that cannot be."""
    try:
        _move(clock, body)
    except (ValueError, OverflowError) as error:
        raise InvalidRequest(f"the clock cannot be set to that: {error}", reason="clock_malformed") from error


def _move(clock: MovableClock, body: Mapping[str, object]) -> None:
    match dict(body):
        case {"now": str(moment), **rest} if not rest:
            clock.set(datetime.fromisoformat(moment))
        case {"advance_seconds": int() | float() as seconds, **rest} if not (
            rest or isinstance(seconds, bool)
        ):
            clock.advance(seconds)
        case {"reset": True, **rest} if not rest:
            clock.reset()
        case _:
            raise InvalidRequest(
                'send one of {"now": "<ISO 8601>"}, {"advance_seconds": 60}, {"reset": true}',
                reason="clock_malformed",
            )
