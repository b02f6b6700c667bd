"""The link with each service in a process of its own: what none of them can know or say alone."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bridge.settings import Settings
from bridge.world import load_agreement
from eid_sandbox.clients import singpass_apps, vneid_client, write_clients_file
from eid_sandbox.settings import naming

_PATIENCE_S = 0.2
_MOCKS = ("VNeID mock", "Singpass mock")


def write_clients(folder: Path) -> None:
    """The bridge's registration at each mock, as `vneid.yaml` and `singpass.yaml` in `folder`.

    Raises `UnfitSettings` or `UnfitAgreement`.
    """
    settings = _bridge()
    agreement = load_agreement(settings.agreement_file)
    vneid = vneid_client(settings.public_url, settings.vneid_client_id)
    singpass = singpass_apps(settings.public_url, settings.singpass_client_prefix, agreement)
    write_clients_file(folder / "vneid.yaml", [vneid], None)
    write_clients_file(folder / "singpass.yaml", singpass, None)


def announce_when_ready() -> None:
    """Prints one line as soon as every service answers, then stays until SIGINT or SIGTERM.

    Raises `UnfitSettings`.
    """
    asyncio.run(_until_stopped(addresses(_bridge())))


def addresses(settings: Settings) -> dict[str, str]:
    """Each service of the link by name; the partner sites only where the bridge leads to them."""
    return {
        "bridge": settings.public_url,
        _MOCKS[0]: settings.vneid_issuer,
        _MOCKS[1]: _origin(settings.singpass_issuer),
        **settings.partner_site_urls,
    }


async def _until_stopped(services: dict[str, str]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    # The first process of a container dies of no signal that it does not handle.
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    announcing = asyncio.create_task(_announce(services))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait((announcing, stopping), return_when=asyncio.FIRST_COMPLETED)
    if announcing.done():
        announcing.result()
    announcing.cancel()
    await stopping


async def _announce(services: dict[str, str]) -> None:
    # trust_env off: a proxy named in the environment has no business between services on localhost.
    async with httpx.AsyncClient(trust_env=False, timeout=3) as http:
        for url in services.values():
            await _answers(http, f"{_origin(url)}/healthz")
    sys.stdout.write(f"{ready_line(services)}\n")
    sys.stdout.flush()


async def _answers(http: httpx.AsyncClient, url: str) -> None:
    """Waits until it does: a service that has not opened its port yet is no error."""
    while True:
        with contextlib.suppress(httpx.TransportError):
            if (await http.get(url)).is_success:
                return
        await asyncio.sleep(_PATIENCE_S)


def ready_line(services: dict[str, str]) -> str:
    """What a visitor is told: what to open, then where the mocks are. Its front page leads to the sites."""
    mocks = ", ".join(f"{name} {url}" for name, url in services.items() if name in _MOCKS)
    return f"ready  open {services['bridge']} in a browser  ({mocks})"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _bridge() -> Settings:
    with naming("BRIDGE_"):
        return Settings()
