"""Every operation is called as its document shows, and answers as its document says.

The bodies are the document's own examples. What it marks `x-made-for-each-request` is made by the test.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from bridge.domain.profiles import Profile
from bridge.web.openapi import examples_of_baseline, naming
from bridge.web.openapi.examples import REDIRECT_URI
from eid_kit.oauth import client_secret_basic
from eid_sandbox.browser import Browser, Page
from journeys.portal import Citizen, form_to
from journeys.world import BRIDGE, SINGPASS, VNEID, Link
from openapi import second_sign_ins
from openapi.conftest import SERVICES
from openapi.example_caller import Caller
from openapi.reading import operations

WELL_KNOWN = (
    "showOpenIdConfiguration",
    "showOpenIdConfigurationInserted",
    "showAuthorizationServerMetadata",
)
ISSUERS = {"bridge": BRIDGE, "vneid": VNEID, "singpass": f"{SINGPASS}/fapi"}


@pytest.fixture
async def http(link: Link) -> AsyncIterator[httpx.AsyncClient]:
    async with link.client() as client:
        yield client


def caller(link: Link, http: httpx.AsyncClient, service: str) -> Caller:
    url = SERVICES[service]
    document = link.switchboard.app_at(url).openapi()
    found = Caller(link, http, url, document, ISSUERS[service])

    async def remember(response: httpx.Response) -> None:
        if str(response.request.url).startswith(url):
            found.remember(response)

    http.event_hooks["response"].append(remember)
    return found


async def open_pages(called: Caller, *names: str) -> None:
    for name in names:
        await called.call(name)


def require_all_called(called: Caller) -> None:
    missing = {operation["operationId"] for _, _, operation in operations(called.document)} - called.called
    assert missing == set()


async def register(called: Caller, name: str) -> dict[str, Any]:
    response = await called.call("registerClient", called.example("registerClient", name))
    return dict(response.json())


async def pushed(called: Caller, client_id: str, name: str) -> str:
    form = called.example(
        "pushAuthorizationRequest", name, client_id=client_id, client_assertion=called.assertion(client_id)
    )
    headers = called.proof("pushAuthorizationRequest")
    answer = await called.call("pushAuthorizationRequest", form, headers=headers)
    return str(answer.json()["request_uri"])


async def to_the_consent_page(called: Caller, http: httpx.AsyncClient, request: dict[str, str]) -> Page:
    response = await called.call("authorize", query=request)
    browser = Browser(http, home=REDIRECT_URI)
    page = await browser.open(response.headers["location"])
    return await browser.submit(page, ("person", "nguyen-thi-hoa"), ("decision", "approve"))


async def test_the_bridge_answers_its_examples(link: Link, http: httpx.AsyncClient) -> None:
    bridge = caller(link, http, "bridge")
    await open_pages(
        bridge, "showFrontPage", "showHealth", "showApiPage", "showOpenIdConfiguration", "showUpstreamKeys",
        "showAuthorizationServerMetadata", "showKeys", "showReceiptKeys", "showEventKeys", "listPurposes",
        "showAgreement", "showAgreementPage", "listReasons", "showReasonsPage", "listAttributes",
    )  # fmt: skip
    for name in ("request", "signed_in"):
        await bridge.call("decideFacts", bridge.example("decideFacts", name))
    hospital, hotel = await register(bridge, "hospital"), await register(bridge, "hotel")
    client_id = hospital["client_id"]
    await open_pages(bridge, "showReadiness", *map(baseline, ("showKeys", *WELL_KNOWN)))
    for fetch in ("fetchClaims", "fetchClaimsByPost"):
        await claims_of(bridge, http, client_id, fetch=fetch)
    await both_refusals(bridge, http, client_id)
    for twice in (second_sign_ins.representative, second_sign_ins.stronger):
        request_uri = await pushed(bridge, client_id, "details")
        await twice(bridge, http, {"client_id": client_id, "request_uri": request_uri})
    await pushed(bridge, client_id, "narrowed")
    await singaporean_at(bridge, http, hotel["client_id"])
    await managed(bridge, hospital, "hospital", str)
    await at_the_baseline_issuer(bridge, http)
    await at_the_portal(bridge, http)
    require_all_called(bridge)


async def managed(bridge: Caller, client: dict[str, Any], example: str, named: Callable[[str], str]) -> None:
    """Read, replaced with the example, deleted."""
    token = {"Authorization": f"Bearer {client['registration_access_token']}"}
    which = {"client_id": client["client_id"]}
    await bridge.call(named("showClient"), path=which, headers=token)
    anew = bridge.example(named("replaceClient"), example, **which)
    await bridge.call(named("replaceClient"), anew, path=which, headers=token)
    await bridge.call(named("deleteClient"), path=which, headers=token)


async def at_the_portal(bridge: Caller, http: httpx.AsyncClient) -> None:
    """The citizen of `claims_of`, at their own pages."""
    citizen = Citizen(http)
    await citizen.press(await citizen.sign_in("singpass"), "/sign-out")
    home = await citizen.sign_in("vneid")
    record_id = next(each for each in home.links if "/me/records/" in each).split("/")[3].partition("?")[0]
    await bridge.call("downloadEverything")
    for name in ("showOwnReceipt", "downloadOwnReceipt", "showRightsForm", "showMisuseForm"):
        await bridge.call(name, path={"record_id": record_id})
    for path, operation, example in (("ask", "useRight", "deletion"), ("report", "reportMisuse", "not_me")):
        page = await citizen.open(f"/records/{record_id}/{path}")
        token = dict(form_to(page, f"/{path}").fields)["form_token"]
        body = bridge.example(operation, example, form_token=token)
        await bridge.call(operation, body, path={"record_id": record_id}, headers={"Origin": BRIDGE})
    await citizen.press(await citizen.open(f"/records/{record_id}"), "/withdraw")


def baseline(name: str) -> str:
    """The operation of that name at the baseline issuer."""
    return naming.named(Profile.BASELINE, name)


async def at_the_baseline_issuer(bridge: Caller, http: httpx.AsyncClient) -> None:
    """The bar by its secret, in the browser and pushed; the club by its key."""
    answers = [
        await bridge.call(baseline("registerClient"), bridge.example(baseline("registerClient"), name))
        for name in ("bar", "club")
    ]
    bar, club = (answer.json() for answer in answers)
    request = bridge.example(baseline("authorizeByForm"), "whole", client_id=bar["client_id"])
    await bridge.call(baseline("authorizeByForm"), request)
    opened = await bridge.call(baseline("authorize"), query=request)
    by_secret = {"Authorization": client_secret_basic.make(bar["client_id"], bar["client_secret"])}
    await age_of(bridge, http, opened, fetch="fetchClaims", example="secret", headers=by_secret)
    push = baseline("pushAuthorizationRequest")
    pushed_form = bridge.example(push, "secret", client_id=bar["client_id"])
    await bridge.call(push, pushed_form, headers=by_secret)
    caller_of_baseline = replace(bridge, issuer=f"{BRIDGE}/baseline")
    form = bridge.example(
        push,
        "assertion",
        client_id=club["client_id"],
        client_assertion=caller_of_baseline.assertion(club["client_id"]),
    )
    answer = await bridge.call(push, form)
    query = {"client_id": club["client_id"], "request_uri": answer.json()["request_uri"]}
    opened = await bridge.call(baseline("authorize"), query=query)
    await age_of(
        caller_of_baseline, http, opened, fetch="fetchClaimsByPost", example="assertion", client=club
    )
    await managed(bridge, bar, "bar", baseline)


async def age_of(
    bridge: Caller,
    http: httpx.AsyncClient,
    opened: httpx.Response,
    *,
    fetch: str,
    example: str,
    headers: Mapping[str, str] = MappingProxyType({}),
    client: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """A journey from the identity provider on: approved, redeemed, asked about, fetched, given back."""
    browser = Browser(http, home=examples_of_baseline.REDIRECT_URI)
    page = await browser.open(opened.headers["location"])
    page = await browser.submit(page, ("person", "nguyen-thi-hoa"), ("decision", "approve"))
    arrived = (await browser.submit(page, ("decision", "approve"))).arrived
    assert arrived is not None

    async def ask(name: str, **made: str) -> httpx.Response:
        if client:
            made |= {"client_assertion": bridge.assertion(client["client_id"])}
        return await bridge.call(
            baseline(name), bridge.example(baseline(name), example, **made), headers=headers
        )

    token = (await ask("redeemCode", code=arrived["code"])).json()["access_token"]
    assert (await ask("introspectToken", token=token)).json()["active"] is True
    answer = await bridge.call(baseline(fetch), headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["verified_claims"]["claims"] == {"age_over_18": True}
    which = {"receipt_id": answer.json()["consent_receipt"].rpartition("/")[2]}
    await bridge.call(baseline("showReceipt"), path=which, headers={"Authorization": f"Bearer {token}"})
    await ask("revokeToken", token=token)
    assert (await ask("introspectToken", token=token)).json() == {"active": False}


async def claims_of(bridge: Caller, http: httpx.AsyncClient, client_id: str, *, fetch: str) -> None:
    """A whole journey with the examples: pushed, approved, redeemed, fetched."""
    request_uri = await pushed(bridge, client_id, "details")
    page = await to_the_consent_page(bridge, http, {"client_id": client_id, "request_uri": request_uri})
    shown = bridge.example("answerConsentPage", "approve")
    arrived = await Browser(http, home=REDIRECT_URI).submit(page, ("decision", shown["decision"]))
    assert arrived.arrived is not None
    form = bridge.example(
        "redeemCode",
        "code",
        code=arrived.arrived["code"],
        client_id=client_id,
        client_assertion=bridge.assertion(client_id),
    )
    bridge.nonce = None
    asked = await http.post(f"{BRIDGE}/oauth/token", data=form, headers=bridge.proof("redeemCode"))
    assert asked.json()["error"] == "use_dpop_nonce"
    bridge.nonce = asked.headers["dpop-nonce"]
    tokens = (await bridge.call("redeemCode", form, headers=bridge.proof("redeemCode"))).json()
    facts = await asked_about(bridge, client_id, "introspectToken", tokens["access_token"])
    assert facts.json()["active"] is True
    answer = await bridge.call(fetch, headers=bridge.proof(fetch, tokens["access_token"]))
    assert answer.json()["verified_claims"]["claims"]["name"] == "NGUYỄN THỊ HOA"
    which = {"receipt_id": answer.json()["consent_receipt"].rpartition("/")[2]}
    proof = bridge.proof("showReceipt", tokens["access_token"], **which)
    await bridge.call("showReceipt", path=which, headers=proof)
    bridge.nonce = None
    await asked_about(bridge, client_id, "revokeToken", tokens["access_token"])


async def asked_about(bridge: Caller, client_id: str, name: str, token: str) -> httpx.Response:
    """Introspection or revocation, by the client's assertion."""
    form = bridge.example(name, "assertion", token=token, client_assertion=bridge.assertion(client_id))
    return await bridge.call(name, form)


async def both_refusals(bridge: Caller, http: httpx.AsyncClient, client_id: str) -> None:
    """A citizen who declines, and one to whom a refusal is explained."""
    browser = Browser(http, home=REDIRECT_URI)
    request = {"client_id": client_id, "request_uri": await pushed(bridge, client_id, "scope")}
    page = await to_the_consent_page(bridge, http, request)
    shown = bridge.example("answerConsentPage", "deny")
    refused = await browser.submit(page, ("decision", shown["decision"]))
    assert refused.arrived is not None
    assert refused.arrived["reason"] == "not_completed"
    request["request_uri"] = await pushed(bridge, client_id, "scope")
    response = await bridge.call("authorizeByForm", bridge.example("authorizeByForm", "pushed", **request))
    sign_in = await browser.open(response.headers["location"])
    explained = await browser.submit(sign_in, ("decision", "deny"))
    assert (await browser.submit(explained)).arrived is not None


async def singaporean_at(bridge: Caller, http: httpx.AsyncClient, client_id: str) -> None:
    """The other direction, as far as the bridge's own page: a hotel asks by its own request."""
    form = bridge.example(
        "pushAuthorizationRequest", "scope", client_id=client_id, client_assertion=bridge.assertion(client_id)
    )
    form |= {"scope": "openid purpose:tourism.checkin", "redirect_uri": "http://localhost:8012/callback"}
    headers = bridge.proof("pushAuthorizationRequest")
    answer = await bridge.call("pushAuthorizationRequest", form, headers=headers)
    query = {"client_id": client_id, "request_uri": answer.json()["request_uri"]}
    browser = Browser(http, home="http://localhost:8012/callback")
    page = await browser.open((await bridge.call("authorize", query=query)).headers["location"])
    assert (await browser.submit(page, ("person", "tan-mei-ling"), ("decision", "approve"))).status == 200


async def controls(called: Caller, person: str) -> str:
    """Every control with its examples; the client_id that was registered."""
    await open_pages(called, "showClock", "showFaults", "showRequests", "showPeople")
    for name in ("set", "advance", "reset"):
        await called.call("moveClock", called.example("moveClock", name))
    for name in ("one", "none"):
        await called.call("setFaults", called.example("setFaults", name))
    await called.call("showPerson", path={"person_id": person})
    await called.call("putPerson", called.example("putPerson", "person"), path={"person_id": person})
    client = await called.call("registerTestClient", called.example("registerTestClient", "client"))
    return str(client.json()["client_id"])


async def test_the_vneid_mock_answers_its_examples(link: Link, http: httpx.AsyncClient) -> None:
    vneid = caller(link, http, "vneid")
    await open_pages(
        vneid, "showFrontPage", "showHealth", "showReadiness", "showApiPage", "showDiscovery", "showKeys"
    )
    client_id = await controls(vneid, "nguyen-thi-hoa")
    request = vneid.example("showSignInPageByForm", "usual", client_id=client_id)
    await vneid.call("showSignInPageByForm", request)
    await vneid.call("showSignInPage", query=request)
    browser = Browser(http, home=request["redirect_uri"])
    page = await browser.open(f"{VNEID}/oauth2/authorize?{httpx.QueryParams(request)}")
    shown = vneid.example("answerSignInPage", "approve")
    arrived = await browser.submit(page, ("person", shown["person"]), ("decision", shown["decision"]))
    assert arrived.arrived is not None
    form = vneid.example(
        "redeemCode",
        "assertion",
        code=arrived.arrived["code"],
        client_id=client_id,
        client_assertion=vneid.assertion(client_id),
    )
    token = (await vneid.call("redeemCode", form)).json()["access_token"]
    for fetch in ("fetchAttributes", "fetchAttributesByPost"):
        await vneid.call(fetch, headers={"Authorization": f"Bearer {token}"})
    require_all_called(vneid)


async def test_the_singpass_mock_answers_its_examples(link: Link, http: httpx.AsyncClient) -> None:
    singpass = caller(link, http, "singpass")
    await open_pages(
        singpass,
        "showFrontPage",
        "showHealth",
        "showReadiness",
        "showApiPage",
        "showDiscovery",
        "showKeys",
        "showKeysOfIssuer",
    )
    client_id = await controls(singpass, "tan-mei-ling")
    await login_app(singpass)
    request_uri = await pushed(singpass, client_id, "myinfo")
    query = {"client_id": client_id, "request_uri": request_uri}
    await singpass.call("showSignInPage", query=query)
    home = singpass.example("redeemCode", "code")["redirect_uri"]
    browser = Browser(http, home=home)
    page = await browser.open(f"{SINGPASS}/fapi/auth?{httpx.QueryParams(query)}")
    shown = singpass.example("answerSignInPage", "approve")
    arrived = await browser.submit(page, ("person", shown["person"]), ("decision", shown["decision"]))
    assert arrived.arrived is not None
    form = singpass.example(
        "redeemCode",
        "code",
        code=arrived.arrived["code"],
        client_id=client_id,
        client_assertion=singpass.assertion(client_id),
    )
    answer = await singpass.call("redeemCode", form, headers=singpass.proof("redeemCode"))
    token = answer.json()["access_token"]
    await singpass.call("fetchItems", headers=singpass.proof("fetchItems", token))
    require_all_called(singpass)


async def login_app(singpass: Caller) -> None:
    """The example of a Login app, pushed by one."""
    metadata = singpass.example("registerTestClient", "client")
    metadata |= {"client_kind": "login", "scope": "openid user.identity"}
    client = await singpass.call("registerTestClient", metadata)
    await pushed(singpass, client.json()["client_id"], "login")
