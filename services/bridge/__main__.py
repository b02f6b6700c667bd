"""`python -m bridge`: the bridge alone, on its own port; `application`: a worker of a server with several."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from pydantic import ValidationError

from bridge.adapters.keys import KeyRingError
from bridge.adapters.partners_file import PartnersFileError
from bridge.adapters.sql import ForeignDatabase, UnsupportedDatabase
from bridge.app import create_app
from bridge.flows.ports import StoreUnavailable
from bridge.settings import Settings
from bridge.world import UnfitAgreement, World, open_world
from eid_kit.http.data_folder import UnusableFolder, require_folder
from eid_kit.http.log_lines import write_log_lines
from eid_kit.http.outbound import Outbound
from eid_kit.http.readiness import Draining
from eid_kit.http.serve import EXIT_START_FAILED, Stopping, run
from eid_kit.http.settings_faults import settings_faults, unknown_settings, warn_of_unknown_settings

EXIT_BAD_SETTINGS = 2
_REFUSALS = (
    UnfitAgreement,
    PartnersFileError,
    KeyRingError,
    ForeignDatabase,
    UnsupportedDatabase,
    StoreUnavailable,
    UnusableFolder,
)


class CannotStart(Exception):
    """The bridge refuses to start; the message is for the operator, a line for each thing that is wrong."""


def main() -> None:
    """Serves until interrupted. What it cannot start with, it names in one line, and exits with 2."""
    try:
        settings, world = _opened()
        asyncio.run(_remembering(world))
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(EXIT_BAD_SETTINGS) from error
    _begin_log(settings)
    draining = Draining()
    run(
        create_app(settings, world, draining),
        host=settings.host,
        port=settings.port,
        name="bridge",
        setting="BRIDGE_PORT",
        closing=world.close,
        stopping=Stopping(draining, settings.drain_seconds),
    )


def application() -> FastAPI:
    """One worker's application: `uvicorn --factory bridge.__main__:application --workers 2`.

    It closes its database when its worker stops. What it cannot start with ends the worker with exit code 3,
    and with it the server, which on any other code would start workers for ever.
    """
    try:
        settings, world = _opened()
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(EXIT_START_FAILED) from error
    _begin_log(settings)
    app = create_app(settings, world)
    serving = app.router.lifespan_context

    @asynccontextmanager
    async def opened_and_closed(app: FastAPI) -> AsyncIterator[None]:
        try:
            await _remember_or_say(world)
            async with serving(app):
                yield
        finally:
            await world.close()

    app.router.lifespan_context = opened_and_closed
    return app


def _opened() -> tuple[Settings, World]:
    try:
        settings = Settings()
        require_folder(settings.data_dir, setting="BRIDGE_DATA_DIR")
        world = open_world(
            settings,
            outbound=Outbound(allow=settings.outbound_allow),
            now=lambda: datetime.now(UTC),
            random_bytes=secrets.token_bytes,
        )
    except ValidationError as error:
        raise CannotStart("\n".join((settings_faults(error, prefix="BRIDGE_"), *_misspelt()))) from error
    except _REFUSALS as error:
        raise CannotStart("\n".join((f"bridge: {error}", *_misspelt()))) from error
    return settings, world


async def _remembering(world: World) -> None:
    try:
        await world.remember_agreement()
    except _REFUSALS as error:
        raise CannotStart(f"bridge: {error}") from error


async def _remember_or_say(world: World) -> None:
    try:
        await _remembering(world)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")  # the server's own word for it leaves out what the error says
        raise


def _begin_log(settings: Settings) -> None:
    write_log_lines(settings.log_format, service="bridge")
    warn_of_unknown_settings(os.environ, prefix="BRIDGE_", known=Settings.model_fields)


def _misspelt() -> tuple[str, ...]:
    return unknown_settings(os.environ, prefix="BRIDGE_", known=Settings.model_fields)


if __name__ == "__main__":
    main()
