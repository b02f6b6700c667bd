from datetime import datetime, timedelta
from typing import Any

import pytest

from eid_kit.oauth import client_assertion, client_secret_basic, jwt
from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.client_assertion import VerifiedAssertion
from eid_kit.oauth.errors import InvalidClient
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.numeric_dates import to_numeric_date
from eid_kit.oauth.secrets_ import digest

ISSUER = "https://as.test"


def verify(assertion: str, key: Key, now: datetime, *, max_lifetime_s: int | None = 120) -> VerifiedAssertion:
    return client_assertion.verify(
        UnverifiedJwt(assertion),
        [key],
        client_id="hospital",
        audience=ISSUER,
        now=now,
        algorithms=("ES256",),
        max_lifetime_s=max_lifetime_s,
    )


def assertion_with(key: Key, now: datetime, **changes: Any) -> str:
    """Make an assertion as RFC 7523 section 3 has it, with members changed, or left out where the change is
    None.
    """
    at = to_numeric_date(now)
    claims = {"iss": "hospital", "sub": "hospital", "aud": ISSUER, "jti": "j-1", "iat": at, "exp": at + 60}
    kept = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.sign(kept, key, algorithm="ES256")


def test_what_is_made_is_accepted_until_it_expires(es256: Key, now: datetime) -> None:
    assertion = client_assertion.make(
        client_id="hospital", audience=ISSUER, key=es256, algorithm="ES256", now=now, jti="j-1"
    )
    assert client_assertion.unverified_client_id(assertion) == "hospital"
    expires_at = now + timedelta(seconds=60)
    verified = verify(assertion, es256, expires_at - timedelta(seconds=1))
    assert verified == VerifiedAssertion("hospital", "j-1", expires_at)
    with pytest.raises(InvalidClient, match="expired"):
        verify(assertion, es256, expires_at)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"iss": "hotel"}, "wrong_subject", id="another issuer"),
        pytest.param({"sub": "hotel"}, "wrong_subject", id="another subject"),
        pytest.param({"iss": None}, "wrong_subject", id="no issuer"),
        pytest.param({"aud": [ISSUER]}, "wrong_audience", id="an audience in an array"),
        pytest.param({"aud": f"{ISSUER}/token"}, "wrong_audience", id="the endpoint as audience"),
        pytest.param({"aud": f"{ISSUER}/"}, "wrong_audience", id="a slash after the issuer"),
        pytest.param({"aud": None}, "wrong_audience", id="no audience"),
        pytest.param({"exp": None}, "expiry_missing", id="no expiry"),
        pytest.param({"exp": "soon"}, "malformed", id="an expiry that is no number"),
        pytest.param({"exp": True}, "malformed", id="an expiry that is true"),
        pytest.param({"exp": 1e300}, "malformed", id="an expiry beyond all calendars"),
        pytest.param({"exp": -1}, "malformed", id="an expiry before 1970"),
        pytest.param({"jti": None}, "jti_missing", id="no jti"),
        pytest.param({"jti": ""}, "jti_missing", id="an empty jti"),
        pytest.param({"jti": 7}, "jti_missing", id="a jti that is no string"),
        pytest.param({"jti": "j" * 256}, "jti_missing", id="a jti too long to remember"),
    ],
)
def test_an_assertion_with_one_thing_wrong_is_refused(
    changes: dict[str, Any], reason: str, es256: Key, now: datetime
) -> None:
    with pytest.raises(InvalidClient) as refused:
        verify(assertion_with(es256, now, **changes), es256, now)
    assert refused.value.reason == f"assertion_{reason}"


@pytest.mark.parametrize("name", ["iat", "nbf"])
@pytest.mark.parametrize(("ahead_s", "accepted"), [(10, True), (60, True), (61, False)])
def test_a_clock_that_runs_ahead_is_forgiven_up_to_a_minute(
    name: str, ahead_s: int, *, accepted: bool, es256: Key, now: datetime
) -> None:
    assertion = assertion_with(
        es256, now, **{name: to_numeric_date(now) + ahead_s}, exp=to_numeric_date(now) + 90
    )
    if accepted:
        verify(assertion, es256, now)
        return
    with pytest.raises(InvalidClient, match="too far in the future"):
        verify(assertion, es256, now)


@pytest.mark.parametrize("iat", [0, None])
def test_a_lifetime_is_bounded_where_a_bound_is_given(iat: int | None, es256: Key, now: datetime) -> None:
    at = to_numeric_date(now)
    long_lived = assertion_with(es256, now, iat=None if iat is None else at, exp=at + 121)
    with pytest.raises(InvalidClient, match="too far from iat"):
        verify(long_lived, es256, now)
    assert verify(long_lived, es256, now, max_lifetime_s=None).client_id == "hospital"
    verify(assertion_with(es256, now, exp=at + 120), es256, now)


def test_another_key_or_algorithm_is_refused(es256: Key, other_es256: Key, now: datetime) -> None:
    with pytest.raises(InvalidClient) as refused:
        verify(assertion_with(other_es256, now), es256, now)
    assert refused.value.reason == "assertion_unknown_key"


@pytest.mark.parametrize("assertion", ["", "a.b.c", "e30.e30.AA", "e30.eyJzdWIiOjF9.AA"])
def test_an_assertion_that_names_nobody_is_refused(assertion: str) -> None:
    with pytest.raises(InvalidClient):
        client_assertion.unverified_client_id(assertion)


def test_a_refusal_never_quotes_the_assertion(es256: Key, now: datetime) -> None:
    assertion = assertion_with(es256, now, jti="secret-jti", aud="https://secret.test")
    with pytest.raises(InvalidClient) as refused:
        verify(assertion, es256, now)
    assert "secret" not in str(refused.value.body())


def test_the_basic_example_of_rfc_6749_is_read_and_written() -> None:
    header = "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
    assert client_secret_basic.parse(header) == ("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw")
    assert client_secret_basic.make("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw") == header


def test_credentials_are_form_encoded_before_they_are_joined() -> None:
    assert client_secret_basic.parse(client_secret_basic.make("a:b", "c d+é%")) == ("a:b", "c d+é%")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="nothing"),
        pytest.param("Bearer abc", id="another scheme"),
        pytest.param("Basic", id="no credentials"),
        pytest.param("Basic !!!!", id="not base64"),
        pytest.param("Basic YWJj", id="no colon"),
        pytest.param("Basic OmFiYw==", id="no client_id"),
        pytest.param("Basic YWJjOg==", id="no secret"),
        pytest.param("Basic //8=", id="not UTF-8"),
        pytest.param("Basic \u00e9", id="not even ASCII"),
    ],
)
def test_malformed_basic_credentials_are_refused(header: str) -> None:
    with pytest.raises(InvalidClient):
        client_secret_basic.parse(header)


def test_only_the_client_s_own_secret_is_accepted(client: RegisteredClient) -> None:
    with pytest.raises(InvalidClient):
        client_secret_basic.require_secret(client, "")
    holder = RegisteredClient(
        client_id="hotel",
        redirect_uris=(),
        scopes=frozenset(),
        token_endpoint_auth_method="client_secret_basic",
        client_secret_digest=digest("s3cret"),
        name="Hotel",
    )
    client_secret_basic.require_secret(holder, "s3cret")
    with pytest.raises(InvalidClient):
        client_secret_basic.require_secret(holder, "s3cret ")
