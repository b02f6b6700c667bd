"""`python -m eid_sandbox.soak.moved_bridge`: a bridge whose clock whoever started it can move.

Each line of its standard input is a number of seconds. The bridge itself has no movable clock: it is handed
one, here, as it is handed the machine's elsewhere.
"""

import asyncio
import secrets
import sys
import threading

from bridge.app import create_app
from bridge.settings import Settings
from bridge.world import open_world
from eid_kit.http.outbound import Outbound
from eid_kit.http.serve import run
from eid_kit.simulator.clock import MovableClock


def main() -> None:
    """Serves until interrupted."""
    clock, settings = MovableClock(), Settings()
    world = open_world(
        settings,
        outbound=Outbound(allow=settings.outbound_allow),
        now=clock.now,
        random_bytes=secrets.token_bytes,
    )
    asyncio.run(world.remember_agreement())
    threading.Thread(target=_listen, args=(clock,), daemon=True).start()
    run(
        create_app(settings, world),
        host=settings.host,
        port=settings.port,
        name="bridge",
        closing=world.close,
    )


def _listen(clock: MovableClock) -> None:
    for line in sys.stdin:
        clock.advance(float(line))


if __name__ == "__main__":
    main()
