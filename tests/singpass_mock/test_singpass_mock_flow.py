"""The whole flow: what a careful app sees when nothing goes wrong."""

from uuid import UUID

import pytest

from eid_kit.oauth import jwt
from singpass_mock.personas import PERSONAS, TAN_MEI_LING
from singpass_mock.residents import Resident
from singpass_relying_party import ISSUER, RelyingParty, Singpass, landing, register


async def test_a_myinfo_app_gets_the_items_it_asked_for(hotel: RelyingParty) -> None:
    tokens = await hotel.tokens()
    id_token = await hotel.open_id_token(tokens["id_token"])
    response = await hotel.fetch(tokens["access_token"])
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/jwt; charset=utf-8"
    userinfo = await hotel.open_userinfo(response)
    assert userinfo["sub"] == id_token.subject
    assert userinfo["iss"] == ISSUER
    assert userinfo["aud"] == hotel.client_id
    assert "exp" not in userinfo
    assert userinfo["person_info"].keys() | {"openid"} == set(hotel.scope.split())
    assert userinfo["person_info"]["passportnumber"]["value"] == "E0000088K"


async def test_the_app_lands_with_code_state_and_issuer(hotel: RelyingParty) -> None:
    page = await hotel.open(await hotel.pushed())
    landed = landing(await hotel.answer(page))
    assert landed.keys() == {"code", "state", "iss"}
    assert landed["state"] == hotel.state
    assert landed["iss"] == ISSUER


async def test_a_person_who_declines_is_reported_as_access_denied(hotel: RelyingParty) -> None:
    page = await hotel.open(await hotel.pushed())
    landed = landing(await hotel.answer(page, decision="deny", person=None))
    assert landed.keys() == {"error", "error_description", "state", "iss"}
    assert landed["error"] == "access_denied"


async def test_the_token_response_has_no_scope_and_no_refresh_token(hotel: RelyingParty) -> None:
    tokens = await hotel.tokens()
    assert tokens.keys() == {"access_token", "id_token", "token_type", "expires_in"}
    assert (tokens["token_type"], tokens["expires_in"]) == ("DPoP", 1800)


async def test_the_id_token_is_a_jws_in_a_jwe(hotel: RelyingParty) -> None:
    token = (await hotel.tokens())["id_token"]
    nested = jwt.UnverifiedJwt(hotel.decrypt(token, "A256CBC-HS512"))
    header, claims = jwt.peek(nested)
    assert header == {"alg": "ES256", "typ": "JWT", "kid": (await hotel.keys())[0].kid}
    assert claims["exp"] - claims["iat"] == 600
    assert not {"at_hash", "auth_time"} & claims.keys()


async def test_the_access_token_names_its_key_and_its_resource(hotel: RelyingParty) -> None:
    token = jwt.UnverifiedJwt((await hotel.tokens())["access_token"])
    header, claims = jwt.peek(token)
    assert header["typ"] == "at+jwt"
    assert claims["cnf"] == {"jkt": hotel.key.thumbprint()}
    assert claims["aud"] == f"{ISSUER}/userinfo"
    assert claims["jti"].startswith("at-")
    assert claims["exp"] - claims["iat"] == 1800


async def test_the_subject_is_a_uuid_that_every_app_sees(hotel: RelyingParty, portal: RelyingParty) -> None:
    first = await hotel.open_id_token((await hotel.tokens())["id_token"])
    second = await portal.open_id_token((await portal.tokens())["id_token"])
    assert first.subject == second.subject == str(UUID(first.subject))


@pytest.mark.parametrize("resident", PERSONAS, ids=lambda resident: resident.id)
async def test_a_login_app_learns_who_signed_in(portal: RelyingParty, resident: Resident) -> None:
    claims = (await portal.open_id_token((await portal.tokens(resident.id))["id_token"])).claims
    expected = {
        "account_type": "foreign" if resident.is_foreign else "standard",
        "identity_number": resident.identity_number,
        "identity_coi": resident.identity_coi,
        "name": resident.name,
        "email": resident.email,
        "mobileno": resident.mobileno,
    }
    assert claims["sub_attributes"] == {name: value for name, value in expected.items() if value}
    assert claims["sub_type"] == "user"
    assert claims["acr"] == (resident.usual_acr or resident.highest_acr)
    assert ("face" in claims["amr"]) == claims["acr"].endswith("loa:3")


@pytest.mark.parametrize("resident", PERSONAS, ids=lambda resident: resident.id)
async def test_a_myinfo_app_never_learns_the_identity_number_by_the_way(
    hotel: RelyingParty, resident: Resident
) -> None:
    tokens = await hotel.tokens(resident.id)
    claims = (await hotel.open_id_token(tokens["id_token"])).claims
    assert resident.identity_number not in str(claims)


@pytest.mark.parametrize("resident", PERSONAS, ids=lambda resident: resident.id)
async def test_everyone_but_a_foreign_account_has_myinfo(hotel: RelyingParty, resident: Resident) -> None:
    response = await hotel.fetch((await hotel.tokens(resident.id))["access_token"])
    if resident.is_foreign:
        assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
        assert response.headers["content-type"] == "application/jwt; charset=utf-8", "as on staging"
        assert response.headers["www-authenticate"].startswith('DPoP error="invalid_request"')
    else:
        userinfo = await hotel.open_userinfo(response)
        assert userinfo["person_info"]["name"]["value"] == resident.name


async def test_an_id_token_without_attribute_scopes_has_no_attributes(portal: RelyingParty) -> None:
    claims = (await portal.open_id_token((await portal.tokens(scope="openid"))["id_token"])).claims
    assert "sub_attributes" not in claims


async def test_a_login_app_has_nothing_to_fetch(portal: RelyingParty) -> None:
    response = await portal.fetch((await portal.tokens())["access_token"])
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


async def test_a_token_may_be_used_again_until_it_expires(hotel: RelyingParty, singpass: Singpass) -> None:
    token = (await hotel.tokens())["access_token"]
    singpass.clock.advance(1799)
    assert (await hotel.fetch(token)).status_code == 200
    singpass.clock.advance(1)
    late = await hotel.fetch(token)
    assert (late.status_code, late.json()["reason"]) == (401, "token_expired")


async def test_a_request_bound_by_dpop_jkt_alone_is_good_for_that_key(hotel: RelyingParty) -> None:
    response = await hotel.push(proof=None, dpop_jkt=hotel.key.thumbprint())
    assert response.status_code == 201
    assert response.json()["expires_in"] == 60
    page = await hotel.open(response.json()["request_uri"])
    code = landing(await hotel.answer(page))["code"]
    assert (await hotel.redeem(code)).status_code == 200


@pytest.mark.parametrize(
    ("person", "wishes", "reached"),
    [
        pytest.param("tan-mei-ling", "loa:2", "loa:2", id="less than possible"),
        pytest.param("tan-mei-ling", "loa:3 loa:2", "loa:3", id="the first of two"),
        pytest.param("muhammad-irfan", "loa:3 loa:2", "loa:2", id="the second of two"),
        pytest.param("muhammad-irfan", "loa:3", "loa:2", id="more than possible"),
    ],
)
async def test_an_allow_listed_app_may_wish_for_a_level(
    singpass: Singpass, person: str, wishes: str, reached: str
) -> None:
    app = await register(singpass, "login", acr_values_allowed=True)
    levels = " ".join(f"urn:singpass:authentication:{wish}" for wish in wishes.split())
    claims = (await app.open_id_token((await app.tokens(person, acr_values=levels))["id_token"])).claims
    assert claims["acr"] == f"urn:singpass:authentication:{reached}"


async def test_a_usual_level_is_reached_until_an_app_wishes_for_more(singpass: Singpass) -> None:
    usual = {**TAN_MEI_LING.model_dump(mode="json"), "usual_acr": "urn:singpass:authentication:loa:2"}
    assert (await singpass.http.put("/sim/people/tan-mei-ling", json=usual)).status_code == 200
    app = await register(singpass, "login", acr_values_allowed=True)
    for wish, reached in ((None, "loa:2"), ("urn:singpass:authentication:loa:3", "loa:3")):
        wishes = {} if wish is None else {"acr_values": wish}
        claims = (await app.open_id_token((await app.tokens("tan-mei-ling", **wishes))["id_token"])).claims
        assert claims["acr"] == f"urn:singpass:authentication:{reached}"
    beyond = {
        **usual,
        "highest_acr": "urn:singpass:authentication:loa:2",
        "usual_acr": "urn:singpass:authentication:loa:3",
    }
    assert (await singpass.http.put("/sim/people/tan-mei-ling", json=beyond)).status_code == 400


async def test_a_changed_person_is_seen_at_the_next_retrieval(hotel: RelyingParty) -> None:
    token = (await hotel.tokens())["access_token"]
    document = {**TAN_MEI_LING.model_dump(mode="json"), "name": "TAN MEI LING MARY"}
    changed = await hotel.singpass.http.put("/sim/people/tan-mei-ling", json=document)
    assert changed.status_code == 200
    userinfo = await hotel.open_userinfo(await hotel.fetch(token))
    assert userinfo["person_info"]["name"]["value"] == "TAN MEI LING MARY"


async def test_all_of_one_persons_items_fit_into_an_answer(singpass: Singpass) -> None:
    scope = (await singpass.http.get("/fapi/.well-known/openid-configuration")).json()["scopes_supported"]
    everything = " ".join(name for name in scope if name != "user.identity")
    app = await register(singpass, scope=everything)
    app.scope = everything
    userinfo = await app.open_userinfo(await app.fetch((await app.tokens())["access_token"]))
    assert len(userinfo["person_info"]) == 27 + 2  # two items are ours
