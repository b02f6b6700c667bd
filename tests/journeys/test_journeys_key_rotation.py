"""Keys change: a provider's or a partner's new key is found at once, not after an hour."""

import secrets
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from eid_kit.http.jwks_cache import MIN_INTERVAL_S
from eid_kit.http.outbound import Outbound
from eid_kit.oauth.keys import Key, generate_key, public_jwk
from eid_kit.simulator.faults import Faults
from eid_sandbox.clients import vneid_client, write_clients_file
from journeys.client import Organisation, registered
from journeys.people import HOSPITAL
from journeys.walk import begin
from journeys.world import BRIDGE, VNEID, Link
from vneid_mock.app import create_app as create_vneid
from vneid_mock.faults import VneidFault
from vneid_mock.settings import Settings as VneidSettings

SOON = MIN_INTERVAL_S + 1


async def test_a_provider_that_signs_with_a_new_key_is_believed_after_looking_it_up(
    own_link: Link, stack: AsyncExitStack, tmp_path: Path
) -> None:
    hospital = await registered(own_link, stack, HOSPITAL)
    await (await begin(hospital, await stack.enter_async_context(own_link.client()))).claims()
    own_link.connect(VNEID, _vneid_with_new_keys(own_link, tmp_path / "new"))
    own_link.clock.advance(SOON)
    started = await begin(hospital, await stack.enter_async_context(own_link.client()))
    assert "name" in await started.claims()


def _vneid_with_new_keys(link: Link, folder: Path) -> FastAPI:
    clients = folder / "clients.yaml"
    write_clients_file(clients, [vneid_client(BRIDGE, link.settings.vneid_client_id)], None)
    return create_vneid(
        VneidSettings(public_url=VNEID, data_dir=folder, clients_file=clients),
        clock=link.clock,
        faults=Faults(VneidFault),
        random_bytes=secrets.token_bytes,
        outbound=Outbound(transport=link.switchboard),
    )


class Published:
    """A partner's jwks_uri, whose content changes."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.asked = 0

    def app(self) -> FastAPI:
        app = FastAPI()

        async def jwks() -> JSONResponse:
            self.asked += 1
            return JSONResponse({"keys": [{**public_jwk(key), "use": "sig"} for key in self.keys]})

        app.add_api_route("/jwks", jwks)
        return app


@pytest.fixture
async def published(link: Link, stack: AsyncExitStack) -> tuple[Organisation, Published]:
    """A hospital that publishes its keys instead of registering them."""
    published, site = Published(), f"https://{secrets.token_hex(8)}.example.sg"
    link.connect(site, published.app())
    hospital = Organisation(link, await stack.enter_async_context(link.client()), HOSPITAL)
    published.keys = [hospital.key]
    metadata = {**HOSPITAL, "jwks_uri": f"{site}/jwks"}
    response = await hospital.http.post(f"{BRIDGE}/oauth/register", json=metadata)
    hospital.client_id = response.json()["client_id"]
    return hospital, published


async def test_a_partner_that_signs_with_a_new_key_is_believed_after_looking_it_up(
    link: Link, published: tuple[Organisation, Published]
) -> None:
    hospital, site = published
    await hospital.push(("name",))
    hospital.key = generate_key("ES256")
    site.keys = [hospital.key]
    link.clock.advance(SOON)
    await hospital.push(("name",))
    assert site.asked == 2


async def test_a_key_that_the_partner_withdrew_is_no_longer_believed_after_an_hour(
    link: Link, published: tuple[Organisation, Published]
) -> None:
    hospital, site = published
    await hospital.push(("name",))
    site.keys = [generate_key("ES256")]
    link.clock.advance(3601)
    response = await hospital.try_push(hospital.attempt(), ("name",))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_invented_key_ids_do_not_make_us_knock_at_the_partners_door_each_time(
    link: Link, published: tuple[Organisation, Published]
) -> None:
    hospital, site = published
    await hospital.push(("name",))
    link.clock.advance(SOON)
    for _ in range(5):
        hospital.key = generate_key("ES256")
        response = await hospital.try_push(hospital.attempt(), ("name",))
        assert response.status_code == 401
    assert site.asked == 2


async def test_a_partner_whose_keys_cannot_be_fetched_is_told_so(
    link: Link, published: tuple[Organisation, Published]
) -> None:
    hospital, _ = published
    link.switchboard.lines.popitem()  # the last that was connected: the hospital's site
    response = await hospital.try_push(hospital.attempt(), ("name",))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert "jwks_uri" in response.json()["error_description"]
    assert response.json()["reason"] == "jwks_unavailable"
