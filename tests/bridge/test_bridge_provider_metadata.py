"""A provider's discovery document: for the issuer that was asked, and at most an hour old."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bridge.adapters.provider import METADATA_LIFETIME, Credentials, Provider
from bridge.adapters.upstream_singpass import UpstreamSingpass
from bridge.flows.upstream import UpstreamUnavailable, UpstreamUntrusted
from eid_kit.http.outbound import JwksCache, Outbound
from eid_kit.oauth.keys import generate_key
from eid_kit.simulator.clock import MovableClock

ISSUER = "https://provider.test"
COMPLETE = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}


class Discovery:
    """A provider whose document may change, and which counts who asks."""

    def __init__(self) -> None:
        self.document: Any = dict(COMPLETE)
        self.asked = 0
        self.clock = MovableClock(lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))

    def answer(self, _request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(200, json=self.document)

    def provider(self) -> Provider:
        outbound = Outbound(transport=httpx.MockTransport(self.answer))
        return Provider(
            issuer=ISSUER,
            outbound=outbound,
            jwks=JwksCache(outbound, now=self.clock.now),
            credentials=Credentials(generate_key("ES256"), generate_key("ECDH-ES+A256KW")),
            now=self.clock.now,
            random_bytes=os.urandom,
        )


@pytest.fixture
def discovery() -> Discovery:
    return Discovery()


async def test_the_document_is_fetched_once_within_the_hour(discovery: Discovery) -> None:
    provider = discovery.provider()
    await provider.metadata()
    discovery.clock.advance((METADATA_LIFETIME - timedelta(seconds=1)).total_seconds())
    await provider.metadata()
    assert discovery.asked == 1


async def test_an_hour_later_a_moved_endpoint_is_found(discovery: Discovery) -> None:
    provider = discovery.provider()
    await provider.metadata()
    discovery.document["token_endpoint"] = f"{ISSUER}/moved"
    discovery.clock.advance(METADATA_LIFETIME.total_seconds())
    assert (await provider.metadata())["token_endpoint"] == f"{ISSUER}/moved"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({**COMPLETE, "issuer": "https://other.test"}, id="of another issuer"),
        pytest.param({**COMPLETE, "issuer": f"{ISSUER}/"}, id="of an issuer spelt otherwise"),
        pytest.param({**COMPLETE, "jwks_uri": 1}, id="with an endpoint that is no address"),
        pytest.param([COMPLETE], id="that is no object"),
    ],
)
async def test_a_document_is_not_trusted(discovery: Discovery, document: object) -> None:
    discovery.document = document
    with pytest.raises(UpstreamUntrusted):
        await discovery.provider().metadata()


async def test_singpass_without_an_endpoint_for_pushed_requests_is_not_trusted(discovery: Discovery) -> None:
    singpass = UpstreamSingpass(
        discovery.provider(), "bridge", "https://bridge.test/upstream/singpass/callback"
    )
    with pytest.raises(UpstreamUntrusted, match="discovery_incomplete"):
        await singpass.depart(purpose="tourism.checkin", attributes=("name",), state="s", language="en")


async def test_an_endpoint_that_was_missing_is_found_as_soon_as_it_is_there(discovery: Discovery) -> None:
    provider = discovery.provider()
    await provider.metadata()
    discovery.document["pushed_authorization_request_endpoint"] = f"{ISSUER}/par"
    found = await provider.metadata("pushed_authorization_request_endpoint")
    assert found["pushed_authorization_request_endpoint"] == f"{ISSUER}/par"


async def test_what_was_known_is_not_used_beyond_its_hour(discovery: Discovery) -> None:
    provider = discovery.provider()
    await provider.metadata()
    discovery.clock.advance(METADATA_LIFETIME.total_seconds())
    discovery.document = {**COMPLETE, "issuer": "https://other.test"}
    with pytest.raises(UpstreamUntrusted):
        await provider.metadata()


async def test_an_answer_that_is_not_json_counts_as_none(discovery: Discovery) -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text="<html>")

    discovery.answer = refuse  # type: ignore[method-assign]  # this provider answers with a page
    with pytest.raises(UpstreamUnavailable):
        await discovery.provider().metadata()
