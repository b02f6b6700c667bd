"""A withdrawal reaches the partner: refused at once, told soon, and told again until it hears."""

import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from bridge.adapters.event_push import EventPush
from bridge.domain.deliveries import Delivery, DeliveryState, Setback
from bridge.domain.records import Actor, ConsentRecord
from bridge.flows.delivering import Delivering
from bridge.flows.event_statements import EventStatements
from bridge.flows.issuers import Issuers
from bridge.flows.partners import Partners
from bridge.flows.withdrawing import Withdrawing
from eid_kit.oauth import security_event
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import parse_jwks
from journeys.client import registered
from journeys.people import HOSPITAL
from journeys.walk import Walk, begin
from journeys.world import BRIDGE, Link


@dataclass(slots=True)
class Site:
    """The partner's event endpoint, which answers with `status`."""

    url: str
    status: int = 202
    tokens: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        async def events(request: Request) -> Response:
            assert request.headers["content-type"] == "application/secevent+jwt"
            if self.status == 307:
                return RedirectResponse(f"{BRIDGE}/v1/agreement")
            self.tokens.append((await request.body()).decode())
            return Response(status_code=self.status)

        app.add_api_route("/events", events, methods=["POST"])
        return app


@dataclass(frozen=True, slots=True)
class Told:
    """A journey at a partner that has an event endpoint."""

    link: Link
    site: Site
    walk: Walk
    withdrawing: Withdrawing
    delivering: Delivering

    async def record(self) -> ConsentRecord:
        record = await self.link.world.ledger.read(
            lambda unit: unit.records.get(self.link.log()[-1].consent_id or "")
        )
        assert record is not None
        return record

    async def withdraw(self) -> ConsentRecord:
        record = await self.record()
        return await self.withdrawing.withdraw(record.principal_ref, record.id, actor=Actor.PRINCIPAL)

    async def delivered(self) -> Delivery:
        """What became of the event after one attempt."""
        await self.delivering.deliver_next(self.walk.organisation.client_id)
        (found,) = await self.link.world.ledger.read(
            lambda unit: unit.outbox.of_record(self.link.log()[-1].consent_id or "")
        )
        return found

    async def claims(self, token: str) -> security_event.SecurityEvent:
        """As a partner verifies it: by the published key alone."""
        keys = parse_jwks((await self.walk.organisation.http.get(f"{BRIDGE}/v1/event-keys")).json())
        return security_event.verify(
            UnverifiedJwt(token),
            keys,
            issuer=BRIDGE,
            audience=self.walk.organisation.client_id,
            now=self.link.clock.now(),
            algorithms=("ES256",),
        )


@pytest.fixture
async def told(link: Link, stack: AsyncExitStack, browser: httpx.AsyncClient) -> Told:
    site = Site(f"https://{secrets.token_hex(8)}.example.sg")
    link.connect(site.url, site.app())
    hospital = await registered(link, stack, HOSPITAL | {"event_endpoint": f"{site.url}/events"})
    world = link.world
    delivering = Delivering(
        world.ledger,
        Partners(world.ledger, world.partners_file),
        EventStatements(Issuers.at(BRIDGE), world.keys.set_sign),
        EventPush(world.outbound),
        world.now,
        world.random_bytes,
    )
    walk = await begin(hospital, browser)
    return Told(link, site, walk, Withdrawing(world.ledger, world.now), delivering)


async def test_a_partner_hears_of_a_withdrawal_by_a_token_that_it_can_verify(told: Told) -> None:
    token = await told.walk.token(ticks=("blood_group",))
    userinfo = await told.walk.organisation.userinfo(told.walk.attempt, token)
    withdrawn = await told.withdraw()
    assert (await told.delivered()).state is DeliveryState.DELIVERED
    event = await told.claims(told.site.tokens[0])
    assert event.subject == {"format": "iss_sub", "iss": BRIDGE, "sub": userinfo["sub"]}
    (payload,) = event.events.values()
    assert set(event.events) == {"urn:vnsg:event:consent-withdrawn"}
    assert userinfo["consent_receipt"].endswith(f"/{payload['receipt_id']}")
    assert payload["receipt_id"] == withdrawn.id
    assert set(payload["claims"]) == set(userinfo["verified_claims"]["claims"])
    assert "immunizations" not in payload["claims"]


async def test_before_it_hears_the_partner_gets_nothing_any_more(told: Told) -> None:
    token = await told.walk.token()
    await told.withdraw()
    assert told.site.tokens == []
    refused = await told.walk.organisation.try_userinfo(told.walk.attempt, token)
    assert (refused.status_code, refused.json()["reason"]) == (401, "token_not_usable")


async def test_an_event_says_nothing_of_what_the_citizen_is_like(told: Told) -> None:
    await told.walk.claims()
    await told.withdraw()
    await told.delivered()
    said = str(security_event.claims_of(await told.claims(told.site.tokens[0])))
    for value in ("NGUYỄN", "HOA", "1991", "nguyen", "penicillin"):
        assert value not in said


@pytest.mark.parametrize(
    ("status", "setback"),
    [
        pytest.param(503, Setback.UNEXPECTED_STATUS, id="an endpoint in trouble"),
        pytest.param(307, Setback.REDIRECTED, id="an endpoint that leads to the bridge itself"),
    ],
)
async def test_an_endpoint_that_does_not_accept_is_told_again(
    told: Told, status: int, setback: Setback
) -> None:
    await told.walk.claims()
    await told.withdraw()
    told.site.status = status
    first = await told.delivered()
    assert (first.state, first.setback) == (DeliveryState.WAITING, setback)
    told.site.status = 202
    told.link.clock.advance(5)
    assert (await told.delivered()).state is DeliveryState.DELIVERED
    assert len({(await told.claims(token)).jti for token in told.site.tokens}) == 1


async def test_a_registration_that_is_gone_is_no_reason_to_forget_the_event(told: Told) -> None:
    await told.walk.claims()
    await told.withdraw()
    client_id = told.walk.organisation.client_id
    await told.link.world.ledger.atomically(lambda unit: unit.registrations.delete(client_id))
    found = await told.delivered()
    assert (found.state, found.setback) == (DeliveryState.WAITING, Setback.PARTNER_GONE)
