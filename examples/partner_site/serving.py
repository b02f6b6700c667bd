"""Starts a site from its command line, with the environment as the default."""

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import uvicorn
from fastapi import FastAPI

from examples.partner_site.profile import Profile

EXIT_PORT_IN_USE = 2


class CreateApp(Protocol):
    """What each site's app.py offers."""

    def __call__(
        self, *, bridge_url: str, public_url: str, data_dir: Path, http: httpx.AsyncClient
    ) -> FastAPI: ...


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


def run(profile: Profile, create_app: CreateApp, arguments: list[str]) -> None:
    """Serves until interrupted, and prints errors only. A port in use ends it with exit code 2."""
    chosen = options(profile, arguments, os.environ)
    try:
        listening = socket.create_server((chosen.host, chosen.port), backlog=128)
    except OSError as error:
        where = f"port {chosen.port} on {chosen.host} cannot be opened ({error.strerror})"
        sys.stderr.write(f"{profile.slug}: {where}; choose another with {profile.slug.upper()}_PORT\n")
        raise SystemExit(EXIT_PORT_IN_USE) from error
    asyncio.run(_serve(chosen, create_app, listening))


async def _serve(chosen: Options, create_app: CreateApp, listening: socket.socket) -> None:
    # trust_env off: a proxy named in the environment must not see tokens on their way to localhost.
    async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
        app = create_app(
            bridge_url=chosen.bridge, public_url=chosen.public_url, data_dir=chosen.data_dir, http=http
        )
        config = uvicorn.Config(app, log_level="error", access_log=False, server_header=False)
        await uvicorn.Server(config).serve(sockets=[listening])
