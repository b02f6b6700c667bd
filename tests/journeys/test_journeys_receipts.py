"""The partner's receipt: by its access token, uses nothing up, and checks offline."""

import json
from contextlib import AsyncExitStack
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types
from typer.testing import CliRunner

from bridge.domain.receipt_schema import DEFINITIONS, PARTNER_SCHEMA
from bridge.domain.receipts import RECEIPT_TYPE
from bridge.flows.citizen_receipts import CitizenReceipts
from bridge.flows.signed_receipts import ReceiptSigner
from eid_cli.__main__ import app
from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import generate_key, parse_jwks
from journeys import canaries
from journeys.baseline_client import BAR, at_baseline
from journeys.checks import require_error
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL, HOTEL
from journeys.walk import Begin, Walk, begin
from journeys.world import BRIDGE, VNEID, Link

KEYS = f"{BRIDGE}/v1/receipt-keys"
SCHEMA = Draft202012Validator({**PARTNER_SCHEMA, "$defs": DEFINITIONS})


async def fetch(started: Walk, token: str, url: str, **proof: Any) -> httpx.Response:
    partner = started.organisation
    await partner.learn_nonce(started.attempt)
    made = partner.proof(started.attempt.key, "GET", url, **{"access_token": token, **proof})
    return await partner.http.get(url, headers={"Authorization": f"DPoP {token}", "DPoP": made})


def read(response: httpx.Response, keys: object) -> dict[str, Any]:
    """The payload, under the published key."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/jwt"
    assert response.headers["cache-control"] == "no-store"
    verified = jwt.verify(
        UnverifiedJwt(response.text), parse_jwks(keys), algorithms=("ES256",), typ=RECEIPT_TYPE
    )
    return dict(verified.claims)


async def published(partner: Organisation) -> object:
    return (await partner.http.get(KEYS)).json()


def unused_url(link: Link) -> str:
    """The address that userinfo is going to name."""
    return f"{BRIDGE}/v1/receipts/{link.log()[-1].consent_id}"


def claims(receipt: dict[str, Any]) -> set[str]:
    return {each["claim"] for each in receipt["attributes"]}


async def test_the_receipt_is_where_userinfo_says_after_the_only_use(
    partner: Organisation, walk: Begin
) -> None:
    started = await walk(partner)
    token = await started.token()
    answer = await partner.userinfo(started.attempt, token)
    receipt = read(await fetch(started, token, answer["consent_receipt"]), await published(partner))
    SCHEMA.validate(receipt)
    assert (receipt["iss"], receipt["aud"]) == (BRIDGE, partner.client_id)
    assert receipt["principal"]["pairwise_sub"] == answer["sub"]
    assert receipt["status"] == "used"
    assert claims(receipt) == set(answer["verified_claims"]["claims"])


async def test_it_may_be_fetched_before_and_uses_nothing_up(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name", "email"))
    token = await started.token()
    url, before = unused_url(link), link.record()
    keys = await published(hotel)
    for _ in range(2):
        receipt = read(await fetch(started, token, url), keys)
        assert (receipt["status"], claims(receipt)) == ("given", {"name", "name#und-Latn-x-mrz"})
    assert link.record() == before
    assert (await hotel.userinfo(started.attempt, token))["consent_receipt"] == url


async def test_a_spent_token_fetches_its_receipt_and_nothing_else(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    url = (await hotel.userinfo(started.attempt, token))["consent_receipt"]
    before = link.record()
    require_error(await hotel.try_userinfo(started.attempt, token), 401, "invalid_token")
    form = {"token": token, **hotel.assertion()}
    assert (await hotel.http.post(f"{BRIDGE}/oauth/introspect", data=form)).json() == {"active": False}
    assert link.record() == before
    link.clock.advance(299)
    assert (await fetch(started, token, url)).status_code == 200
    link.clock.advance(2)
    require_error(await fetch(started, token, url), 401, "invalid_token")


async def test_a_token_given_back_fetches_no_receipt(hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    url = (await hotel.userinfo(started.attempt, token))["consent_receipt"]
    await hotel.http.post(f"{BRIDGE}/oauth/revoke", data={"token": token, **hotel.assertion()})
    require_error(await fetch(started, token, url), 401, "invalid_token")


async def test_another_consents_receipt_is_not_told_from_one_that_is_not_there(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    first, second = await walk(hotel, attributes=("name",)), await walk(hotel, attributes=("name",))
    await first.token()
    others = unused_url(link)
    token = await second.token()
    answers = [await fetch(second, token, url) for url in (others, f"{BRIDGE}/v1/receipts/none")]
    for answer in answers:
        require_error(answer, 401, "invalid_token")
    assert answers[0].json() == answers[1].json()


PROOFS = [
    pytest.param({"access_token": None}, "invalid_dpop_proof", id="without the token's hash"),
    pytest.param({"key": generate_key("ES256")}, "invalid_dpop_proof", id="by another key"),
    pytest.param({"url": f"{BRIDGE}/oauth/userinfo"}, "invalid_dpop_proof", id="made for userinfo"),
    pytest.param({"nonce": None}, "use_dpop_nonce", id="without a nonce"),
]


@pytest.mark.parametrize(("changes", "error"), PROOFS)
async def test_a_receipt_is_not_given_for_a_proof_that_is(
    link: Link, hotel: Organisation, walk: Begin, changes: dict[str, Any], error: str
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    url = unused_url(link)
    await hotel.learn_nonce(started.attempt)
    arguments = {"key": started.attempt.key, "method": "GET", "url": url, "access_token": token, **changes}
    headers = {"Authorization": f"DPoP {token}", "DPoP": hotel.proof(**arguments)}
    require_error(await hotel.http.get(url, headers=headers), 401, error)


async def test_a_proof_works_once(link: Link, hotel: Organisation, walk: Begin) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    await hotel.learn_nonce(started.attempt)
    url = unused_url(link)
    proof = hotel.proof(started.attempt.key, "GET", url, access_token=token)
    headers = {"Authorization": f"DPoP {token}", "DPoP": proof}
    answers = [await hotel.http.get(url, headers=headers) for _ in range(2)]
    assert answers[0].status_code == 200
    require_error(answers[1], 401, "invalid_dpop_proof")


async def test_each_issuer_gives_the_receipts_of_its_own_tokens_alone(
    link: Link, stack: AsyncExitStack
) -> None:
    bar = await at_baseline(link, stack, BAR)
    started = await bar.journey(await stack.enter_async_context(link.client()))
    token = await started.token(bar.citizen)
    answer = (await bar.try_userinfo(started.attempt, token)).json()
    url = answer["consent_receipt"]
    assert url.startswith(f"{BRIDGE}/baseline/v1/receipts/")
    by_bearer = {"Authorization": f"Bearer {token}"}
    receipt = read(await bar.http.get(url, headers=by_bearer), await published(bar))
    assert receipt["iss"] == f"{BRIDGE}/baseline"
    assert (receipt["purpose"]["code"], claims(receipt)) == ("tourism.age_check", {"age_over_18"})
    elsewhere = url.replace("/baseline/", "/")
    await bar.learn_nonce(started.attempt)
    proof = bar.proof(started.attempt.key, "GET", elsewhere, access_token=token)
    crossed = await bar.http.get(elsewhere, headers={"Authorization": f"DPoP {token}", "DPoP": proof})
    require_error(crossed, 401, "invalid_token")


async def test_a_receipt_speaks_of_the_words_that_the_citizen_read_whatever_became_of_them(
    link: Link, stack: AsyncExitStack
) -> None:
    hotel = await registered(link, stack, HOTEL)
    started = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
    token = await started.token()
    url, keys = unused_url(link), await published(hotel)

    def rename(unit: Any) -> None:
        known = unit.registrations.get(hotel.client_id)
        renamed = changed(known.partner.legal_name, vi="Khác", en="Another Hotel")
        moved = changed(known.partner, legal_name=renamed, dpo_contact="else@hotel.example.vn")
        unit.registrations.replace(changed(known, partner=moved))

    before = read(await fetch(started, token, url), keys)
    await link.world.ledger.atomically(rename)
    after = read(await fetch(started, token, url), keys)
    assert after | {"iat": before["iat"]} == before
    assert after["recipient"]["name"] == {"vi": HOTEL["legal_name#vi"], "en": HOTEL["legal_name#en"]}


async def citizens_own(link: Link, url: str) -> str:
    """The citizen's receipt of the same consent."""
    record = await link.world.ledger.read(lambda unit: unit.records.get(url.rpartition("/")[2]))
    assert record is not None
    signer = ReceiptSigner(BRIDGE, link.world.keys.receipt_sign)
    receipts = CitizenReceipts(link.world.ledger, signer, link.clock.now)
    return await receipts.receipt(record.principal_ref, record.id)


async def test_no_value_of_the_person_is_in_a_receipt(own_link: Link, stack: AsyncExitStack) -> None:
    citizen = await own_link.person(VNEID, "nguyen-thi-hoa")
    await own_link.put_person(VNEID, "canary-citizen", canaries.citizen_with_canaries(citizen))
    hospital = await registered(own_link, stack, HOSPITAL)
    started = await begin(hospital, await stack.enter_async_context(own_link.client()))
    code = await started.code("canary-citizen", ticks=("blood_group", "immunizations"))
    token = str((await hospital.redeem(started.attempt, code))["access_token"])
    answer = await hospital.userinfo(started.attempt, token)
    assert answer["verified_claims"]["claims"]["name"] == canaries.NAME_VN
    response = await fetch(started, token, answer["consent_receipt"])
    said = json.dumps(read(response, await published(hospital)), ensure_ascii=False).encode()
    own = (await citizens_own(own_link, answer["consent_receipt"])).encode()
    read_by_citizen = json.dumps(jwt.peek(UnverifiedJwt(own.decode()))[1], ensure_ascii=False).encode()
    assert b"attributes_declined" in read_by_citizen
    traces = {"signed": response.content, "said": said, "own": own, "own, read": read_by_citizen}
    found = canaries.find(traces, values=canaries.VALUES_VN)
    assert found == []


async def test_the_command_line_finds_it_genuine(hotel: Organisation, walk: Begin, tmp_path: Path) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    url = (await hotel.userinfo(started.attempt, token))["consent_receipt"]
    receipt, keys = tmp_path / "receipt.jws", tmp_path / "keys.json"
    receipt.write_text((await fetch(started, token, url)).text, "ascii")
    keys.write_text(json.dumps(await published(hotel)), "utf-8")
    result = CliRunner().invoke(app, ["receipt", "verify", str(receipt), "--keys", str(keys)])
    assert result.exit_code == 0, result.output
    assert "status      used" in result.output


async def test_the_key_of_receipts_signs_nothing_else(hotel: Organisation) -> None:
    addresses = (KEYS, f"{BRIDGE}/oauth/jwks", f"{BRIDGE}/baseline/oauth/jwks", f"{BRIDGE}/upstream/jwks")
    sets = [(await hotel.http.get(address)).json()["keys"] for address in addresses]
    kids = [key["kid"] for keys in sets for key in keys]
    assert len(kids) == len(set(kids)) == 5
    assert not [key for keys in sets for key in keys if "d" in key]
