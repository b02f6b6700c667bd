"""A proxy in front that rewrites Host, or a client that lies in it, changes nothing anywhere."""

from contextlib import AsyncExitStack

import httpx
import pytest

from journeys.client import registered
from journeys.people import HOSPITAL, HOTEL
from journeys.walk import begin
from journeys.world import BRIDGE, SINGPASS, VNEID, Link

EVIL = "evil.example"
LIES = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": f"https://{EVIL}/",
    "Forwarded": f"host={EVIL};proto=https",
}
# Differ from answer to answer whoever asks.
FRESH = {"x-request-id", "dpop-nonce", "set-cookie", "content-length"}


def _addresses(link: Link) -> list[tuple[str, str, str]]:
    """Every method and address that the services describe, with something in the place of a parameter."""
    found = []
    for service in (BRIDGE, VNEID, SINGPASS):
        app = link.switchboard.app_at(service)
        for path, operations in app.openapi()["paths"].items():
            # The controls of a mock answer loopback names alone: that they refuse is what they are for.
            if not path.startswith("/sim/"):
                filled = path.replace("{client_id}", "x").replace("{transaction_id}", "x")
                found += [(service, method.upper(), filled) for method in operations]
    pages = (
        "/",
        "/oauth/authorize",
        "/upstream/vneid/callback",
        "/upstream/singpass/callback",
        "/t/x",
        "/static/x",
    )
    return found + [(BRIDGE, "GET", page) for page in pages]


def _said(response: httpx.Response) -> tuple[int, dict[str, str], str]:
    headers = {name: value for name, value in response.headers.items() if name not in FRESH}
    shown = response.text.replace(response.headers["x-request-id"], "")
    return response.status_code, headers, shown


async def test_every_address_answers_alike_whatever_the_host_header_says(link: Link) -> None:
    addresses = _addresses(link)
    assert len(addresses) > 25
    for service, method, path in addresses:
        async with link.client() as http:
            honest = await http.request(method, f"{service}{path}")
            lied_to = await http.request(method, f"{service}{path}", headers=LIES)
        assert _said(lied_to) == _said(honest), f"{method} {path}"
        assert EVIL not in f"{lied_to.headers}{lied_to.text}", f"{method} {path}"


@pytest.mark.parametrize(
    ("metadata", "person"),
    [
        pytest.param(HOSPITAL, "nguyen-thi-hoa", id="VNeID"),
        pytest.param(HOTEL, "tan-mei-ling", id="Singpass"),
    ],
)
async def test_a_journey_behind_a_proxy_that_rewrites_host_goes_where_it_always_goes(
    link: Link, stack: AsyncExitStack, metadata: dict[str, object], person: str
) -> None:
    """Proofs are compared with the public URL, forms with its origin, and every redirect begins with it."""
    organisation = await registered(link, stack, metadata)
    browser = await stack.enter_async_context(link.client())
    visited: list[str] = []

    async def note(response: httpx.Response) -> None:
        visited.append(response.headers.get("location", ""))

    for client in (organisation.http, browser):
        client.headers.update(LIES)
        client.event_hooks = {"response": [note]}
    walk = await begin(organisation, browser)
    tokens = await organisation.redeem(walk.attempt, await walk.code(person))
    answer = await organisation.userinfo(walk.attempt, tokens["access_token"])
    assert answer["verified_claims"]["claims"]["name"]
    assert any(location.startswith(BRIDGE) for location in visited)
    assert EVIL not in "".join(visited)
