"""What a copied relying party would rest on: id_token checks, sessions, and how values are shown."""

import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from examples.hotel_vn.app import PROFILE as HOTEL
from examples.partner_site.display import lines_of
from examples.partner_site.fapi_client import FapiClient
from examples.partner_site.proofs import Refused, Untrustworthy, verified_id_token
from examples.partner_site.relying_party import Attempt, Registration
from examples.partner_site.sessions import LIFETIME_S, MOST, Sessions

KEY = ECKey.generate_key("P-256", {"kid": "bridge"})
STRANGER = ECKey.generate_key("P-256", {"kid": "bridge"})
JWKS = {"keys": [KEY.as_dict(private=False)]}
PURPOSE = HOTEL.purposes[0]
ISSUER, CLIENT, NONCE = "http://localhost:8000", "hospital", "n-1"


def id_token(key: ECKey = KEY, **changes: object) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "nonce": NONCE, "sub": "s", "iat": now, "exp": now + 60}
    return jwt.encode({"alg": "ES256", "kid": "bridge"}, {**claims, **changes}, key)


def verify(token: str) -> Any:
    return verified_id_token(token, JWKS, issuer=ISSUER, client_id=CLIENT, nonce=NONCE)


def test_an_id_token_of_the_bridge_for_this_request_is_believed() -> None:
    assert verify(id_token())["sub"] == "s"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: id_token(STRANGER), id="signed by another key"),
        pytest.param(lambda: id_token(iss="https://evil.example"), id="another issuer"),
        pytest.param(lambda: id_token(aud="hotel"), id="another client"),
        pytest.param(lambda: id_token(aud=[CLIENT, "hotel"]), id="several audiences"),
        pytest.param(lambda: id_token(nonce="n-2"), id="another request"),
        pytest.param(lambda: id_token(exp=int(time.time()) - 1), id="expired"),
        pytest.param(lambda: id_token(sub=None), id="no subject"),
        pytest.param(lambda: "eyJhbGciOiJub25lIn0.e30.", id="not signed"),
        pytest.param(lambda: "nonsense", id="no token at all"),
    ],
)
def test_an_id_token_is_not_believed_when(make: Callable[[], str]) -> None:
    with pytest.raises(Untrustworthy):
        verify(make())


def an_attempt() -> Attempt:
    return Attempt(Registration(CLIENT, KEY, "", ""), "http://localhost:8010/callback")


def answer(attempt: Attempt, **changes: str | None) -> dict[str, str]:
    """An authorization response as it should be, with `changes`; None leaves a parameter out."""
    parameters = {"code": "c", "state": attempt.state, "iss": ISSUER, **changes}
    return {name: value for name, value in parameters.items() if value is not None}


@pytest.fixture
async def client() -> AsyncIterator[FapiClient]:
    async with httpx.AsyncClient() as http:
        yield FapiClient(http, ISSUER)


async def test_the_code_of_an_answer_to_this_request_by_this_issuer_is_used(client: FapiClient) -> None:
    attempt = an_attempt()
    assert client.code_of(attempt, answer(attempt)) == "c"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"iss": "https://evil.example"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"state": "guessed"}, id="another state"),
        pytest.param({"state": None}, id="no state"),
        pytest.param({"code": None}, id="neither code nor error"),
        pytest.param({"error": "access_denied", "iss": None}, id="an error without issuer"),
    ],
)
async def test_an_answer_is_not_used_with(client: FapiClient, wrong: dict[str, str | None]) -> None:
    attempt = an_attempt()
    with pytest.raises(Untrustworthy):
        client.code_of(attempt, answer(attempt, **wrong))


async def test_an_error_keeps_what_the_bridge_said_with_it(client: FapiClient) -> None:
    attempt = an_attempt()
    with pytest.raises(Refused) as refused:
        client.code_of(attempt, answer(attempt, error="access_denied", reference="r-1"))
    assert refused.value.body["reference"] == "r-1"


def test_a_session_is_found_until_its_lifetime_is_over() -> None:
    now = 0.0
    sessions = Sessions(lambda: now)
    key = sessions.start(an_attempt(), purpose=PURPOSE, language="en")
    now = LIFETIME_S - 1
    assert sessions.get(key) is not None
    now = LIFETIME_S
    assert sessions.get(key) is None


def test_the_oldest_session_makes_room() -> None:
    sessions, attempt = Sessions(lambda: 0.0), an_attempt()
    keys = [sessions.start(attempt, purpose=PURPOSE, language="en") for _ in range(MOST + 1)]
    assert sessions.get(keys[0]) is None
    assert all(sessions.get(key) is not None for key in keys[1:])


@pytest.mark.parametrize(
    ("claim", "value", "language", "lines"),
    [
        pytest.param(
            "birthdate", "1991-04-12", "vi", [("12 tháng 4 năm 1991", "")], id="a date in Vietnamese"
        ),
        pytest.param("birthdate", "2015-03", "vi", [("tháng 3 năm 2015", "")], id="a month alone"),
        pytest.param("birthdate", "2015-03", "en", [("March 2015", "")], id="a month alone in English"),
        pytest.param("birthdate", "1958", "en", [("1958", "")], id="a year alone"),
        pytest.param("gender", "female", "vi", [("Nữ", "")], id="a word"),
        pytest.param("nationalities", ["SGP", "ZZZ"], "vi", [("Singapore", ""), ("ZZZ", "")], id="codes"),
        pytest.param("allergies", [], "en", [("None on record", "")], id="an empty list is an answer"),
        pytest.param(
            "immunizations",
            [{"vaccineCode": {"coding": [{"code": "J07BC01"}]}, "occurrenceDateTime": "2010-03-01"}],
            "en",
            [("J07BC01", "1 March 2010")],
            id="a code where there are no words",
        ),
        pytest.param(
            "travel_document",
            {"type": "passport", "number": "E1", "issuing_country": "SGP"},
            "en",
            [("Passport E1", "Singapore")],
            id="a passport without expiry",
        ),
        pytest.param(
            "transcripts",
            [{"name": "Lớp 12", "results": [{"subject": "Toán", "grade": "9.1"}]}],
            "vi",
            [("Lớp 12", "Toán: 9,1")],
            id="a mark with its decimal comma",
        ),
        pytest.param("a_new_claim", "as it is", "en", [("as it is", "")], id="a claim nobody foresaw"),
    ],
)
def test_a_value_is_shown_as(claim: str, value: object, language: str, lines: list[tuple[str, str]]) -> None:
    assert lines_of(claim, value, language) == lines
