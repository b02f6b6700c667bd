"""What can be asked of the bridge over HTTP: at its public address, and at its port."""

import socket
from typing import Any, Final

from eid_cli.doctor_asking import Asking
from eid_cli.doctor_findings import Finding, fault, fine, warning
from eid_cli.doctor_settings import Installation

DISCOVERY: Final = "/.well-known/openid-configuration"


def sandbox_runs(asking: Asking, installation: Installation) -> bool:
    """Whether the bridge of this public URL answers there as a sandbox: nothing else registers strangers."""
    document, _ = asking.document(f"{installation.public_url}{DISCOVERY}")
    named = document is not None and document.get("issuer") == installation.public_url
    return named and document is not None and "registration_endpoint" in document


def check_bridge(asking: Asking, installation: Installation) -> list[Finding]:
    """The bridge as a partner finds it. Not running is no fault: the doctor may be asked before the start."""
    url = installation.public_url
    document, trouble = asking.document(f"{url}{DISCOVERY}")
    if document is None:
        return [_not_at_its_address(trouble, installation), *_port(asking, installation)]
    found = [_names_itself(document, url), *_port(asking, installation)]
    ready, trouble = asking.document(f"{url}/readyz")
    if ready is None:
        return [*found, _not_ready(trouble)]
    return [*found, fine("bridge", f"{url} answers and is ready")]


def _not_at_its_address(trouble: str, installation: Installation) -> Finding:
    return warning(
        "bridge",
        trouble,
        why="if the bridge runs, partners and browsers do not find it at its own name",
        mend=f"Start it; if it runs, BRIDGE_PUBLIC_URL ({installation.public_url}) is not where it is "
        "reached: see its spelling, the proxy, and the name's address",
    )


def _names_itself(document: dict[str, Any], url: str) -> Finding:
    issuer = document.get("issuer")
    endpoints = {name: each for name, each in document.items() if name.endswith(("_endpoint", "jwks_uri"))}
    if issuer == url and all(str(each).startswith(f"{url}/") for each in endpoints.values()):
        return fine("bridge", f"{url} names itself, and every endpoint under it")
    return fault(
        "bridge",
        f"{url} says that it is {issuer}",
        why="issuers are compared character by character: partners refuse every answer",
        mend="Give the running bridge the same BRIDGE_PUBLIC_URL as here; if they are the same, something in "
        "front leads to another bridge or rewrites its answers",
    )


def _not_ready(trouble: str) -> Finding:
    return fault(
        "bridge",
        trouble,
        why="it serves, but not as it should",
        mend="Read /readyz: each check says what it found",
    )


def _port(asking: Asking, installation: Installation) -> list[Finding]:
    host, port = installation.host, installation.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError:
        return [_taken(asking, installation)]
    return [fine("port", f"{port} on {host} is free: no bridge runs here")]


def _taken(asking: Asking, installation: Installation) -> Finding:
    everywhere = ("0.0.0.0", "::")  # noqa: S104 - compared, not opened
    local = "localhost" if installation.host in everywhere else installation.host
    bracketed = f"[{local}]" if ":" in local else local
    document, _ = asking.document(f"http://{bracketed}:{installation.port}{DISCOVERY}")
    if document is not None and document.get("issuer") == installation.public_url:
        return fine("port", f"{installation.port} is this bridge's")
    other = f"of {document.get('issuer')}" if document is not None else "of another program"
    return fault(
        "port",
        f"{installation.port} on {installation.host} is in use, {other}",
        why="the bridge cannot start here",
        mend="Stop the other, or choose another port with BRIDGE_PORT",
    )
