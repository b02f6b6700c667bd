"""The sites' own event endpoint: it believes the bridge alone, and deletes what it was told to delete."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from examples.hotel_vn import app as hotel
from examples.partner_site import site as sites
from examples.partner_site.events import MEDIA_TYPE, REVOKED, WITHDRAWN
from examples.partner_site.registering import Registrar
from examples.partner_site.relying_party import Attempt, Received, Registration
from examples.partner_site.sessions import Sessions

BRIDGE, HOTEL = "http://bridge.test", "http://localhost:8012"
KEY, OTHER = (ECKey.generate_key("P-256", {"kid": kid}) for kid in ("one", "two"))
US = Registration("hotel-at-fapi", OTHER, "https://bridge.test/register/x", "t")


class Bridge:
    """What a site needs of a bridge here: its event keys."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/event-keys"
        self.asked += 1
        return httpx.Response(self.status, json=KeySet([KEY]).as_dict(private=False))


class Hotel:
    """The site, the sessions behind it, and a guest who shared something."""

    def __init__(self, app: FastAPI, bridge: Bridge, sessions: Sessions, http: httpx.AsyncClient) -> None:
        self.app, self.bridge, self.sessions, self.http = app, bridge, sessions, http
        self.cookie = self._guest()

    def _guest(self) -> str:
        attempt = Attempt(US, f"{HOTEL}/callback")
        key = self.sessions.start(attempt, purpose=hotel.CHECK_IN, language="en")
        session = self.sessions.get(key)
        assert session is not None
        userinfo = {
            "sub": "pairwise",
            "consent_receipt": f"{BRIDGE}/v1/receipts/receipt-1",
            "verified_claims": {"claims": {"name": "TAN MEI LING"}},
        }
        session.attempt, session.received = None, Received({"sub": "pairwise"}, ("name",), userinfo)
        return key

    async def told(self, token: str, media_type: str = MEDIA_TYPE) -> httpx.Response:
        return await self.http.post("/events", content=token, headers={"Content-Type": media_type})

    async def page(self, language: str = "en") -> str:
        cookie = {"Cookie": f"hotel_session={self.cookie}"}
        return (await self.http.get("/result", params={"lang": language}, headers=cookie)).text


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hotel]:
    sessions, bridge = Sessions(), Bridge()
    monkeypatch.setattr(sites, "Sessions", lambda: sessions)
    monkeypatch.setattr(Registrar, "known_as", _known_as)
    async with httpx.AsyncClient(transport=httpx.MockTransport(bridge)) as outgoing:
        app = hotel.create_app(bridge_url=BRIDGE, public_url=HOTEL, data_dir=tmp_path, http=outgoing)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOTEL) as http:
            yield Hotel(app, bridge, sessions, http)


def _known_as(registrar: Any) -> str | None:
    return US.client_id if registrar._issuer == BRIDGE else None


def event(key: ECKey = KEY, *, typ: str = "secevent+jwt", kind: str = WITHDRAWN, **changes: Any) -> str:
    claims = {
        "iss": BRIDGE,
        "aud": US.client_id,
        "iat": int(time.time()),
        "jti": "one",
        "events": {kind: {"receipt_id": "receipt-1", "claims": ["name"]}},
    }
    return jwt.encode({"alg": "ES256", "typ": typ, "kid": key.kid}, claims | changes, key)


async def test_what_was_received_is_deleted_before_the_event_is_accepted(site: Hotel) -> None:
    assert "TAN MEI LING" in await site.page()
    assert (await site.told(event())).status_code == 202
    page = await site.page()
    assert "You withdrew your consent: your data has been deleted" in page
    assert "receipt-1" in page
    assert "TAN MEI LING" not in page
    assert "Bạn đã rút lại sự đồng ý" in await site.page("vi")


async def test_an_end_that_the_citizen_did_not_bring_about_is_not_put_down_to_them(site: Hotel) -> None:
    assert (await site.told(event(kind=REVOKED))).status_code == 202
    assert "The consent was ended" in await site.page()


async def test_an_event_that_overtakes_the_data_deletes_it_all_the_same(site: Hotel) -> None:
    session = site.sessions.get(site.cookie)
    assert session is not None
    received, session.received = session.received, None
    assert received is not None
    assert (await site.told(event())).status_code == 202
    site.sessions.receive(session, received)
    page = await site.page()
    assert "your data has been deleted" in page
    assert "TAN MEI LING" not in page


async def test_an_event_of_another_consent_is_accepted_and_deletes_nothing(site: Hotel) -> None:
    other = event(events={WITHDRAWN: {"receipt_id": "receipt-2"}})
    assert (await site.told(other)).status_code == 202
    assert "TAN MEI LING" in await site.page()


async def test_an_event_that_comes_twice_is_accepted_twice_with_one_look_at_the_keys(site: Hotel) -> None:
    token = event()
    assert [(await site.told(token)).status_code for _ in range(2)] == [202, 202]
    assert site.bridge.asked == 1


@pytest.mark.parametrize(
    ("token", "code"),
    [
        pytest.param(event(OTHER), "invalid_key", id="signed by a stranger"),
        pytest.param("no token", "invalid_key", id="no token"),
        pytest.param("", "invalid_key", id="nothing"),
        pytest.param("a.b.é", "invalid_key", id="letters outside ASCII"),
        pytest.param(event(typ="JWT"), "invalid_request", id="another token of the bridge"),
        pytest.param(event(iss="https://other.test"), "invalid_issuer", id="another issuer"),
        pytest.param(event(iss=f"{BRIDGE}/baseline"), "invalid_issuer", id="an issuer we are unknown to"),
        pytest.param(event(aud="clinic"), "invalid_audience", id="for somebody else"),
        pytest.param(event(iat=int(time.time()) + 86_400), "invalid_request", id="from the future"),
        pytest.param(event(kind="urn:example:else"), "invalid_request", id="of an unknown kind"),
        pytest.param(event(events=[]), "invalid_request", id="without an event"),
        pytest.param(event(events={WITHDRAWN: "gone"}), "invalid_request", id="without an object"),
        pytest.param(event(jti=7), "invalid_request", id="with a number for a name"),
        pytest.param("x" * 70_000, "invalid_request", id="endless"),
    ],
)
async def test_what_is_no_event_for_this_site_deletes_nothing(site: Hotel, token: str, code: str) -> None:
    answer = await site.told(token)
    assert (answer.status_code, answer.json()["err"]) == (400, code)
    assert "TAN MEI LING" in await site.page()


async def test_another_media_type_is_no_event(site: Hotel) -> None:
    assert (await site.told(event(), "application/jwt")).json()["err"] == "invalid_request"
    assert "TAN MEI LING" in await site.page()


async def test_strangers_do_not_make_the_site_knock_at_the_bridge_each_time(site: Hotel) -> None:
    for _ in range(3):
        await site.told(event(OTHER))
    assert site.bridge.asked == 1


async def test_without_the_bridges_keys_the_site_says_neither_yes_nor_no(site: Hotel) -> None:
    site.bridge.status = 503
    assert (await site.told(event())).status_code == 503
    site.bridge.status = 200
    assert (await site.told(event())).status_code == 202
