"""The link under test, composed: one clock for all, every service's messages kept, controls beside them."""

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eid_kit.http import serve
from eid_kit.http.settings_values import is_target
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.history import History, RecordRequests
from eid_sandbox.link import Link, LinkSettings, Rig, Sockets, build
from eid_sandbox.shipped import agreement_file
from eid_sandbox.testing.control import Controls
from eid_sandbox.testing.messages import Service
from eid_sandbox.testing.visits import Visits


def run(outbound_allow: Sequence[str]) -> None:
    """Serves until the standard input closes, or SIGTERM. Its state is in a folder that it removes."""
    if unfit := [target for target in outbound_allow if not is_target(target)]:
        raise SystemExit(f"cannot start: {unfit[0]!r} is not host:port, as in localhost:9000")
    with tempfile.TemporaryDirectory(prefix="vnsg-link-") as state:
        asyncio.run(_Stage.set(Path(state), outbound_allow).play())


@dataclass(frozen=True, slots=True)
class _Stage:
    """The settings the link was built by, the link, and its controls' own socket and token."""

    settings: LinkSettings
    link: Link
    controls: socket.socket
    token: str

    @classmethod
    def set(cls, state: Path, outbound_allow: Sequence[str]) -> "_Stage":
        """Everything built, nothing served yet."""
        sockets, opened = Sockets.free(), serve.open_socket("127.0.0.1", 0, name="controls")
        settings = _settings(sockets, state, outbound_allow)
        clock, seen, token = MovableClock(), History(), secrets.token_urlsafe(32)
        rig = Rig.on_one_clock(clock)
        link = build(settings, sockets, rig)
        controls = Controls(
            clock=clock,
            faults={Service.VNEID: rig.vneid.faults, Service.SINGPASS: rig.singpass.faults},
            histories={
                Service.BRIDGE: seen,
                Service.VNEID: rig.vneid.history,
                Service.SINGPASS: rig.singpass.history,
            },
            people=link.people,
            visits=Visits(frozenset(_origins(settings).values())),
            token=token,
        )
        bridge, *mocks = link.services
        # Around the bridge, not in it: it is built as everywhere else, and does not know that it is watched.
        watched = replace(bridge, app=RecordRequests(bridge.app, history=seen, now=clock.now))
        controlled = serve.Service(controls.app(), opened, "controls")
        return cls(settings, replace(link, services=(watched, *mocks, controlled)), opened, token)

    async def play(self) -> None:
        await self.link.serve(self._announce)

    def _announce(self) -> None:
        """One line for the parent. From here on the end of the parent is the end of this process."""
        told = {
            **_origins(self.settings),
            "control": f"http://127.0.0.1:{serve.bound_port(self.controls)}",
            "token": self.token,
        }
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), _stop_at_the_end_of_input)


def _stop_at_the_end_of_input() -> None:
    # The pipe closes with the process that holds its other end, also when that one was killed.
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        signal.raise_signal(signal.SIGTERM)


def _settings(sockets: Sockets, state: Path, outbound_allow: Sequence[str]) -> LinkSettings:
    settings = LinkSettings.for_sockets(sockets, state)
    changes = {"agreement_file": agreement_file(), "outbound_allow": frozenset(outbound_allow)}
    return replace(settings, bridge=settings.bridge.model_copy(update=changes))


def _origins(settings: LinkSettings) -> dict[str, str]:
    return {
        "issuer": settings.bridge.public_url,
        "vneid": settings.vneid.public_url,
        "singpass": settings.singpass.public_url,
    }
