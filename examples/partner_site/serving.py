"""Starts sites from a command line, with the environment as the default: one, or several in one process."""

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from examples.partner_site import site
from examples.partner_site.profile import Profile

EXIT_PORT_IN_USE = 2


@dataclass(frozen=True, slots=True)
class Options:
    """Where the site answers, where the bridge does, and where the registration is kept."""

    host: str
    port: int
    bridge: str
    public_url: str
    data_dir: Path


def options(profile: Profile, arguments: list[str], environment: Mapping[str, str]) -> Options:
    """Arguments win over `<SITE>_PORT` and the like, which win over the defaults."""
    prefix = profile.slug.upper()

    def default(name: str, otherwise: str) -> str:
        return environment.get(f"{prefix}_{name}") or otherwise

    parser = argparse.ArgumentParser(description=f"{profile.legal_name['en']}: an example partner site.")
    add = parser.add_argument
    add("--host", default=default("HOST", "127.0.0.1"), help=f"{prefix}_HOST; where to listen")
    add("--port", type=int, default=default("PORT", str(profile.port)), help=f"{prefix}_PORT")
    add("--bridge", default=default("BRIDGE", "http://localhost:8000"), help=f"{prefix}_BRIDGE; its issuer")
    add(
        "--public-url",
        default=default("PUBLIC_URL", ""),
        help=f"{prefix}_PUBLIC_URL; http://localhost:<port>",
    )
    add(
        "--data-dir",
        type=Path,
        default=default("DATA_DIR", f".local/{profile.slug}"),
        help=f"{prefix}_DATA_DIR",
    )
    chosen = parser.parse_args(arguments)
    public_url = chosen.public_url or f"http://localhost:{chosen.port}"
    return Options(chosen.host, chosen.port, chosen.bridge, public_url, Path(chosen.data_dir))


@dataclass(frozen=True, slots=True)
class ByPort:
    """Several sites behind one server: the port that was asked decides which of them answers."""

    sites: Mapping[int, FastAPI]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.sites[scope["server"][1]](scope, receive, send)


def run(profiles: Sequence[Profile], arguments: list[str]) -> None:
    """Serves until interrupted, and prints errors only. A port in use ends it with exit code 2."""
    chosen = [(profile, options(profile, arguments, os.environ)) for profile in profiles]
    sockets = [_opened(profile, where) for profile, where in chosen]
    asyncio.run(_serve(chosen, sockets))


def _opened(profile: Profile, chosen: Options) -> socket.socket:
    try:
        return socket.create_server((chosen.host, chosen.port), backlog=128)
    except OSError as error:
        where = f"port {chosen.port} on {chosen.host} cannot be opened ({error.strerror})"
        sys.stderr.write(f"{profile.slug}: {where}; choose another with {profile.slug.upper()}_PORT\n")
        raise SystemExit(EXIT_PORT_IN_USE) from error


async def _serve(chosen: Sequence[tuple[Profile, Options]], sockets: list[socket.socket]) -> None:
    async with AsyncExitStack() as stack:
        sites = {}
        for (profile, where), listening in zip(chosen, sockets, strict=True):
            # trust_env off: a proxy named in the environment must not see tokens on their way to localhost.
            http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=10))
            sites[listening.getsockname()[1]] = site.create_app(
                profile,
                bridge_url=where.bridge,
                public_url=where.public_url,
                data_dir=where.data_dir,
                http=http,
            )
        config = uvicorn.Config(
            ByPort(sites), lifespan="off", log_level="error", access_log=False, server_header=False
        )
        await uvicorn.Server(config).serve(sockets=sockets)
