"""`make up`: everything on its usual ports, until Ctrl-C, with state that survives a restart."""

import asyncio
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from socket import socket

from bridge.settings import Settings as BridgeSettings
from eid_kit.http.data_folder import require_folder
from eid_kit.http.log_lines import write_log_lines
from eid_kit.http.serve import EXIT_PORT_IN_USE, open_socket
from eid_kit.http.settings_faults import warn_of_unknown_settings
from eid_sandbox import partner_sites, state_lock
from eid_sandbox.apart import addresses, ready_line
from eid_sandbox.link import LinkSettings, Sockets, build
from eid_sandbox.partner_sites import PartnerSite, reachable
from eid_sandbox.settings import naming
from singpass_mock.settings import SingpassSettings
from vneid_mock.settings import Settings as VneidSettings


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is started: the link on its sockets, and the partner sites that are to be had."""

    settings: LinkSettings
    sockets: Sockets
    sites: tuple[PartnerSite, ...]


def up() -> None:
    """Starts the link from the environment's settings. A port in use ends it with exit code 2."""
    with naming("VNEID_"):
        vneid = VneidSettings()
    with naming("SINGPASS_"):
        singpass = SingpassSettings()
    with naming("BRIDGE_"):
        # Whatever moves a mock moves the bridge's idea of it too: this is one link, not three services.
        bridge = BridgeSettings(sandbox=True, vneid_issuer=vneid.public_url, singpass_issuer=singpass.issuer)
    for prefix, service in (("BRIDGE", bridge), ("VNEID", vneid), ("SINGPASS", singpass)):
        require_folder(service.data_dir, setting=f"{prefix}_DATA_DIR")
    lock = state_lock.taken(bridge.data_dir)
    if lock is None:
        sys.stderr.write(
            f"up: another one runs with the state in {bridge.data_dir}; stop it, or give this one a state of "
            "its own (docs/settings.md#two-at-a-time)\n"
        )
    sites = partner_sites.available() if lock else ()
    bridge = _with_sites(bridge, sites)
    sockets = _opened({"bridge": bridge, "vneid": vneid, "singpass": singpass})
    if lock is None:
        raise SystemExit(EXIT_PORT_IN_USE)
    # `ready` says that all of them serve; what the server itself says of it, three times over, says no more.
    write_log_lines(bridge.log_format, service="up", server_level=logging.WARNING)
    _warn_of_unknown_settings()
    asyncio.run(_serve(_Scene(LinkSettings(bridge, vneid, singpass), sockets, sites)))
    sys.stdout.write(f"stopped; the state is kept in {bridge.data_dir.parent}\n")


def _with_sites(bridge: BridgeSettings, sites: tuple[PartnerSite, ...]) -> BridgeSettings:
    """The front page leads to them, and events are pushed to them: they are on this machine."""
    leading = ",".join(f"{site.name}={site.url}" for site in sites)
    allowed = reachable(sites, bridge.outbound_allow)
    return bridge.model_copy(update={"partner_sites": leading, "outbound_allow": allowed})


def _opened(services: Mapping[str, BridgeSettings | VneidSettings | SingpassSettings]) -> Sockets:
    """All three. Where any is refused, each of those has said so before the process ends: one who moves a
    port learns at once which others to move.
    """
    opened: dict[str, socket] = {}
    refused: SystemExit | None = None
    for name, settings in services.items():
        try:
            opened[name] = open_socket(settings.host, settings.port, name=name)
        except SystemExit as error:
            refused = error
    if refused is not None:
        raise refused
    return Sockets(**opened)


def _warn_of_unknown_settings() -> None:
    warn_of_unknown_settings(os.environ, prefix="BRIDGE_", known=BridgeSettings.model_fields)
    warn_of_unknown_settings(os.environ, prefix="VNEID_", known=VneidSettings.model_fields)
    warn_of_unknown_settings(os.environ, prefix="SINGPASS_", known=SingpassSettings.model_fields)


async def _serve(scene: _Scene) -> None:
    bridge = scene.settings.bridge

    def announce() -> None:
        sys.stdout.writelines(f"{line}\n" for line in _announcement(scene))
        sys.stdout.flush()

    state = bridge.data_dir.parent
    async with partner_sites.running(scene.sites, bridge=bridge.public_url, state=state) as answering:
        link = build(scene.settings, scene.sockets)  # while the sites' process comes up
        await answering()
        await link.serve(announce)


def _announcement(scene: _Scene) -> Iterator[str]:
    """What else there is, a line each; the last says that everything answers, and what to open."""
    bridge = scene.settings.bridge
    yield from (f"{site.name:<10}  {site.url}" for site in scene.sites)
    yield f"state       {bridge.data_dir.parent}, kept when Ctrl-C stops this; `make reset` wipes it"
    yield ready_line(addresses(bridge))
