"""The controls of a link under test: its one clock, the faults, the messages, and the citizens' journeys.

For the test suite that started the process, and for nobody else: on loopback, with a token made at the start.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from eid_kit.http.errors import install_error_handlers
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.control import (
    Restorable,
    json_object,
    move_clock,
    refuse_foreign_origin,
    require_control_token,
    require_loopback_host,
    set_faults,
)
from eid_kit.simulator.faults import Faults
from eid_kit.simulator.history import History, SeenRequest
from eid_sandbox.testing.messages import Service
from eid_sandbox.testing.visits import Plan, Visits

Action = Callable[[Request], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What a test moves, and looks at."""

    clock: MovableClock
    faults: Mapping[Service, Faults]
    histories: Mapping[Service, History]
    people: Sequence[Restorable]
    visits: Visits
    token: str

    def app(self) -> FastAPI:
        """The controls as an application."""
        app = FastAPI(title="Controls of a link under test", docs_url=None, redoc_url=None, openapi_url=None)
        install_error_handlers(app, challenge="Bearer")
        rows: tuple[tuple[str, str, Action], ...] = (
            ("GET", "/clock", self.show_clock),
            ("PUT", "/clock", self.move_clock),
            ("GET", "/faults/{provider}", self.show_faults),
            ("PUT", "/faults/{provider}", self.set_faults),
            ("GET", "/messages", self.show_messages),
            ("POST", "/reset", self.reset),
            ("POST", "/visits", self.visit),
        )
        for method, path, action in rows:
            app.add_api_route(path, self._guarded(action), methods=[method])
        return app

    def _guarded(self, action: Action) -> Callable[[Request], Awaitable[JSONResponse]]:
        async def endpoint(request: Request) -> JSONResponse:
            require_loopback_host(request)
            refuse_foreign_origin(request)
            require_control_token(request, self.token)
            return JSONResponse(await action(request), headers={"Cache-Control": "no-store"})

        return endpoint

    async def show_clock(self, _request: Request) -> Mapping[str, Any]:
        return {"now": self.clock.now().isoformat()}

    async def move_clock(self, request: Request) -> Mapping[str, Any]:
        move_clock(self.clock, await json_object(request))
        return await self.show_clock(request)

    async def show_faults(self, request: Request) -> Mapping[str, Any]:
        faults = self._faults(request)
        return {"active": faults.current(), "known": faults.known()}

    async def set_faults(self, request: Request) -> Mapping[str, Any]:
        set_faults(self._faults(request), await json_object(request))
        return await self.show_faults(request)

    def _faults(self, request: Request) -> Faults:
        try:
            return self.faults[Service(request.path_params["provider"])]
        except (ValueError, KeyError) as error:
            raise InvalidRequest(f"faults are those of {' and '.join(self.faults)}") from error

    async def show_messages(self, _request: Request) -> Mapping[str, Any]:
        seen = [(at, kept) for at, history in self.histories.items() for kept in history.requests()]
        return {"messages": [_document(*one) for one in sorted(seen, key=lambda one: one[1].at)]}

    async def reset(self, _request: Request) -> Mapping[str, Any]:
        self.clock.reset()
        for faults in self.faults.values():
            faults.set([])
        for people in self.people:
            people.restore()
        for history in self.histories.values():
            history.clear()
        return {}

    async def visit(self, request: Request) -> Mapping[str, Any]:
        try:
            plan = Plan.model_validate(await json_object(request))
        except ValidationError as error:
            names = sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()})
            raise InvalidRequest(f"a visit has person, url, answer, optional; look at {names}") from error
        return await self.visits.make(plan)


def _document(service: Service, seen: SeenRequest) -> dict[str, Any]:
    return {"service": service.value, **seen.document()}
