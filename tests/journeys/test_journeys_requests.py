"""Pushed requests with one thing wrong: refused at once with the right OAuth error, and nothing changes."""

import json
from typing import Any

import pytest

from eid_kit.oauth.keys import thumbprint as thumbprint_of
from journeys.checks import require_error
from journeys.client import PAR, Organisation
from journeys.people import HEALTH
from journeys.world import Link

Row = tuple[str, dict[str, Any], str]  # what it is called, what differs, the error
CALLBACK = "https://hospital.example.sg/callback"


def _details(**changes: Any) -> str:
    detail = {
        "type": "cross_border_attributes",
        "purpose": "health.patient_summary",
        "attributes": ["name"],
        **changes,
    }
    return json.dumps([{name: value for name, value in detail.items() if value is not None}])


def _claims(**members: Any) -> str:
    return json.dumps({"userinfo": {"verified_claims": {"claims": members}}})


def _beside(**members: Any) -> str:
    """`verified_claims` asking for the name, with something else beside it in userinfo."""
    return json.dumps({"userinfo": {"verified_claims": {"claims": {"name": None}}, **members}})


def _verified(**members: Any) -> str:
    """`verified_claims` asking for the name, with something else in it."""
    return json.dumps({"userinfo": {"verified_claims": {"claims": {"name": None}, **members}}})


def _verification(**members: Any) -> str:
    return _verified(verification={"trust_framework": None, **members})


ONE_WRONG_PARAMETER: list[Row] = [
    ("unknown redirect_uri", {"redirect_uri": "https://evil.example/callback"}, "invalid_request"),
    ("redirect_uri longer by a slash", {"redirect_uri": f"{CALLBACK}/"}, "invalid_request"),
    ("redirect_uri with a query", {"redirect_uri": f"{CALLBACK}?a=b"}, "invalid_request"),
    ("no redirect_uri", {"redirect_uri": None}, "invalid_request"),
    ("no response_type", {"response_type": None}, "invalid_request"),
    ("implicit flow", {"response_type": "id_token"}, "unsupported_response_type"),
    ("response_mode fragment", {"response_mode": "fragment"}, "invalid_request"),
    ("no PKCE", {"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ("PKCE plain", {"code_challenge_method": "plain"}, "invalid_request"),
    ("PKCE challenge too short", {"code_challenge": "short"}, "invalid_request"),
    ("no openid", {"scope": "profile"}, "invalid_scope"),
    ("no scope", {"scope": None}, "invalid_scope"),
    ("offline_access", {"scope": "openid offline_access"}, "invalid_scope"),
    ("a scope without purpose", {"scope": "openid profile"}, "invalid_scope"),
    ("prompt none", {"prompt": "none"}, "login_required"),
    ("prompt none and login", {"prompt": "none login"}, "invalid_request"),
    ("login_hint", {"login_hint": "099191000001"}, "invalid_request"),
    ("id_token_hint", {"id_token_hint": "e30.e30.e30"}, "invalid_request"),
    ("request object", {"request": "e30.e30.e30"}, "invalid_request"),
    ("request_uri in a push", {"request_uri": "urn:example:1"}, "invalid_request"),
    ("registration", {"registration": "{}"}, "invalid_request"),
    ("unknown provider", {"identity_provider": "myinfo"}, "invalid_request"),
    ("unknown level", {"acr_values": "urn:vnsg:loa:extreme"}, "invalid_request"),
    ("a level of somebody else", {"acr_values": "urn:singpass:authentication:loa:3"}, "invalid_request"),
    ("one level known and one not", {"acr_values": "urn:vnsg:loa:high x"}, "invalid_request"),
    ("another DPoP key announced", {"dpop_jkt": "A" * 43}, "invalid_request"),
    ("a state beyond all measure", {"state": "s" * 3000}, "invalid_request"),
    ("a nonce beyond all measure", {"nonce": "n" * 3000}, "invalid_request"),
    ("scope beyond all measure", {"scope": "openid " * 500}, "invalid_request"),
    ("ui_locales beyond all measure", {"ui_locales": "vi " * 1000}, "invalid_request"),
]  # fmt: skip

ONE_WRONG_CLAIM: list[Row] = [
    ("a value to test", {"claims": _claims(name={"value": "NGUYỄN THỊ HOA"})}, "invalid_request"),
    ("values to test", {"claims": _claims(birthdate={"values": ["1991-04-12"]})}, "invalid_request"),
    ("a comparison", {"claims": _claims(birthdate={"max_age": 3})}, "invalid_request"),
    ("attributes in the id_token", {"claims": json.dumps({"id_token": {"name": None}})}, "invalid_request"),
    ("claims that are not JSON", {"claims": "{userinfo"}, "invalid_request"),
    ("claims that are a list", {"claims": "[]"}, "invalid_request"),
    ("claims nested too deep", {"claims": '{"userinfo":' * 2000 + "1" + "}" * 2000}, "invalid_request"),
    ("claims that leave nothing", {"claims": _claims(email=None)}, "invalid_request"),
    ("a value beside verified_claims", {"claims": _beside(name={"value": "X"})}, "invalid_request"),
    ("a claim beside verified_claims", {"claims": _beside(name=None)}, "invalid_request"),
    ("an unknown member of verified_claims", {"claims": _verified(purpose="x")}, "invalid_request"),
    ("verified_claims as a list", {"claims": '{"userinfo":{"verified_claims":[]}}'}, "invalid_request"),
    ("verified_claims without claims", {"claims": '{"userinfo":{"verified_claims":{}}}'}, "invalid_request"),
    ("verification as a word", {"claims": _verified(verification="vn_nd69_2024")}, "invalid_request"),
    (
        "a value in verification",
        {"claims": _verification(assurance_level={"value": "high"})},
        "invalid_request",
    ),
    (
        "values deep in verification",
        {"claims": _verification(evidence=[{"record": {"number": {"values": ["099191000001"]}}}])},
        "invalid_request",
    ),
    ("a max_age in verification", {"claims": _verification(time={"max_age": 60})}, "invalid_request"),
    ("essential in words", {"claims": _claims(name={"essential": "yes"})}, "invalid_request"),
    ("essential as a number", {"claims": _claims(name={"essential": 1})}, "invalid_request"),
    ("essential holding a value", {"claims": _claims(name={"essential": {"value": "X"}})}, "invalid_request"),
    ("a member twice", {"claims": '{"userinfo":{"name":{"value":"X"},"name":null}}'}, "invalid_request"),
]

NO_SUCH = "invalid_authorization_details"
SCOPE = "openid purpose:health.patient_summary"
ONE_WRONG_WAY_TO_ASK: list[Row] = [
    ("no purpose at all", {"authorization_details": None}, NO_SUCH),
    ("both ways", {"scope": SCOPE}, "invalid_request"),
    ("two purposes", {"authorization_details": None, "scope": f"{SCOPE} purpose:tourism.checkin"}, NO_SUCH),
    ("unknown purpose", {"authorization_details": None, "scope": "openid purpose:marketing"}, NO_SUCH),
]
WRONG_DETAILS = {
    "not JSON": "[{",
    "not a list": "{}",
    "an empty list": "[]",
    "a list of words": '["name"]',
    "two purposes": f"[{_details()[1:-1]},{_details()[1:-1]}]",
    "a member twice": _details().replace('"type"', '"purpose":"x","type"'),
    "nested too deep": "[" * 5000 + "]" * 5000,
    "NaN": _details(attributes=[float("nan")]),
    "unknown type": _details(type="payment_initiation"),
    "no type": _details(type=None),
    "unknown field": _details(locations=["https://x.example"]),
    "unknown purpose": _details(purpose="marketing.profile"),
    "purpose not a string": _details(purpose=["health.patient_summary"]),
    "no attributes": _details(attributes=None),
    "an empty list of attributes": _details(attributes=[]),
    "an attribute twice": _details(attributes=["name", "name"]),
    "attribute not a string": _details(attributes=[1]),
    "unknown attribute": _details(attributes=["name", "nric"]),
    "a derived claim by itself": _details(attributes=["name#und-Latn-x-mrz"]),
}


def _rows(rows: list[Row]) -> list[Any]:
    return [pytest.param(changes, error, id=name) for name, changes, error in rows]


@pytest.mark.parametrize(
    ("changes", "error"), _rows([*ONE_WRONG_PARAMETER, *ONE_WRONG_CLAIM, *ONE_WRONG_WAY_TO_ASK])
)
async def test_a_pushed_request_with_one_thing_wrong_is_refused_and_starts_nothing(
    link: Link, hospital: Organisation, changes: dict[str, str | None], error: str
) -> None:
    before = _transactions(link)
    response = await hospital.try_push(hospital.attempt(), HEALTH, **changes)
    require_error(response, 400, error)
    assert _transactions(link) == before


@pytest.mark.parametrize("details", [pytest.param(text, id=name) for name, text in WRONG_DETAILS.items()])
async def test_authorization_details_with_one_thing_wrong_are_refused_and_start_nothing(
    link: Link, hospital: Organisation, details: str
) -> None:
    before = _transactions(link)
    response = await hospital.try_push(hospital.attempt(), HEALTH, authorization_details=details)
    require_error(response, 400, NO_SUCH)
    assert _transactions(link) == before


FINE = [
    pytest.param(_claims(name=None, birthdate={"essential": True}), id="verified claims"),
    pytest.param(_verified(verification={"trust_framework": None, "time": {"essential": False}}), id="how"),
    pytest.param(_verified(verification=None), id="no wish about how"),
    pytest.param('{"userinfo":{"name":{"essential":true},"birthdate":null}}', id="plain claims"),
]


@pytest.mark.parametrize("claims", FINE)
async def test_claims_may_narrow_the_request(hospital: Organisation, claims: str) -> None:
    response = await hospital.try_push(hospital.attempt(), HEALTH, claims=claims)
    assert response.status_code == 201, response.text


WRONG_THUMBPRINTS = {
    "too short": "A" * 42,
    "too long": "A" * 44,
    "of other characters": "A" * 42 + "+",
    "of digits from elsewhere": "A" * 42 + "\u0661",
    "spelt as no encoder would": "A" * 42 + "B",
    "a web address": "https://evil.example/",
}


@pytest.mark.parametrize(
    "thumbprint", [pytest.param(text, id=name) for name, text in WRONG_THUMBPRINTS.items()]
)
async def test_a_dpop_jkt_that_is_no_thumbprint_is_refused_and_starts_nothing(
    link: Link, hospital: Organisation, thumbprint: str
) -> None:
    """RFC 9449 section 10: base64url of a SHA-256, so 43 characters. No proof could ever match."""
    before = _transactions(link)
    form = hospital.par_form(hospital.attempt(), HEALTH, dpop_jkt=thumbprint)
    require_error(await hospital.http.post(PAR, data=form), 400, "invalid_request")
    assert _transactions(link) == before


async def test_a_dpop_jkt_alone_fixes_the_key(hospital: Organisation) -> None:
    attempt = hospital.attempt()
    form = hospital.par_form(attempt, HEALTH, dpop_jkt=thumbprint_of(attempt.key))
    response = await hospital.http.post(PAR, data=form)
    assert response.status_code == 201, response.text


def _transactions(link: Link) -> list[tuple[Any, ...]]:
    return link.record()["SELECT id, state, version FROM transactions ORDER BY id"]
