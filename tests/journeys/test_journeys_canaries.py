"""No value of a person and no bearer's secret is written anywhere, in full journeys or in broken ones."""

import base64
import hashlib
import io
import json
import logging
import secrets
import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.adapters.seals import PepperedSeals
from bridge.adapters.sql import SqlLedger
from bridge.domain.subjects import principal_ref
from bridge.flows.carriers import Binding
from bridge.flows.ports import Hop
from eid_kit.http.log_lines import write_log_lines
from journeys import canaries
from journeys.canaries import VALUES_SG, VALUES_VN, find, forms_of_value
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL, HOTEL
from journeys.walk import Walk, begin
from journeys.world import BRIDGE, SINGPASS, VNEID, Link, opened

OPTIONAL = {
    "health.patient_summary": ("blood_group", "immunizations"),
    "tourism.checkin": ("phone_number", "email"),
}
PERSON = {"health.patient_summary": "canary-citizen", "tourism.checkin": "canary-resident"}


class Secrets:
    """Collects the secrets that pass through a browser, and the subjects that identity providers named."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    async def collect(self, response: httpx.Response) -> None:
        query = dict(parse_qsl(urlsplit(response.headers.get("location", "")).query))
        self.seen |= {query[name] for name in ("code", "request_uri") if name in query}
        if "code_challenge" in query:  # on the way to VNeID, where the state is ours and not the partner's
            self.seen.add(query["state"])
        self.seen |= {value for _, value in response.cookies.items() if len(value) > 20}


@pytest.fixture
def secrets_seen(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    seen = Secrets()

    def spy(key: bytes, issuer: str, subject: str) -> str:
        seen.seen.add(subject)
        return principal_ref(key, issuer, subject)

    monkeypatch.setattr("bridge.flows.sign_in.principal_ref", spy)
    return seen


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], bytes]]:
    """What the program's own log lines say, at the most talkative level, and as an operator gets them."""
    handler, lines = write_log_lines("json", service="bridge"), io.StringIO()
    handler.setStream(lines)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "eid_kit")
    caplog.set_level(logging.DEBUG, "bridge")
    handler.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))
    # The test's own HTTP client speaks as well, and not for the product.
    caplog.handler.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))

    def so_far() -> bytes:
        return f"{caplog.text}{lines.getvalue()}".encode()

    yield so_far
    caplog.handler.filters.clear()
    logging.getLogger().removeHandler(handler)


async def _plant(link: Link) -> None:
    citizen = await link.person(VNEID, "nguyen-thi-hoa")
    await link.put_person(VNEID, "canary-citizen", canaries.citizen_with_canaries(citizen))
    resident = await link.person(SINGPASS, "tan-mei-ling")
    await link.put_person(SINGPASS, "canary-resident", canaries.resident_with_canaries(resident))


def _traces(link: Link, logged: Callable[[], bytes]) -> dict[str, bytes]:
    traces = {**canaries.files_of(link.settings.data_dir), "the program's log lines": logged()}
    assert len(traces["bridge.sqlite3-wal"]) > 0
    return traces


# --- how far a journey goes before it is abandoned, or how it ends


async def _opened(walk: Walk) -> None:
    await walk.open()


async def _signed_in(walk: Walk) -> None:
    page = await walk.sign_in(PERSON[walk.organisation.purpose])
    assert canaries.shows_canaries(page)


async def _refused(walk: Walk) -> None:
    page = await walk.sign_in(PERSON[walk.organisation.purpose])
    await walk.answer(page, decision="deny")


async def _consented(walk: Walk) -> None:
    await _code(walk)


async def _redeemed(walk: Walk) -> None:
    await _token(walk)


async def _released(walk: Walk) -> None:
    answer = await walk.organisation.userinfo(walk.attempt, await _token(walk))
    claims = answer["verified_claims"]["claims"]
    assert claims["name"] in (canaries.NAME_VN, canaries.NAME_SG)


async def _read_twice(walk: Walk) -> None:
    token = await _token(walk)
    await walk.organisation.userinfo(walk.attempt, token)
    assert (await walk.organisation.try_userinfo(walk.attempt, token)).status_code == 401


async def _given_back(walk: Walk) -> None:
    organisation, token = walk.organisation, await _token(walk)
    for endpoint in ("introspect", "revoke"):
        form = {"token": token, **organisation.assertion()}
        answer = await organisation.http.post(f"{BRIDGE}/oauth/{endpoint}", data=form)
        assert answer.status_code == 200
        assert find({endpoint: answer.content}, values=VALUES_VN + VALUES_SG) == []


async def _altered(walk: Walk) -> None:
    page = await walk.sign_in(PERSON[walk.organisation.purpose])
    assert (await walk.answer(page, ticks=["address"])).status == 400


async def _code(walk: Walk) -> str:
    purpose = walk.organisation.purpose
    return await walk.code(PERSON[purpose], ticks=OPTIONAL[purpose])


async def _token(walk: Walk) -> str:
    tokens = await walk.organisation.redeem(walk.attempt, await _code(walk))
    return str(tokens["access_token"])


ENDS = [_opened, _signed_in, _refused, _consented, _redeemed, _released, _read_twice, _given_back, _altered]
FAULTS = ["other-subject-in-userinfo", "over-share", "userinfo-down", "wrong-nonce", "bad-signature"]


async def _walk(
    organisation: Organisation, stack: AsyncExitStack, seen: Secrets, end: Callable[[Walk], Awaitable[None]]
) -> None:
    http = await stack.enter_async_context(organisation.link.client())
    http.event_hooks = {"response": [seen.collect]}
    walk = await begin(organisation, http)
    seen.seen |= {walk.attempt.request_uri, walk.attempt.verifier}
    await end(walk)


async def test_no_value_and_no_secret_is_written_anywhere_wherever_a_journey_ends(
    own_link: Link, stack: AsyncExitStack, secrets_seen: Secrets, everything_logged: Callable[[], bytes]
) -> None:
    await _plant(own_link)
    for metadata in (HOSPITAL, HOTEL):
        organisation = await registered(own_link, stack, metadata)
        for end in ENDS:
            await _walk(organisation, stack, secrets_seen, end)
        found = find(
            _traces(own_link, everything_logged), values=VALUES_VN + VALUES_SG, secrets=secrets_seen.seen
        )
        assert found == []
    assert len(secrets_seen.seen) > 40


async def test_log_lines_name_a_journey_by_its_reference_and_never_by_the_address_of_its_page(
    own_link: Link, stack: AsyncExitStack, secrets_seen: Secrets, everything_logged: Callable[[], bytes]
) -> None:
    await _plant(own_link)
    organisation = await registered(own_link, stack, HOTEL)
    for end in ENDS:
        await _walk(organisation, stack, secrets_seen, end)
    said = everything_logged().decode()
    ids = [row[0] for row in own_link.record()["SELECT id, state, version FROM transactions ORDER BY id"]]
    assert len(ids) == len(ENDS)
    for each in ids:
        assert f'"transaction": "{each[:16]}"' in said
        assert each not in said
    for route in ("/oauth/par", "/t/{transaction_id}", "/upstream/singpass/callback", "/oauth/userinfo"):
        assert f'"route": "{route}"' in said


async def test_no_value_is_written_when_the_identity_provider_misbehaves(
    own_link: Link, stack: AsyncExitStack, secrets_seen: Secrets, everything_logged: Callable[[], bytes]
) -> None:
    await _plant(own_link)
    organisations = [await registered(own_link, stack, metadata) for metadata in (HOSPITAL, HOTEL)]
    for fault in FAULTS:
        own_link.vneid_faults.set([fault])
        own_link.singpass_faults.set([fault])
        for organisation in organisations:
            http = await stack.enter_async_context(own_link.client())
            await (await begin(organisation, http)).sign_in(PERSON[organisation.purpose])
    traces = _traces(own_link, everything_logged)
    assert find(traces, values=VALUES_VN + VALUES_SG, secrets=secrets_seen.seen) == []


async def test_no_value_is_written_by_an_error_that_nobody_expected(
    own_link: Link,
    stack: AsyncExitStack,
    monkeypatch: pytest.MonkeyPatch,
    everything_logged: Callable[[], bytes],
) -> None:
    """An unforeseen error quotes the value in its message; neither the page nor the log may repeat it."""

    def fail(_self: PepperedSeals, _secret: str, _hop: Hop, _binding: Binding, *, plaintext: bytes) -> bytes:
        raise RuntimeError(plaintext.decode())

    await _plant(own_link)
    organisation = await registered(own_link, stack, HOTEL)
    walk = await begin(organisation, await stack.enter_async_context(own_link.client()))
    page = await walk.open()
    monkeypatch.setattr(PepperedSeals, "seal", fail)
    with pytest.raises(RuntimeError):  # answered with 500 already; here it is re-raised to the test as well
        await walk.browser.submit(page, ("person", "canary-resident"), ("decision", "approve"))
    assert find(_traces(own_link, everything_logged), values=VALUES_SG) == []
    assert b"RuntimeError at " in everything_logged()


# --- the search itself


def _spelled(form: str) -> str:
    """The canary name inside a sentence, written in one form."""
    written = {
        "raw": f"patient {canaries.NAME_VN} today",
        "nfc": unicodedata.normalize("NFC", canaries.NAME_VN),
        "nfd": unicodedata.normalize("NFD", canaries.NAME_VN),
        "mrz": "P<VNMDO<<QUYNH<CHIM<YEN<HOANG<ANH<<<<<<<",
        "json": json.dumps({"name": canaries.NAME_VN}),
        "url": f"/t/1?name={quote(canaries.NAME_VN)}&x=y",
        "hex": f"…{canaries.NAME_VN}…".encode().hex(),
        "hex in capitals": f"…{canaries.NAME_VN}…".encode().hex().upper(),
    }
    return written[form]


FORMS = ["raw", "nfc", "nfd", "mrz", "json", "url", "hex", "hex in capitals"]


@pytest.mark.parametrize("form", FORMS)
async def test_the_search_finds_a_deliberate_leak_into_the_database_in_each_form(
    tmp_path: Path, form: str
) -> None:
    key = Ed25519PrivateKey.generate()
    url = f"sqlite:///{tmp_path / 'bridge.sqlite3'}"
    ledger = SqlLedger.open(url, log_key=key, random_bytes=secrets.token_bytes)
    await ledger.atomically(lambda unit: unit.memory.put("leak", _spelled(form)))
    found = find(canaries.files_of(tmp_path), values=VALUES_VN)
    await ledger.close()
    assert {each.canary for each in found} == {canaries.NAME_VN}
    assert "bridge.sqlite3-wal" in {each.where for each in found}


@pytest.mark.parametrize("form", FORMS)
def test_the_search_finds_a_deliberate_leak_into_a_log_line_in_each_form(
    everything_logged: Callable[[], bytes], form: str
) -> None:
    logging.getLogger("bridge.flows.sign_in").info("signed in: %s", _spelled(form))
    found = find({"log lines": everything_logged()}, values=VALUES_VN)
    assert {each.canary for each in found} == {canaries.NAME_VN}


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
@pytest.mark.parametrize("value", VALUES_VN + VALUES_SG)
def test_the_search_finds_base64_wherever_the_value_begins(value: str, before: bytes) -> None:
    content = base64.urlsafe_b64encode(before + value.encode() + b"xyz")
    assert "base64url" in {found.form for found in find({"somewhere": content}, values=[value])}


def test_the_search_finds_a_plain_digest_of_a_guessable_value() -> None:
    content = hashlib.sha256(b"1975-03-14").hexdigest().encode()
    assert [found.form for found in find({"somewhere": content}, values=VALUES_SG)] == ["digest"]


@pytest.mark.parametrize("value", VALUES_VN + VALUES_SG)
def test_the_search_does_not_cry_wolf(value: str) -> None:
    other = "NGUYỄN THỊ HOA 1991-04-12 099191000001 hoa.nguyen@example.com E0000088K"
    every_form = b" ".join(s for spellings in forms_of_value(other).values() for s in spellings)
    assert find({"somewhere": every_form}, values=[value]) == []


async def test_the_search_finds_what_is_not_sealed(
    tmp_path: Path,
    stack: AsyncExitStack,
    monkeypatch: pytest.MonkeyPatch,
    everything_logged: Callable[[], bytes],
) -> None:
    """The whole proof turned round: with seals that do not seal, a half-finished journey is found out."""

    def pass_through(_self: Any, _secret: str, _hop: Hop, _binding: Binding, **content: bytes) -> bytes:
        (only,) = content.values()
        return only

    monkeypatch.setattr(PepperedSeals, "seal", pass_through)
    monkeypatch.setattr(PepperedSeals, "open", pass_through)
    async with opened(tmp_path) as link:
        await _plant(link)
        organisation = await registered(link, stack, HOSPITAL)
        await _signed_in(await begin(organisation, await stack.enter_async_context(link.client())))
        found = find(_traces(link, everything_logged), values=VALUES_VN)
    assert canaries.NAME_VN in {each.canary for each in found}
    assert "mrz" in {each.form for each in found}
