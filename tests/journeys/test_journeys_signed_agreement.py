"""Outside a sandbox: an agreement that both parties signed, and partners that the operator named."""

import json
import shutil
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bridge.domain.agreement import canonical_form
from bridge.domain.parties import SIGNATURE_TYPE
from bridge.world import UnfitAgreement
from eid_kit.oauth import detached_jws
from eid_kit.oauth.keys import Key, generate_key, public_jwk
from journeys.client import Organisation
from journeys.people import HOTEL
from journeys.walk import begin
from journeys.world import AGREEMENT, BRIDGE, opened

VN, SG, STRANGER = (generate_key("EdDSA", kid=kid) for kid in ("VN", "SG", "VN"))
PARTNER_KEY = generate_key("ES256")


def signed(folder: Path, *signers: Key, text: str | None = None) -> dict[str, Any]:
    """Settings of a bridge outside a sandbox, with the agreement as these signed it."""
    agreement = Path(shutil.copy(AGREEMENT, folder / "vn-sg.yaml"))
    canonical = canonical_form(agreement.read_text("utf-8"))
    signatures = [
        detached_jws.sign(canonical, key, signer=str(key.kid), typ=SIGNATURE_TYPE) for key in signers
    ]
    written = json.dumps(detached_jws.document(signatures)) if text is None else text
    agreement.with_name("vn-sg.yaml.jws").write_text(written, "utf-8")
    return {"sandbox": False, "agreement_file": agreement, "party_keys": party_keys(folder, (VN, SG))}


def party_keys(folder: Path, keys: Sequence[Key]) -> Path:
    file = folder / "parties.jwks"
    file.write_text(json.dumps({"keys": [public_jwk(key) for key in keys]}), "utf-8")
    return file


def named_by_the_operator(folder: Path) -> Path:
    jwks = {"keys": [{**public_jwk(PARTNER_KEY), "use": "sig", "alg": "ES256"}]}
    file = folder / "partners.yaml"
    clients = [{**HOTEL, "client_id": "hotel", "organisation": "hotel", "jwks": jwks}]
    file.write_text(json.dumps({"clients": clients}), "utf-8")
    return file


async def test_a_journey_under_a_signed_agreement(tmp_path: Path, stack: AsyncExitStack) -> None:
    settings = signed(tmp_path, VN, SG) | {"partners_file": named_by_the_operator(tmp_path)}
    async with opened(tmp_path, **settings) as link:
        http = await stack.enter_async_context(link.client())
        hotel = Organisation(link, http, HOTEL, key=PARTNER_KEY, client_id="hotel")
        walk = await begin(hotel, await stack.enter_async_context(link.client()), attributes=("name",))
        page = await walk.sign_in()
        assert "not verified by either country" not in page.text
        assert "any organisation may register" not in page.text
        assert "/oauth/register" not in link.switchboard.app_at(BRIDGE).openapi()["paths"]
        arrived = (await walk.answer(page)).arrived
        assert arrived is not None
        token = (await hotel.redeem(walk.attempt, arrived["code"]))["access_token"]
        answer = await hotel.userinfo(walk.attempt, token)
        assert "name" in answer["verified_claims"]["claims"]


@pytest.mark.parametrize(
    ("signers", "says"),
    [
        pytest.param((VN,), "the signature of SG is missing", id="one party"),
        pytest.param((VN, SG, SG), "a second one of SG", id="one party twice"),
        pytest.param((STRANGER, SG), "none over this text", id="a stranger in a party's name"),
    ],
)
async def test_an_agreement_that_not_both_signed_does_not_start(
    tmp_path: Path, signers: tuple[Key, ...], says: str
) -> None:
    with pytest.raises(UnfitAgreement, match=says):
        async with opened(tmp_path, **signed(tmp_path, *signers)):
            pytest.fail("it started")


async def test_a_changed_word_undoes_both_signatures(tmp_path: Path) -> None:
    settings = signed(tmp_path, VN, SG)
    file = settings["agreement_file"]
    file.write_text(file.read_text("utf-8").replace("P30D", "P31D"), "utf-8")
    with pytest.raises(UnfitAgreement, match="none over this text"):
        async with opened(tmp_path, **settings):
            pytest.fail("it started")


async def test_a_sandbox_that_names_the_parties_keys_wants_the_signatures_too(tmp_path: Path) -> None:
    with pytest.raises(UnfitAgreement, match="SG is missing"):
        async with opened(tmp_path, **signed(tmp_path, VN) | {"sandbox": True}):
            pytest.fail("it started")


@pytest.mark.parametrize("text", ["", "no JSON", "{}"], ids=["empty", "words", "no signatures"])
async def test_a_signature_file_that_is_none_does_not_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnfitAgreement, match=r"vn-sg\.yaml\.jws"):
        async with opened(tmp_path, **signed(tmp_path, text=text)):
            pytest.fail("it started")


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((VN,), id="one"),
        pytest.param((VN, SG, generate_key("EdDSA", kid="MY")), id="a third"),
    ],
)
async def test_keys_of_other_than_the_two_parties_do_not_start(tmp_path: Path, keys: tuple[Key, ...]) -> None:
    settings = signed(tmp_path, VN, SG) | {"party_keys": party_keys(tmp_path, keys)}
    with pytest.raises(UnfitAgreement, match="one key of VN and one of SG"):
        async with opened(tmp_path, **settings):
            pytest.fail("it started")
