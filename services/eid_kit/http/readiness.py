"""`GET /readyz`: whether a request sent here now would be served as it should be.

Not `/healthz`, which says that the process answers: what is alive and not ready is given time or taken out of
the load balancer, not restarted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.openapi.protocol_schemas import readiness_operation

PATH: Final = "/readyz"
_PATIENCE_S: Final = 2.0


class NotReady(Exception):
    """A check failed; the message says what was found, for an operator, and holds no secret."""


@dataclass(frozen=True, slots=True)
class ReadinessCheck:
    """One thing that must be so. ``find`` returns what it found, in words, or raises ``NotReady``."""

    name: str
    find: Callable[[], Awaitable[str]]


@dataclass(slots=True)
class Draining:
    """Whether this process was told to stop, and only finishes what it has."""

    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """All checks of one service, asked anew each time, side by side, each for two seconds at most."""

    checks: Sequence[ReadinessCheck]
    draining: Draining

    async def show(self, _request: Request) -> Response:
        """200 when every check passes, else 503; each by its name, with its state and what it found."""
        found = {"serving": self._serving()}
        answers = await asyncio.gather(*(_asked(check) for check in self.checks))
        found.update(zip((check.name for check in self.checks), answers, strict=True))
        ready = all(each["state"] == "ok" for each in found.values())
        body = {"status": "ready" if ready else "not_ready", "checks": found}
        return JSONResponse(body, status_code=200 if ready else 503, headers={"Cache-Control": "no-store"})

    def _serving(self) -> dict[str, str]:
        return _failed("told to stop; finishing what it has") if self.draining.is_on else _ok("yes")


def add_readiness(app: FastAPI, readiness: Readiness) -> None:
    """Give ``app`` its ``/readyz``."""
    operation = readiness_operation("about")
    app.add_api_route(PATH, readiness.show, methods=["GET"], name="readyz", **operation.route())


async def _asked(check: ReadinessCheck) -> dict[str, str]:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return _ok(await check.find())
    except TimeoutError:
        return _failed(f"no answer within {_PATIENCE_S:g} s")
    except NotReady as error:
        return _failed(str(error))


def _ok(found: str) -> dict[str, str]:
    return {"state": "ok", "found": found}


def _failed(found: str) -> dict[str, str]:
    return {"state": "failed", "found": found}
