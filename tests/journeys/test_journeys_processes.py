"""Several processes on one database: whatever may happen once happens once, whichever of them is asked.

After the tests on each kind of database, the whole log is verified again.
"""

import asyncio
import json
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.samples import AGREEMENT as CURRENT
from eid_kit.oauth.pkce import new_verifier, s256_challenge
from eid_sandbox.acts import Visit
from eid_sandbox.browser import Browser
from eid_sandbox.cast import CHECKIN, HOSPITAL, HOTEL, SUMMARY
from eid_sandbox.partner import Attempt, Partner, Refused
from journeys.operating import Operator
from several_bridges import AGREEMENT, PUBLIC_URL, Balancer, Bridges, several_bridges
from stores.ledgers import postgresql_url, sqlite_url

AT_ONCE = 8
ROUNDS = range(2)
STARTING = Path(__file__).parents[1] / "starting_bridge.py"


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield sqlite_url(folder)
    else:
        with postgresql_url(f"test_{secrets.token_hex(6)}") as url:
            yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bridges(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridges]:
    folder = tmp_path_factory.mktemp("bridges")
    with _database(request.param, folder) as url, several_bridges(folder, url) as running:
        yield running
        verdict = running.verdict()
        assert verdict.is_sound, verdict.faults
        assert verdict.size > 0


@pytest.fixture
async def http(bridges: Bridges) -> AsyncIterator[httpx.AsyncClient]:
    async with bridges.client() as client:
        yield client


async def registered(http: httpx.AsyncClient, metadata: dict[str, Any]) -> Partner:
    partner = Partner(http, PUBLIC_URL, metadata)
    await partner.register()
    return partner


@asynccontextmanager
async def visited(bridges: Bridges, partner: Partner, *attributes: str) -> AsyncIterator[Visit]:
    """At the consent page, in a fresh browser, by way of both processes."""
    purpose = str(partner.metadata["purposes"][0])
    person = {SUMMARY: "nguyen-thi-hoa", CHECKIN: "tan-mei-ling"}[purpose]
    attempt = await partner.push(purpose, list(attributes))
    async with bridges.client() as client:
        browser = Browser(client, home=partner.redirect_uri)
        sign_in = await browser.open(partner.browser_url(attempt))
        page = await browser.submit(sign_in, ("person", person), ("decision", "approve"))
        yield Visit(partner, attempt, browser, page)


async def coded(bridges: Bridges, partner: Partner) -> tuple[Attempt, str]:
    """A code, of a citizen who agreed."""
    async with visited(bridges, partner, "name", "birthdate") as visit:
        arrived = await visit.browser.submit(visit.page, ("decision", "approve"))
    return visit.attempt, (arrived.arrived or {})["code"]


async def outcomes(calls: Sequence[Any]) -> Counter[str]:
    """What each of the calls, made at the same moment, came to: `ok`, or the OAuth error."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for each in results:
        if isinstance(each, BaseException) and not isinstance(each, Refused):
            raise each
    return Counter(str(each.body["error"]) if isinstance(each, Refused) else "ok" for each in results)


@pytest.mark.thorough
@pytest.mark.parametrize("metadata", [HOSPITAL, HOTEL], ids=["VNeID", "Singpass"])
async def test_a_journey_goes_on_in_whichever_process_is_asked_next(
    bridges: Bridges, http: httpx.AsyncClient, metadata: dict[str, Any]
) -> None:
    partner = await registered(http, metadata)
    attempt, code = await coded(bridges, partner)
    tokens = await partner.redeem(attempt, code)
    answer = await partner.userinfo(attempt, tokens["access_token"])
    assert {"name", "birthdate"} <= set(answer["verified_claims"]["claims"])
    balancer = http._transport
    assert isinstance(balancer, Balancer)
    assert min(balancer.served.values()) >= 2


async def test_processes_that_started_together_have_the_same_keys(bridges: Bridges) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for path in ("/oauth/jwks", "/upstream/jwks"):
            one, other = [(await client.get(f"{process}{path}")).json() for process in bridges.processes]
            assert one == other


@pytest.mark.parametrize("_round", ROUNDS)
async def test_of_many_redemptions_in_all_processes_exactly_one_succeeds(
    bridges: Bridges, http: httpx.AsyncClient, _round: int
) -> None:
    hospital = await registered(http, HOSPITAL)
    attempt, code = await coded(bridges, hospital)
    came = await outcomes([hospital.redeem(attempt, code) for _ in range(AT_ONCE)])
    assert came == {"ok": 1, "invalid_grant": AT_ONCE - 1}


@pytest.mark.parametrize("_round", ROUNDS)
async def test_of_many_userinfo_calls_in_all_processes_exactly_one_is_answered(
    bridges: Bridges, http: httpx.AsyncClient, _round: int
) -> None:
    hotel = await registered(http, HOTEL)
    attempt, code = await coded(bridges, hotel)
    token = (await hotel.redeem(attempt, code))["access_token"]
    came = await outcomes([hotel.userinfo(attempt, token) for _ in range(AT_ONCE)])
    assert came == {"ok": 1, "invalid_token": AT_ONCE - 1}


@pytest.mark.parametrize("_round", ROUNDS)
async def test_one_assertion_sent_to_all_processes_is_taken_once(
    http: httpx.AsyncClient, _round: int
) -> None:
    hotel = await registered(http, HOTEL)
    details = [{"type": "cross_border_attributes", "purpose": CHECKIN, "attributes": ["name"]}]
    form = {
        "response_type": "code",
        "redirect_uri": hotel.redirect_uri,
        "scope": "openid",
        "state": secrets.token_urlsafe(16),
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": s256_challenge(new_verifier(secrets.token_bytes)),
        "code_challenge_method": "S256",
        "authorization_details": json.dumps(details),
        **hotel._assertion(),
    }
    url = f"{PUBLIC_URL}/oauth/par"
    answers = await asyncio.gather(*(http.post(url, data=form) for _ in range(AT_ONCE)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 401: AT_ONCE - 1}


@pytest.mark.parametrize("_round", ROUNDS)
async def test_of_many_answers_to_one_consent_page_in_all_processes_exactly_one_counts(
    bridges: Bridges, http: httpx.AsyncClient, _round: int
) -> None:
    hotel = await registered(http, HOTEL)
    async with visited(bridges, hotel, "name", "birthdate") as visit:
        bodies = [{**dict(visit.page.form.fields), "decision": each} for each in ("approve", "deny") * 4]
        post = visit.browser._client.post
        answers = await asyncio.gather(
            *(post(visit.page.url, data=body, headers={"Origin": PUBLIC_URL}) for body in bodies)
        )
    away = [each for each in answers if each.headers.get("location", "").startswith(hotel.redirect_uri)]
    assert len(away) == 1


class Starter:
    """One of several processes that open an installation whenever they are told to."""

    def __init__(self, stack: ExitStack) -> None:
        self._process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, str(STARTING)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        )
        stack.callback(self._process.kill)

    def tell(self, folder: Path, url: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps([str(folder), url])}\n")
        self._process.stdin.flush()

    def found(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return dict(json.loads(self._process.stdout.readline()))


@pytest.mark.thorough
@pytest.mark.parametrize(("kind", "rounds"), [("sqlite", 12), ("postgresql", 4)])
def test_processes_that_start_on_nothing_agree_on_one_installation(
    tmp_path: Path, kind: str, rounds: int
) -> None:
    """Tables, keys, the log's identity and its first head are made by one, and taken by the others."""
    with ExitStack() as stack:
        starters = [Starter(stack) for _ in range(3)]
        for number in range(rounds):
            folder = tmp_path / str(number)
            with _database(kind, folder) as url:
                for starter in starters:
                    starter.tell(folder, url)
                found = [starter.found() for starter in starters]
            assert [each for each in found if "error" in each] == []
            assert found == [found[0]] * len(starters)


async def test_what_the_operator_does_to_the_agreement_holds_in_every_process_at_its_next_decision(
    bridges: Bridges, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    hotel = await registered(http, HOTEL)
    operator = Operator(bridges.data_dir, bridges.database_url, tmp_path)

    async def pushed() -> Counter[str]:
        return await outcomes([hotel.push(CHECKIN, ["name"]) for _ in bridges.processes])

    attempt, code = await coded(bridges, hotel)
    token = (await hotel.redeem(attempt, code))["access_token"]
    await operator.suspend("SG")
    assert await pushed() == {"access_denied": 2}
    assert await outcomes([hotel.userinfo(attempt, token)]) == {"access_denied": 1}
    await operator.lift()
    assert await pushed() == {"ok": 2}
    newer = tmp_path / "newer.yaml"
    raised = (f"serial: {CURRENT.serial}\n", f"serial: {CURRENT.serial + 1}\n")
    newer.write_text(AGREEMENT.read_text("utf-8").replace(*raised), "utf-8")
    assert (await operator.run("activate", str(newer))).exit_code == 0
    async with httpx.AsyncClient(trust_env=False) as client:
        found = [(await client.get(f"{each}/v1/agreement")).json()["serial"] for each in bridges.processes]
    assert found == [CURRENT.serial + 1] * 2
