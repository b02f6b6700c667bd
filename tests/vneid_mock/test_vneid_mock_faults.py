"""Each fault does what its name says, and a careful client notices."""

import re
from pathlib import Path

import pytest

from eid_kit.oauth.id_tokens import IdTokenError
from eid_kit.oauth.jwt import UnverifiedJwt, peek
from simulator.vneid_relying_party import CALLBACK, Mock, RelyingParty
from vneid_mock.faults import VneidFault

DOCS = Path(__file__).parents[2] / "docs" / "vneid-mock.md"

NOTICED = {
    VneidFault.WRONG_NONCE: "wrong_nonce",
    VneidFault.BAD_SIGNATURE: "bad_signature",
    VneidFault.WRONG_ISSUER: "wrong_issuer",
    VneidFault.WRONG_AUDIENCE: "wrong_audience",
    VneidFault.EXPIRED_ID_TOKEN: "expired",
    VneidFault.ALG_NONE: "algorithm_not_allowed",
    VneidFault.UNKNOWN_KEY: "unknown_key",
}


@pytest.mark.parametrize(("fault", "reason"), NOTICED.items())
async def test_a_fault_in_the_id_token_is_the_one_thing_a_client_sees_wrong(
    rp: RelyingParty, mock: Mock, fault: VneidFault, reason: str
) -> None:
    mock.faults.set([fault])
    id_token = (await rp.tokens())["id_token"]
    with pytest.raises(IdTokenError) as refused:
        await rp.verified(id_token)
    assert refused.value.reason == reason


async def test_an_unsigned_id_token_says_so_in_its_header(rp: RelyingParty, mock: Mock) -> None:
    mock.faults.set([VneidFault.ALG_NONE])
    id_token = (await rp.tokens())["id_token"]
    assert peek(UnverifiedJwt(id_token))[0] == {"alg": "none", "typ": "JWT"}
    assert id_token.endswith(".")


async def test_userinfo_of_another_subject_is_another_subject_each_time_the_same(
    rp: RelyingParty, mock: Mock
) -> None:
    tokens = await rp.tokens()
    mock.faults.set([VneidFault.OTHER_SUBJECT_IN_USERINFO])
    answer = (await rp.userinfo(tokens["access_token"])).json()
    assert answer["sub"] != (await rp.verified(tokens["id_token"])).subject
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", answer["sub"])


async def test_over_sharing_tells_everything_even_of_a_level_1_account(rp: RelyingParty, mock: Mock) -> None:
    mock.faults.set([VneidFault.OVER_SHARE])
    tokens = await rp.tokens("tran-van-minh")
    assert {"DanToc", "TonGiao", "SoSucKhoe", "NhomMau"} <= set(
        (await rp.userinfo(tokens["access_token"])).json()
    )


async def test_a_token_endpoint_that_is_down_spends_no_code(rp: RelyingParty, mock: Mock) -> None:
    code = await rp.code()
    mock.faults.set([VneidFault.TOKEN_ENDPOINT_DOWN])
    down = await rp.redeem(code)
    assert (down.status_code, down.json()["error"]) == (503, "temporarily_unavailable")
    mock.faults.set([])
    assert (await rp.redeem(code)).status_code == 200


async def test_userinfo_that_is_down_answers_503(rp: RelyingParty, mock: Mock) -> None:
    token = (await rp.tokens())["access_token"]
    mock.faults.set([VneidFault.USERINFO_DOWN])
    assert (await rp.userinfo(token)).status_code == 503


async def test_slow_userinfo_waits_and_then_answers(rp: RelyingParty, mock: Mock) -> None:
    token = (await rp.tokens())["access_token"]
    mock.faults.set([VneidFault.SLOW_USERINFO])
    assert (await rp.userinfo(token)).status_code == 200
    assert mock.slept == [10.0]


async def test_a_fault_switched_off_is_gone(rp: RelyingParty) -> None:
    await rp.http.put("/sim/faults", json={"active": ["wrong-nonce", "over-share"]})
    await rp.http.put("/sim/faults", json={"active": []})
    tokens = await rp.tokens()
    await rp.verified(tokens["id_token"])
    assert "DanToc" not in (await rp.userinfo(tokens["access_token"])).json()


async def test_an_unknown_key_fits_the_algorithm_that_the_client_registered(
    rp: RelyingParty, mock: Mock
) -> None:
    metadata = {"redirect_uris": [CALLBACK], "id_token_signed_response_alg": "RS256"}
    registered = (await rp.http.post("/sim/clients", json=metadata)).json()
    other = RelyingParty(rp.http, registered["client_id"], registered["client_secret"])
    mock.faults.set([VneidFault.UNKNOWN_KEY])
    header, _ = peek(UnverifiedJwt((await other.tokens())["id_token"]))
    assert header["alg"] == "RS256"
    assert header["kid"] not in [key.kid for key in await rp.keys()]


@pytest.mark.parametrize("fault", VneidFault)
def test_every_fault_is_documented(fault: VneidFault) -> None:
    assert f"| `{fault}` |" in DOCS.read_text("utf-8")
    assert fault.description
