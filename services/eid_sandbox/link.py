"""The whole link in one process: both mocks and the bridge, on the sockets they are given.

The composition root. The bridge has no fault switch and no clock that it could be told to move: it is built
on a source of time. `up` and `demo` build it on the machine's; a test suite may build it on its own (`Rig`).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from socket import socket

from bridge.app import create_app
from bridge.settings import Settings as BridgeSettings
from bridge.world import World, open_world
from eid_kit.http.outbound import Outbound
from eid_kit.http.serve import Service, bound_port, open_socket, serve_many
from eid_kit.oauth import urls
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.control import Restorable
from eid_kit.simulator.faults import Faults
from eid_kit.simulator.history import History
from eid_sandbox.clients import singpass_apps, vneid_client, write_clients_file
from singpass_mock.app import create_app as create_singpass
from singpass_mock.faults import SingpassFault
from singpass_mock.settings import SingpassSettings
from vneid_mock.app import create_app as create_vneid
from vneid_mock.faults import VneidFault
from vneid_mock.settings import Settings as VneidSettings


@dataclass(frozen=True, slots=True)
class Sockets:
    """Opened before anything starts, so that a port in use leaves nothing running."""

    bridge: socket
    vneid: socket
    singpass: socket

    @classmethod
    def free(cls) -> "Sockets":
        """Three free ports of this machine."""
        return cls(*(open_socket("127.0.0.1", 0, name=name) for name in ("bridge", "vneid", "singpass")))


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """The three services' settings, made to fit each other."""

    bridge: BridgeSettings
    vneid: VneidSettings
    singpass: SingpassSettings

    @classmethod
    def for_sockets(cls, sockets: Sockets, state: Path) -> "LinkSettings":
        """Everything on the given sockets, with state under one folder, as a sandbox."""
        bridge, vneid, singpass = (
            f"http://localhost:{bound_port(opened)}"
            for opened in (sockets.bridge, sockets.vneid, sockets.singpass)
        )
        return cls(
            BridgeSettings(
                public_url=bridge,
                data_dir=state / "bridge",
                sandbox=True,
                vneid_issuer=vneid,
                singpass_issuer=f"{singpass}/fapi",
                # Said here, not read from the environment: an operator's own database is none of a demo's.
                database_url=None,
                partners_file=None,
            ),
            VneidSettings(public_url=vneid, data_dir=state / "vneid", clients_file=None),
            SingpassSettings(public_url=singpass, data_dir=state / "singpass", clients_file=None),
        )


@dataclass(frozen=True, slots=True)
class MockControls:
    """What a tester moves in a mock, and looks at."""

    faults: Faults
    clock: MovableClock = field(default_factory=MovableClock)
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True)
class Rig:
    """What the link is run by: the bridge's source of time, and the controls of each mock."""

    now: Callable[[], datetime]
    vneid: MockControls
    singpass: MockControls

    @classmethod
    def usual(cls) -> "Rig":
        """The machine's time for the bridge; each mock has a clock of its own."""
        return cls(_utc_now, MockControls(Faults(VneidFault)), MockControls(Faults(SingpassFault)))

    @classmethod
    def on_one_clock(cls, clock: MovableClock) -> "Rig":
        """All three services by one clock, so that moving it leaves them agreed on the time."""
        return cls(
            clock.now,
            MockControls(Faults(VneidFault), clock),
            MockControls(Faults(SingpassFault), clock),
        )


@dataclass(frozen=True, slots=True)
class Link:
    """The built services, their mocks' fault switches and people, and the world the bridge lives in."""

    services: tuple[Service, ...]
    world: World
    vneid_faults: Faults
    singpass_faults: Faults
    outbounds: tuple[Outbound, ...]

    @property
    def people(self) -> tuple[Restorable, ...]:
        """Those of both mocks, who can be put back."""
        return tuple(mock.app.state.people for mock in self.services[1:3])

    async def serve(self, on_ready: Callable[[], None]) -> None:
        """Serves until interrupted, then closes what was opened. Raises `UnfitAgreement`."""
        try:
            await self.world.remember_agreement()
            await serve_many(self.services, on_ready=on_ready)
        finally:
            await self.close()

    async def close(self) -> None:
        """Finishes what is being written and lets go of database and connections."""
        for outbound in self.outbounds:
            await outbound.aclose()
        await self.world.close()


def build(settings: LinkSettings, sockets: Sockets, rig: Rig | None = None) -> Link:
    """All three applications. Raises what each refuses to start with, before anything is served."""
    rig = rig or Rig.usual()
    public_urls = (settings.bridge.public_url, settings.vneid.public_url, settings.singpass.public_url)
    bridge_target, vneid_target, singpass_target = map(urls.authority, public_urls)
    outbound = Outbound(allow={vneid_target, singpass_target} | settings.bridge.outbound_allow)
    world = open_world(settings.bridge, outbound=outbound, now=rig.now, random_bytes=secrets.token_bytes)
    vneid, singpass = _with_our_clients(settings, world)
    to_bridge = Outbound(allow={bridge_target} | vneid.outbound_allow | singpass.outbound_allow)
    apps = (
        (create_app(settings.bridge, world), sockets.bridge, "bridge"),
        (
            create_vneid(
                vneid,
                clock=rig.vneid.clock,
                faults=rig.vneid.faults,
                history=rig.vneid.history,
                random_bytes=secrets.token_bytes,
                outbound=to_bridge,
            ),
            sockets.vneid,
            "vneid-mock",
        ),
        (
            create_singpass(
                singpass,
                clock=rig.singpass.clock,
                faults=rig.singpass.faults,
                history=rig.singpass.history,
                random_bytes=secrets.token_bytes,
                outbound=to_bridge,
            ),
            sockets.singpass,
            "singpass-mock",
        ),
    )
    services = tuple(Service(app, opened, name) for app, opened, name in apps)
    return Link(services, world, rig.vneid.faults, rig.singpass.faults, (outbound, to_bridge))


def _with_our_clients(settings: LinkSettings, world: World) -> tuple[VneidSettings, SingpassSettings]:
    """The mocks' settings with a clients file that also holds the bridge."""
    bridge = settings.bridge
    vneid_file = settings.vneid.data_dir / "clients.yaml"
    singpass_file = settings.singpass.data_dir / "clients.yaml"
    write_clients_file(
        vneid_file,
        [vneid_client(bridge.public_url, bridge.vneid_client_id)],
        settings.vneid.clients_file,
    )
    write_clients_file(
        singpass_file,
        singpass_apps(bridge.public_url, bridge.singpass_client_prefix, world.agreement),
        settings.singpass.clients_file,
    )
    return (
        settings.vneid.model_copy(update={"clients_file": vneid_file}),
        settings.singpass.model_copy(update={"clients_file": singpass_file}),
    )


def _utc_now() -> datetime:
    return datetime.now(UTC)
