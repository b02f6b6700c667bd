"""`make up`: everything on its usual ports, until Ctrl-C, with state that survives a restart."""

import asyncio
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.settings import Settings as BridgeSettings
from eid_kit.http.log_lines import write_log_lines
from eid_kit.http.serve import open_socket
from eid_kit.http.settings_faults import warn_of_unknown_settings
from eid_sandbox import partner_sites
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
    sites = partner_sites.available()
    with naming("BRIDGE_"):
        bridge = BridgeSettings(
            sandbox=True,
            # Whatever moves a mock moves the bridge's idea of it too: this is one link, not three services.
            vneid_issuer=vneid.public_url,
            singpass_issuer=singpass.issuer,
            partner_sites=",".join(f"{site.name}={site.url}" for site in sites),
        )
    # Events are pushed to the sites, which are on this machine.
    bridge = bridge.model_copy(update={"outbound_allow": reachable(sites, bridge.outbound_allow)})
    sockets = Sockets(
        bridge=open_socket(bridge.host, bridge.port, name="bridge"),
        vneid=open_socket(vneid.host, vneid.port, name="vneid"),
        singpass=open_socket(singpass.host, singpass.port, name="singpass"),
    )
    # `ready` says that all of them serve; what the server itself says of it, three times over, says no more.
    write_log_lines(bridge.log_format, service="up", server_level=logging.WARNING)
    _warn_of_unknown_settings()
    asyncio.run(_serve(_Scene(LinkSettings(bridge, vneid, singpass), sockets, sites)))
    sys.stdout.write(f"stopped; the state is kept in {bridge.data_dir.parent}\n")


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
