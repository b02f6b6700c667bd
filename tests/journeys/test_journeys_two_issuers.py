"""Nothing of one issuer is accepted at the other, in either direction."""

from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from eid_kit.oauth import id_tokens
from eid_kit.oauth.id_tokens import IdTokenError
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import parse_jwks
from journeys.baseline_client import BAR, ISSUER, BaselineOrganisation, at_baseline
from journeys.checks import require_error, require_page
from journeys.client import TOKEN, USERINFO, Organisation, registered
from journeys.walk import Walk, begin
from journeys.world import BRIDGE, Link, opened

WANTED = ("age_over_18",)


@pytest.fixture
async def fapi(link: Link, stack: AsyncExitStack) -> Organisation:
    """The same bar, as a client of the FAPI 2.0 issuer."""
    return await registered(link, stack, BAR)


@pytest.fixture
async def baseline(link: Link, stack: AsyncExitStack) -> BaselineOrganisation:
    """The same bar with the same kind of proof, as a client of the baseline issuer."""
    return await at_baseline(link, stack, BAR, token_endpoint_auth_method="private_key_jwt")


async def _fapi_walk(fapi: Organisation, stack: AsyncExitStack) -> Walk:
    return await begin(fapi, await stack.enter_async_context(fapi.link.client()), attributes=WANTED)


async def _baseline_walk(baseline: BaselineOrganisation, stack: AsyncExitStack) -> Walk:
    return await baseline.journey(await stack.enter_async_context(baseline.link.client()))


# --- clients and their assertions


@pytest.mark.parametrize("endpoint", ["par", "token", "introspect", "revoke"])
async def test_a_client_of_one_is_nobody_at_the_other(
    fapi: Organisation, baseline: BaselineOrganisation, endpoint: str
) -> None:
    """Also with an assertion that names the issuer it is sent to."""
    rows: tuple[tuple[Organisation, str], ...] = ((fapi, ISSUER), (baseline, BRIDGE))
    for partner, elsewhere in rows:
        attempt = partner.attempt()
        headers = {"DPoP": partner.proof(attempt.key, "POST", f"{BRIDGE}/oauth/{endpoint}")}
        if elsewhere == BRIDGE and endpoint == "token":
            await Organisation.learn_nonce(partner, attempt)
            headers = {"DPoP": partner.proof(attempt.key, "POST", TOKEN)}
        form = {"token": "t" * 43, **Organisation.assertion(partner, audience=elsewhere)}
        response = await partner.http.post(
            f"{elsewhere}/oauth/{endpoint}", data=form, headers=headers if elsewhere == BRIDGE else {}
        )
        require_error(response, 401, "invalid_client")


@pytest.mark.parametrize("endpoint", ["par", "introspect", "revoke"])
async def test_an_assertion_for_one_is_none_at_the_other(
    fapi: Organisation, baseline: BaselineOrganisation, endpoint: str
) -> None:
    for partner, home, elsewhere in ((fapi, BRIDGE, ISSUER), (baseline, ISSUER, BRIDGE)):
        assertion = Organisation.assertion(partner, audience=elsewhere)
        form = {"token": "t" * 43, **assertion}
        response = await partner.http.post(f"{home}/oauth/{endpoint}", data=form)
        require_error(response, 401, "invalid_client")
        assert response.json()["reason"] == "assertion_wrong_audience"


async def test_a_registration_is_managed_where_it_was_made(
    link: Link, baseline: BaselineOrganisation
) -> None:
    path, headers = (
        f"/oauth/register/{baseline.client_id}",
        {"Authorization": f"Bearer {baseline.management}"},
    )
    assert (await baseline.http.get(f"{ISSUER}{path}", headers=headers)).status_code == 200
    require_error(await baseline.http.get(f"{BRIDGE}{path}", headers=headers), 401, "invalid_token")
    async with link.client() as client:
        made = (await client.post(f"{BRIDGE}/oauth/register", json=_with_keys(baseline))).json()
        own = {"Authorization": f"Bearer {made['registration_access_token']}"}
        foreign = await client.get(f"{ISSUER}/oauth/register/{made['client_id']}", headers=own)
    require_error(foreign, 401, "invalid_token")


def _with_keys(partner: Organisation) -> dict[str, object]:
    jwk = partner.key.as_dict(private=False)
    return {**BAR, "jwks": {"keys": [{name: jwk[name] for name in ("kty", "crv", "x", "y")}]}}


# --- requests


async def test_a_request_uri_of_one_opens_nothing_at_the_other(
    link: Link, fapi: Organisation, baseline: BaselineOrganisation
) -> None:
    rows = (
        (fapi, await fapi.push(WANTED), f"{ISSUER}/oauth/authorize"),
        (baseline, await baseline.pushed(), f"{BRIDGE}/oauth/authorize"),
    )
    for partner, attempt, elsewhere in rows:
        query = {"client_id": partner.client_id, "request_uri": attempt.request_uri}
        async with link.client() as browser:
            require_page(await browser.get(f"{elsewhere}?{urlencode(query)}"))
            # The right place still opens it.
            assert (await browser.get(partner.browser_url(attempt))).status_code == 303


async def test_a_client_of_the_fapi_issuer_cannot_go_on_without_pushing(
    link: Link, fapi: Organisation, baseline: BaselineOrganisation
) -> None:
    parameters = {**baseline.parameters(baseline.attempt()), "client_id": fapi.client_id}
    async with link.client() as browser:
        for issuer in (ISSUER, BRIDGE):
            require_page(await browser.get(f"{issuer}/oauth/authorize?{urlencode(parameters)}"))


# --- codes, tokens, id_tokens


async def test_a_code_of_one_is_none_at_the_other(
    link: Link, fapi: Organisation, baseline: BaselineOrganisation, stack: AsyncExitStack
) -> None:
    """Even for the same organisation, the right verifier and the right redirect URI."""
    ours, theirs = await _fapi_walk(fapi, stack), await _baseline_walk(baseline, stack)
    code_fapi, code_baseline = await ours.code(baseline.citizen), await theirs.code(baseline.citizen)
    before = link.record()
    at_the_baseline = await baseline.try_redeem(ours.attempt, code_fapi)
    at_fapi = await fapi.try_redeem(theirs.attempt, code_baseline)
    for response in (at_the_baseline, at_fapi):
        require_error(response, 400, "invalid_grant")
        assert response.json()["reason"] == "code_not_redeemable"
    assert link.record() == before
    await fapi.redeem(ours.attempt, code_fapi)
    await baseline.redeem(theirs.attempt, code_baseline)


async def test_a_token_of_one_is_none_at_the_other(
    link: Link, fapi: Organisation, baseline: BaselineOrganisation, stack: AsyncExitStack
) -> None:
    ours, theirs = await _fapi_walk(fapi, stack), await _baseline_walk(baseline, stack)
    bound, bearer = await ours.token(baseline.citizen), await theirs.token(baseline.citizen)
    before = link.record()
    require_error(await baseline.try_userinfo(ours.attempt, bound), 401, "invalid_token")
    require_error(await fapi.try_userinfo(ours.attempt, bearer), 401, "invalid_token")
    # Nor does the other's way of presenting it help at home.
    as_bearer = await fapi.http.get(USERINFO, headers={"Authorization": f"Bearer {bound}"})
    require_error(as_bearer, 401, "invalid_token")
    assert link.record() == before
    await fapi.userinfo(ours.attempt, bound)
    await baseline.userinfo(theirs.attempt, bearer)


async def test_a_token_of_one_is_unknown_to_introspection_and_revocation_at_the_other(
    link: Link, fapi: Organisation, baseline: BaselineOrganisation, stack: AsyncExitStack
) -> None:
    ours, theirs = await _fapi_walk(fapi, stack), await _baseline_walk(baseline, stack)
    bound, bearer = await ours.token(baseline.citizen), await theirs.token(baseline.citizen)
    before = link.record()
    for endpoint, said in (("introspect", b'{"active":false}'), ("revoke", b"")):
        at_fapi = await fapi.http.post(
            f"{BRIDGE}/oauth/{endpoint}", data={"token": bearer, **fapi.assertion()}
        )
        at_the_baseline = await baseline.post(endpoint, {"token": bound})
        for response in (at_fapi, at_the_baseline):
            assert (response.status_code, response.content) == (200, said)
    assert link.record() == before


async def test_an_id_token_of_one_does_not_verify_as_the_others(
    link: Link, fapi: Organisation, baseline: BaselineOrganisation, stack: AsyncExitStack
) -> None:
    rows: tuple[tuple[Organisation, Walk, str, str], ...] = (
        (fapi, await _fapi_walk(fapi, stack), BRIDGE, ISSUER),
        (baseline, await _baseline_walk(baseline, stack), ISSUER, BRIDGE),
    )
    for partner, walk, home, elsewhere in rows:
        code = await walk.code(baseline.citizen)
        id_token = UnverifiedJwt((await partner.redeem(walk.attempt, code))["id_token"])
        for keys, issuer, fits in ((home, home, True), (home, elsewhere, False), (elsewhere, home, False)):
            jwks = parse_jwks((await partner.http.get(f"{keys}/oauth/jwks")).json())
            expected = {"issuer": issuer, "client_id": partner.client_id, "nonce": walk.attempt.nonce}
            try:
                id_tokens.verify(id_token, jwks, **expected, now=link.clock.now(), algorithms=("ES256",))
                verified = True
            except IdTokenError:
                verified = False
            assert verified is fits, (home, keys, issuer)


# --- a client that the operator moves from one issuer to the other

MOVED = """
clients:
  - client_id: bar
    profile: {profile}
    token_endpoint_auth_method: private_key_jwt
    redirect_uris: [https://bar.example.sg/callback]
    country: SG
    sector: tourism
    purposes: [tourism.age_check]
    legal_name#vi: Quán Mô Phỏng
    legal_name#en: Clarke Quay Bar (simulated)
    dpo_contact: dpo@bar.example.sg
    jwks: {{keys: [{{kty: EC, crv: P-256, x: {x}, y: {y}}}]}}
"""


async def test_a_code_stays_with_its_issuer_when_the_client_moves_to_the_other(
    tmp_path: Path, stack: AsyncExitStack
) -> None:
    file = tmp_path / "partners.yaml"

    def move_to(profile: str) -> None:
        jwk = partner.key.as_dict(private=False)
        file.write_text(MOVED.format(profile=profile, x=jwk["x"], y=jwk["y"]), "utf-8")

    keyed = {**BAR, "token_endpoint_auth_method": "private_key_jwt"}
    nobody = await stack.enter_async_context(httpx.AsyncClient())
    partner = BaselineOrganisation(None, nobody, keyed, client_id="bar")  # type: ignore[arg-type]  # set below
    move_to("baseline")
    async with opened(tmp_path, partners_file=file) as link, link.client() as http:
        partner.link, partner.http = link, http
        walk = await _baseline_walk(partner, stack)
        code = await walk.code(partner.citizen)
    move_to("fapi")
    async with opened(tmp_path, partners_file=file) as link, link.client() as http:
        moved = Organisation(link, http, BAR, key=partner.key, client_id="bar")
        refused = await moved.try_redeem(walk.attempt, code)
        require_error(refused, 400, "invalid_grant")
        assert refused.json()["reason"] == "code_not_redeemable"
