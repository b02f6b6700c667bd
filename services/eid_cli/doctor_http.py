"""What can be asked over HTTP: the bridge at its public address, its port, and the identity providers."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from eid_cli.doctor_findings import Finding, fault, fine, warning
from eid_cli.doctor_settings import Installation
from eid_kit.oauth import strict_json

CLOCK_TOLERANCE: Final = timedelta(seconds=10)  # what a token's iat may be ahead
_DISCOVERY: Final = "/.well-known/openid-configuration"
_LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Asking:
    """How the doctor asks: its client (no proxy of the environment, no redirects) and its clock."""

    http: httpx.Client
    now: Callable[[], datetime]

    def document(self, url: str) -> tuple[dict[str, Any] | None, str]:
        """The JSON object at `url`, or None and what came instead."""
        try:
            response = self.http.get(url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, f"{url} does not answer ({type(error).__name__})"
        if response.status_code != 200:
            return None, f"{url} answers {response.status_code}"
        try:
            document = strict_json.loads(response.content, max_bytes=_LARGEST)
        except strict_json.StrictJsonError:
            return None, f"{url} answers something that is no JSON"
        return (document, "") if isinstance(document, dict) else (None, f"{url} answers no JSON object")

    def date_at(self, url: str) -> str | None:
        """The `Date` header of an answer, empty without one; None where nobody answers."""
        try:
            return str(self.http.get(url).headers.get("date", ""))
        except (httpx.HTTPError, httpx.InvalidURL):
            return None


def sandbox_runs(asking: Asking, installation: Installation) -> bool:
    """Whether the bridge of this public URL answers there as a sandbox: nothing else registers strangers."""
    document, _ = asking.document(f"{installation.public_url}{_DISCOVERY}")
    named = document is not None and document.get("issuer") == installation.public_url
    return named and document is not None and "registration_endpoint" in document


def check_bridge(asking: Asking, installation: Installation) -> list[Finding]:
    """The bridge as a partner finds it. Not running is no fault: the doctor may be asked before the start."""
    url = installation.public_url
    document, trouble = asking.document(f"{url}{_DISCOVERY}")
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
    document, _ = asking.document(f"http://{bracketed}:{installation.port}{_DISCOVERY}")
    if document is not None and document.get("issuer") == installation.public_url:
        return fine("port", f"{installation.port} is this bridge's")
    other = f"of {document.get('issuer')}" if document is not None else "of another program"
    return fault(
        "port",
        f"{installation.port} on {installation.host} is in use, {other}",
        why="the bridge cannot start here",
        mend="Stop the other, or choose another port with BRIDGE_PORT",
    )


def check_clocks(asking: Asking, installation: Installation) -> list[Finding]:
    """Our clock and the providers': a token that looks as if from the future is refused."""
    dates = {name: asking.date_at(f"{url}{_DISCOVERY}") for name, url in _providers(installation).items()}
    # Who does not answer at all is a finding of its own.
    return [_clock(name, date, asking.now()) for name, date in dates.items() if date is not None]


def _clock(name: str, date: str, now: datetime) -> Finding:
    try:
        ahead = parsedate_to_datetime(date) - now
    except (ValueError, TypeError):
        return warning(
            "clock",
            f"{name} does not say what time it is",
            why="its clock could not be compared with ours",
            mend="See that nothing on the way takes the Date header away (RFC 9110 section 6.6.1)",
        )
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= CLOCK_TOLERANCE + timedelta(seconds=1):  # `Date` has whole seconds
        return fine("clock", f"within {CLOCK_TOLERANCE.seconds} s of {name}'s")
    return fault(
        "clock",
        f"{name}'s clock is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} ours",
        why="assertions, proofs and id_tokens are refused as not yet valid, or as expired",
        mend="Set the clock that is wrong, and keep it set (NTP)",
    )


def check_providers(asking: Asking, installation: Installation) -> list[Finding]:
    """Discovery, keys and endpoints of both providers, and whether VNeID knows the bridge."""
    found: list[Finding] = []
    for name, issuer in _providers(installation).items():
        document, trouble = asking.document(f"{issuer}{_DISCOVERY}")
        found.append(_provider(asking, name, issuer, document=document, trouble=trouble))
        if name == "VNeID" and document is not None and document.get("issuer") == issuer:
            found.append(_client_at_vneid(asking, installation, document))
    return found


def _provider(
    asking: Asking, name: str, issuer: str, *, document: dict[str, Any] | None, trouble: str
) -> Finding:
    setting = f"BRIDGE_{name.upper()}_ISSUER"
    if document is None:
        return _unusable(name, trouble, f"See that it runs, and that {setting} ({issuer}) is spelt right")
    if document.get("issuer") != issuer:
        return _unusable(name, f"{issuer} says that it is {document.get('issuer')}", f"Set {setting} to that")
    needed = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]
    needed += ["pushed_authorization_request_endpoint"] if name == "Singpass" else []
    missing = [each for each in needed if not isinstance(document.get(each), str)]
    if missing:
        return _unusable(
            name, f"its discovery has no {', '.join(missing)}", f"See that {setting} is such a provider"
        )
    keys, trouble = asking.document(document["jwks_uri"])
    if keys is None or not keys.get("keys"):
        return _unusable(name, trouble or "its key set is empty", "See that the provider is whole")
    return fine("provider", f"{name} at {issuer}: discovery, endpoints, JWK Set of {len(keys['keys'])}")


def _unusable(name: str, what: str, mend: str) -> Finding:
    return fault(
        "provider",
        what,
        why=f"every journey that begins with a sign-in at {name} ends with provider_unavailable",
        mend=mend,
    )


def _client_at_vneid(asking: Asking, installation: Installation, document: dict[str, Any]) -> Finding:
    """RFC 6749 section 4.1.2.1: a provider sends a wrong request back only to an address that it knows."""
    callback = f"{installation.public_url}/upstream/vneid/callback"
    query = {
        "response_type": "code",
        "client_id": installation.vneid_client_id,
        "redirect_uri": callback,
        "scope": "openid",
        "prompt": "none",
    }
    try:
        response = asking.http.get(f"{document['authorization_endpoint']}?{urlencode(query)}")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _unusable(
            "VNeID", f"its authorization endpoint does not answer ({type(error).__name__})", "Start it"
        )
    if response.headers.get("location", "").startswith(f"{callback}?"):
        return fine("provider", f"VNeID knows {installation.vneid_client_id} and its callback")
    return _unusable(
        "VNeID",
        f"it does not know the client {installation.vneid_client_id} with the callback {callback}",
        "Register both there: `python -m eid_sandbox clients` writes the file for VNEID_CLIENTS_FILE",
    )


def _providers(installation: Installation) -> dict[str, str]:
    return {"VNeID": installation.vneid_issuer, "Singpass": installation.singpass_issuer}
