"""Every fault: documented, noticed by a careful app, and gone when it is switched off."""

from pathlib import Path
from typing import Any

import pytest

from eid_kit.oauth.id_tokens import IdTokenError
from eid_kit.oauth.jwt import JwtError
from singpass_mock.faults import SingpassFault
from singpass_mock.scopes import MYINFO_SCOPES
from singpass_relying_party import RelyingParty

DOCUMENT = Path(__file__).parents[2] / "docs" / "singpass-mock.md"


async def switch_on(app: RelyingParty, *faults: SingpassFault) -> None:
    response = await app.singpass.http.put("/sim/faults", json={"active": list(faults)})
    assert response.status_code == 200


@pytest.mark.parametrize("fault", SingpassFault)
def test_every_fault_is_documented(fault: SingpassFault) -> None:
    assert f"| `{fault}` |" in DOCUMENT.read_text("utf-8")
    assert fault.description


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(SingpassFault.WRONG_NONCE, "wrong_nonce", id="wrong-nonce"),
        pytest.param(SingpassFault.BAD_SIGNATURE, "bad_signature", id="bad-signature"),
        pytest.param(SingpassFault.UNKNOWN_KEY, "unknown_key", id="unknown-key"),
        pytest.param(SingpassFault.WRONG_ISSUER, "wrong_issuer", id="wrong-issuer"),
        pytest.param(SingpassFault.WRONG_AUDIENCE, "wrong_audience", id="wrong-audience"),
        pytest.param(SingpassFault.EXPIRED_ID_TOKEN, "expired", id="expired-id-token"),
    ],
)
async def test_a_careful_app_refuses_a_spoiled_id_token(
    hotel: RelyingParty, fault: SingpassFault, reason: str
) -> None:
    await switch_on(hotel, fault)
    tokens = await hotel.tokens()
    with pytest.raises(IdTokenError) as refused:
        await hotel.open_id_token(tokens["id_token"])
    assert refused.value.reason == reason
    await switch_on(hotel)
    await hotel.open_id_token((await hotel.tokens())["id_token"])


async def test_an_id_token_that_is_not_encrypted_is_noticed(hotel: RelyingParty) -> None:
    await switch_on(hotel, SingpassFault.UNENCRYPTED_ID_TOKEN)
    token = (await hotel.tokens())["id_token"]
    assert token.count(".") == 2
    with pytest.raises(JwtError):
        await hotel.open_id_token(token)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(SingpassFault.BAD_SIGNATURE, "bad_signature", id="bad-signature"),
        pytest.param(SingpassFault.UNKNOWN_KEY, "unknown_key", id="unknown-key"),
    ],
)
async def test_a_careful_app_refuses_a_userinfo_with_a_wrong_signature(
    hotel: RelyingParty, fault: SingpassFault, reason: str
) -> None:
    await switch_on(hotel, fault)
    response = await hotel.fetch((await hotel.tokens())["access_token"])
    with pytest.raises(JwtError) as refused:
        await hotel.open_userinfo(response)
    assert refused.value.reason == reason


async def test_userinfo_about_another_person_is_noticed(hotel: RelyingParty) -> None:
    tokens = await hotel.tokens()
    await switch_on(hotel, SingpassFault.OTHER_SUBJECT_IN_USERINFO)
    id_token = await hotel.open_id_token(tokens["id_token"])
    userinfo = await hotel.open_userinfo(await hotel.fetch(tokens["access_token"]))
    assert userinfo["sub"] != id_token.subject


async def test_over_sharing_holds_items_nobody_asked_for(hotel: RelyingParty) -> None:
    await switch_on(hotel, SingpassFault.OVER_SHARE)
    userinfo = await hotel.open_userinfo(await hotel.fetch((await hotel.tokens())["access_token"]))
    assert userinfo["person_info"].keys() == {scope.item for scope in MYINFO_SCOPES.values()}
    assert userinfo["person_info"]["uinfin"]["value"] == "S5088001Z"


async def test_the_par_endpoint_can_be_down(hotel: RelyingParty) -> None:
    await switch_on(hotel, SingpassFault.PAR_DOWN)
    response = await hotel.push()
    assert (response.status_code, response.json()["error"]) == (503, "temporarily_unavailable")


async def test_the_token_endpoint_can_be_down_without_spending_the_code(hotel: RelyingParty) -> None:
    code = await hotel.code()
    await switch_on(hotel, SingpassFault.TOKEN_ENDPOINT_DOWN)
    response = await hotel.redeem(code)
    assert (response.status_code, response.json()["error"]) == (503, "temporarily_unavailable")
    await switch_on(hotel)
    assert (await hotel.redeem(code)).status_code == 200


async def test_a_source_behind_the_par_endpoint_can_be_down(hotel: RelyingParty) -> None:
    await switch_on(hotel, SingpassFault.PAR_DEPENDENCY_DOWN)
    response = await hotel.push()
    assert (response.status_code, response.json()["error"]) == (502, "upstream_dependency_error")


async def test_a_source_behind_the_token_endpoint_can_be_down_without_spending_the_code(
    hotel: RelyingParty,
) -> None:
    code = await hotel.code()
    await switch_on(hotel, SingpassFault.TOKEN_DEPENDENCY_DOWN)
    response = await hotel.redeem(code)
    assert (response.status_code, response.json()["error"]) == (502, "upstream_dependency_error")
    await switch_on(hotel)
    assert (await hotel.redeem(code)).status_code == 200


async def test_a_source_behind_userinfo_can_be_down(hotel: RelyingParty) -> None:
    token = (await hotel.tokens())["access_token"]
    await switch_on(hotel, SingpassFault.USERINFO_DOWN)
    response = await hotel.fetch(token)
    assert (response.status_code, response.json()["error"]) == (502, "upstream_dependency_error")


async def test_userinfo_can_be_slow(hotel: RelyingParty) -> None:
    token = (await hotel.tokens())["access_token"]
    await switch_on(hotel, SingpassFault.SLOW_USERINFO)
    assert (await hotel.fetch(token)).status_code == 200
    assert hotel.singpass.slept == [5.0]


async def test_userinfo_can_demand_a_nonce_once(hotel: RelyingParty) -> None:
    token = (await hotel.tokens())["access_token"]
    await switch_on(hotel, SingpassFault.DPOP_NONCE)
    first = await hotel.fetch(token)
    assert (first.status_code, first.json()["error"]) == (401, "use_dpop_nonce")
    assert first.headers["www-authenticate"].startswith('DPoP error="use_dpop_nonce"')
    assert (await hotel.fetch(token, nonce=first.headers["dpop-nonce"])).status_code == 200


@pytest.mark.parametrize("body", [{"active": ["wrong-nounce"]}, {"active": "wrong-nonce"}, {}])
async def test_a_misspelt_fault_is_refused(hotel: RelyingParty, body: dict[str, Any]) -> None:
    response = await hotel.singpass.http.put("/sim/faults", json=body)
    assert response.status_code == 400
    assert (await hotel.singpass.http.get("/sim/faults")).json()["active"] == []
