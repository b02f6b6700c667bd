"""`python -m bridge`: the bridge alone, on its own port."""

import asyncio
import secrets
import sys
from datetime import UTC, datetime

from pydantic import ValidationError

from bridge.adapters.keys import KeyRingError
from bridge.adapters.partners_file import PartnersFileError
from bridge.adapters.sql import ForeignDatabase, UnsupportedDatabase
from bridge.app import create_app
from bridge.flows.ports import StoreUnavailable
from bridge.settings import Settings
from bridge.world import UnfitAgreement, open_world
from eid_kit.http.outbound import Outbound
from eid_kit.http.serve import run
from eid_kit.http.settings_faults import settings_faults

EXIT_BAD_SETTINGS = 2
_REFUSALS = (
    UnfitAgreement,
    PartnersFileError,
    KeyRingError,
    ForeignDatabase,
    UnsupportedDatabase,
    StoreUnavailable,
)


def main() -> None:
    """Serves until interrupted. What it cannot start with, it names in one line, and exits with 2."""
    try:
        settings = Settings()
        world = open_world(
            settings,
            outbound=Outbound(allow=settings.outbound_allowlist),
            now=lambda: datetime.now(UTC),
            random_bytes=secrets.token_bytes,
        )
        asyncio.run(world.remember_agreement())
    except ValidationError as error:
        sys.stderr.write(f"{settings_faults(error, prefix='BRIDGE_')}\n")
        raise SystemExit(EXIT_BAD_SETTINGS) from error
    except _REFUSALS as error:
        sys.stderr.write(f"bridge: {error}\n")
        raise SystemExit(EXIT_BAD_SETTINGS) from error
    app = create_app(settings, world)
    run(
        app,
        host=settings.host,
        port=settings.port,
        name="bridge",
        setting="BRIDGE_PORT",
        closing=world.close,
    )


if __name__ == "__main__":
    main()
