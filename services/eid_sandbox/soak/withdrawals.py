"""Withdrawals, timed: from the click until userinfo refuses, and until the event is at the partner."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiohttp import web

from bridge.adapters.keys import KeyRing
from bridge.adapters.sql import SqlLedger
from bridge.domain.clauses import Clause
from bridge.domain.records import ConsentRecord
from bridge.flows.ports import Unit
from eid_kit.oauth import jwt, security_event
from eid_kit.oauth.jose_errors import JwtError
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.secrets_ import digest
from eid_kit.oauth.security_event import SecurityEventError
from eid_sandbox.bench.figures import percentile
from eid_sandbox.load.journey import Journey
from eid_sandbox.load.partner import LoadPartner, Unexpected
from eid_sandbox.load.wire import wire
from eid_sandbox.processes import Layout, Processes, running
from eid_sandbox.soak.portal_visit import PortalVisit

_TOLD_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """How many consents are withdrawn under each clause, by how many citizens at a time."""

    clauses: tuple[Clause, ...]
    under_each_clause: int
    citizens: int


@dataclass(slots=True)
class Receiver:
    """The partners' event endpoint: when each token arrived. Nothing is verified before the clock is read."""

    address: str = ""
    arrived: list[tuple[float, str]] = field(default_factory=list)
    one_more: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        token = await request.text()
        self.arrived.append((time.perf_counter(), token))
        self.one_more.set()
        return web.Response(status=202)


@dataclass(slots=True)
class Clicks:
    """What was clicked, by receipt: when, and how long until userinfo refused, in seconds."""

    at: dict[str, float] = field(default_factory=dict)
    refused_s: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


async def withdrawals(plan: Withdrawals, layout: Layout) -> dict[str, Any]:
    """How long a withdrawal takes to be felt. `violations` is empty, or one was not.

    The click is the citizen's, who is signed in at `/me` and has the page of the consent open.
    """
    async with _receiving() as receiver:
        with running(replace(layout, outbound_allow=(receiver.address,))) as processes:
            clicks = await _click(plan, processes, receiver)
            await _all_arrived(receiver, len(clicks.at))
            keys = KeyRing.load_or_create(processes.settings.data_dir, database_is_empty=False)
    told_s = told(receiver, clicks, issuer=processes.settings.public_url, key=keys.set_sign)
    return {
        "withdrawn": len(clicks.at),
        "citizens_at_a_time": plan.citizens,
        "until_refused_ms": _in_ms(clicks.refused_s),
        "until_told_ms": _in_ms(told_s),
        "violations": clicks.violations,
    }


@asynccontextmanager
async def _receiving() -> AsyncIterator[Receiver]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/events", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        receiver.address = f"localhost:{runner.addresses[0][1]}"
        yield receiver
    finally:
        await runner.cleanup()


async def _click(plan: Withdrawals, processes: Processes, receiver: Receiver) -> Clicks:
    settings, clicks = processes.settings, Clicks()
    keys = KeyRing.load_or_create(settings.data_dir, database_is_empty=False)
    ledger = SqlLedger.open(settings.database, log_key=keys.log, random_bytes=secrets.token_bytes)
    urls = [bridge.url for bridge in processes.bridges]
    try:
        async with wire(settings.public_url, urls, connections=4 * plan.citizens) as sending:
            for clause in plan.clauses:
                partner = LoadPartner(sending, clause, event_endpoint=f"http://{receiver.address}/events")
                await partner.register()
                left = iter(range(plan.under_each_clause))
                await asyncio.gather(
                    *(_one_after_another(left, partner, ledger, clicks=clicks) for _ in range(plan.citizens))
                )
    finally:
        await ledger.close()
    return clicks


async def _one_after_another(left: Any, partner: LoadPartner, ledger: SqlLedger, *, clicks: Clicks) -> None:
    visit = PortalVisit(partner.wire, partner.clause.direction)
    for _ in left:
        journey = Journey(partner)
        await journey.push()
        arrived = await journey.consent(await journey.sign_in(await journey.open()), ())
        tokens = await partner.redeem(journey.pushed, arrived.code or "")
        token = str(tokens["access_token"])
        # Which of the citizen's records it is: on the list they have the same words.
        record = await ledger.read(partial(_record_of, token))
        if not visit.is_signed_in:
            await visit.sign_in()
        await _withdraw(record, token, partner, visit=visit, clicks=clicks)


async def _withdraw(
    record: ConsentRecord, token: str, partner: LoadPartner, *, visit: PortalVisit, clicks: Clicks
) -> None:
    page, button = await visit.open_record(record.id)
    clicks.at[record.id] = clicked = time.perf_counter()
    await visit.withdraw(page, button)
    try:
        await partner.userinfo(token)
    except Unexpected as refusal:
        clicks.refused_s.append(time.perf_counter() - clicked)
        if refusal.status != 401:
            clicks.violations.append(f"{record.id}: after its withdrawal, {refusal}")
    else:
        clicks.violations.append(f"{record.id}: released after its withdrawal")


def _record_of(token: str, unit: Unit) -> ConsentRecord:
    grant = unit.grants.get(digest(token))
    record = unit.records.get(grant.consent_id) if grant else None
    if record is None:
        raise ValueError("a token without a record")
    return record


async def _all_arrived(receiver: Receiver, count: int) -> None:
    """Until then, or as long as may be: what has not come by then is a violation."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_TOLD_WITHIN_S):
            while len(receiver.arrived) < count:
                receiver.one_more.clear()
                await receiver.one_more.wait()


def told(receiver: Receiver, clicks: Clicks, *, issuer: str, key: Key) -> Sequence[float]:
    """How long each event took, the first time it came; a forged or missing one is a violation."""
    first: dict[str, float] = {}
    for at, token in receiver.arrived:
        try:
            receipt_id = _receipt_id(token, issuer, key)
        except (JwtError, SecurityEventError) as error:
            clicks.violations.append(f"an event that cannot be verified: {error.reason}")
            continue
        if receipt_id in clicks.at:
            first.setdefault(receipt_id, at - clicks.at[receipt_id])
    clicks.violations += [f"{each}: its partner was not told" for each in clicks.at if each not in first]
    return list(first.values())


def _receipt_id(token: str, issuer: str, key: Key) -> str:
    unverified = UnverifiedJwt(token)
    said = security_event.verify(
        unverified,
        (key,),
        issuer=issuer,
        # Any of our partners: each has the same endpoint here.
        audience=str(jwt.peek(unverified)[1].get("aud")),
        now=datetime.now(UTC),
        algorithms=("ES256",),
    )
    (payload,) = said.events.values()
    return str(payload["receipt_id"])


def _in_ms(seconds: Sequence[float]) -> dict[str, float]:
    if not seconds:
        return {}
    shares = {"p50": 0.5, "p99": 0.99}
    return {name: round(1000 * percentile(seconds, share), 1) for name, share in shares.items()}
