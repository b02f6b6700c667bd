"""Security event tokens (RFC 8417): the published ones are read, ours verified, the rest refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.oauth import jwt, security_event, security_event_push
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import generate_key
from eid_kit.oauth.security_event import SecurityEvent, SecurityEventError

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
KEY, OTHER = generate_key("ES256"), generate_key("ES256")
ISSUER, AUDIENCE, WITHDRAWN = "https://bridge.test", "hospital", "urn:example:withdrawn"
EVENT = SecurityEvent(
    issuer=ISSUER,
    jti="one",
    audience=(AUDIENCE,),
    issued_at=NOON,
    events={WITHDRAWN: {"receipt_id": "r"}},
    subject=security_event.issuer_and_subject(ISSUER, "pairwise"),
    happened_at=NOON - timedelta(seconds=2),
)

# RFC 8417 sections 2.1.1 to 2.1.4, and RFC 9493's own section 4.2.
PUBLISHED = [
    pytest.param(
        {
            "iss": "https://scim.example.com",
            "iat": 1458496404,
            "jti": "4d3559ec67504aaba65d40b0363faad8",
            "aud": [
                "https://scim.example.com/Feeds/98d52461fa5bbc879593b7754",
                "https://scim.example.com/Feeds/5d7604516b1d08641d7676ee7",
            ],
            "events": {
                "urn:ietf:params:scim:event:create": {
                    "ref": "https://scim.example.com/Users/44f6142df96bd6ab61e7521d9",
                    "attributes": ["id", "name", "userName", "password", "emails"],
                }
            },
        },
        id="a SCIM account",
    ),
    pytest.param(
        {
            "iss": "https://server.example.com",
            "sub": "248289761001",
            "aud": "s6BhdRkqt3",
            "iat": 1471566154,
            "jti": "bWJq",
            "sid": "08a5019c-17e1-4977-8f42-65a12843ea02",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        },
        id="a logout",
    ),
    pytest.param(
        {
            "iss": "https://my.med.example.org",
            "iat": 1458496025,
            "jti": "fb4e75b5411e4e19b6c0fe87950f7749",
            "aud": ["https://rp.example.com"],
            "events": {
                "https://openid.net/heart/specs/consent.html": {
                    "iss": "https://connect.example.com",
                    "sub": "248289761001",
                    "consentUri": ["https://terms.med.example.org/labdisclosure.html#Agree"],
                }
            },
        },
        id="a consent",
    ),
    pytest.param(
        {
            "iss": "https://idp.example.com/",
            "jti": "756E69717565206964656E746966696572",
            "iat": 1508184845,
            "aud": "636C69656E745F6964",
            "events": {
                "https://schemas.openid.net/secevent/risc/event-type/account-disabled": {
                    "subject": {
                        "subject_type": "iss-sub",
                        "iss": "https://idp.example.com/",
                        "sub": "7375626A656374",
                    },
                    "reason": "hijacking",
                }
            },
        },
        id="an account disabled",
    ),
    pytest.param(
        {
            "iss": "https://issuer.example.com",
            "iat": 1508184845,
            "aud": "aud.example.com",
            "jti": "a",
            "sub_id": {"format": "iss_sub", "iss": "https://issuer.example.com", "sub": "145234573"},
            "events": {"https://schemas.example.com/account-enabled": {}},
        },
        id="a subject identifier",
    ),
]
# RFC 8417 section 2.4: the SCIM example as an unsecured token.
UNSECURED = (
    "eyJ0eXAiOiJzZWNldmVudCtqd3QiLCJhbGciOiJub25lIn0."
    "eyJqdGkiOiI0ZDM1NTllYzY3NTA0YWFiYTY1ZDQwYjAzNjNmYWFkOCIsImlhdCI6MTQ1ODQ5NjQwNCwiaXNzIjoiaHR0cHM6Ly9zY2lt"
    "LmV4YW1wbGUuY29tIiwiYXVkIjpbImh0dHBzOi8vc2NpbS5leGFtcGxlLmNvbS9GZWVkcy85OGQ1MjQ2MWZhNWJiYzg3OTU5M2I3NzU0"
    "IiwiaHR0cHM6Ly9zY2ltLmV4YW1wbGUuY29tL0ZlZWRzLzVkNzYwNDUxNmIxZDA4NjQxZDc2NzZlZTciXSwiZXZlbnRzIjp7InVybjpp"
    "ZXRmOnBhcmFtczpzY2ltOmV2ZW50OmNyZWF0ZSI6eyJyZWYiOiJodHRwczovL3NjaW0uZXhhbXBsZS5jb20vVXNlcnMvNDRmNjE0MmRm"
    "OTZiZDZhYjYxZTc1MjFkOSIsImF0dHJpYnV0ZXMiOlsiaWQiLCJuYW1lIiwidXNlck5hbWUiLCJwYXNzd29yZCIsImVtYWlscyJdfX19."
)


def verify(token: str, **changes: Any) -> SecurityEvent:
    usual = {"issuer": ISSUER, "audience": AUDIENCE, "now": NOON, "algorithms": ("ES256",)}
    return security_event.verify(UnverifiedJwt(token), (KEY,), **{**usual, **changes})


@pytest.mark.parametrize("claims", PUBLISHED)
def test_the_published_events_are_read_and_say_what_they_said(claims: dict[str, Any]) -> None:
    event = security_event.read(claims)
    assert dict(event.events) == claims["events"]
    assert int(event.issued_at.timestamp()) == claims["iat"]
    assert set(event.audience) == ({claims["aud"]} if isinstance(claims["aud"], str) else {*claims["aud"]})


def test_the_published_unsecured_token_is_read_by_nobody_who_verifies() -> None:
    header, claims = jwt.peek(UnverifiedJwt(UNSECURED))
    assert header["typ"] == security_event.TYPE
    assert security_event.read(claims).jti == "4d3559ec67504aaba65d40b0363faad8"
    with pytest.raises(SecurityEventError, match="algorithm_not_allowed"):
        verify(UNSECURED)


def test_what_is_issued_is_verified_and_has_no_end() -> None:
    token = security_event.issue(EVENT, KEY, algorithm="ES256")
    header, claims = jwt.peek(UnverifiedJwt(token))
    assert header["typ"] == "secevent+jwt"
    assert claims.keys() == {"iss", "iat", "jti", "aud", "events", "sub_id", "toe"}
    assert verify(token) == EVENT
    assert verify(token, now=NOON + timedelta(days=400)) == EVENT


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"issuer": "https://other.test"}, "wrong_issuer", id="by another issuer"),
        pytest.param({"audience": ("hotel",)}, "wrong_audience", id="to somebody else"),
        pytest.param({"audience": ()}, "wrong_audience", id="to nobody in particular"),
        pytest.param({"issued_at": NOON + timedelta(minutes=2)}, "not_yet_issued", id="from the future"),
    ],
)
def test_an_event_that_is_not_for_this_receiver_is_refused(change: dict[str, Any], reason: str) -> None:
    token = security_event.issue(replace(EVENT, **change), KEY, algorithm="ES256")
    with pytest.raises(SecurityEventError, match=reason):
        verify(token)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        pytest.param(security_event.issue(EVENT, OTHER, algorithm="ES256"), "unknown_key", id="a stranger's"),
        pytest.param(
            jwt.sign(security_event.claims_of(EVENT), KEY, algorithm="ES256", typ="JWT"),
            "wrong_type",
            id="of another type",
        ),
        pytest.param("a.b", "malformed", id="no token"),
    ],
)
def test_a_token_that_is_no_event_of_ours_is_refused(token: str, reason: str) -> None:
    with pytest.raises(SecurityEventError, match=reason):
        verify(token)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in security_event.claims_of(EVENT).items() if key != name}


def having(**members: Any) -> dict[str, Any]:
    return security_event.claims_of(EVENT) | members


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(without("iss"), id="no issuer"),
        pytest.param(without("iat"), id="no time"),
        pytest.param(without("jti"), id="no identifier"),
        pytest.param(without("events"), id="no events"),
        pytest.param(having(jti=""), id="an empty identifier"),
        pytest.param(having(iat="now"), id="a time in words"),
        pytest.param(having(toe=True), id="a time that is none"),
        pytest.param(having(events={}), id="not one event"),
        pytest.param(having(events=[WITHDRAWN]), id="events in a list"),
        pytest.param(having(events={WITHDRAWN: "gone"}), id="a payload that is no object"),
        pytest.param(having(events={"withdrawn": {}}), id="a kind that is no URI"),
        pytest.param(having(events={"http://[": {}}), id="a kind that is half a URI"),
        pytest.param(having(aud=[AUDIENCE, 1]), id="an audience that is no text"),
        pytest.param(having(sub_id="pairwise"), id="a subject that is no object"),
        pytest.param(having(sub_id={"sub": "pairwise"}), id="a subject of no format"),
    ],
)
def test_claims_of_another_form_are_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(SecurityEventError, match="malformed"):
        verify(jwt.sign(claims, KEY, algorithm="ES256", typ=security_event.TYPE))


def test_nothing_is_signed_that_no_receiver_would_read() -> None:
    with pytest.raises(SecurityEventError, match="malformed"):
        security_event.issue(replace(EVENT, events={}), KEY, algorithm="ES256")


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        # RFC 8935 section 2.3, figure 3.
        pytest.param(
            400,
            b'{"err":"invalid_key","description":"Key ID 12345 has been revoked."}',
            "invalid_key",
            id="published",
        ),
        pytest.param(400, b'{"err":"tired"}', "other", id="a code of its own"),
        pytest.param(400, b"<h1>Bad request</h1>", None, id="a proxy's page"),
        pytest.param(400, b'["invalid_key"]', None, id="no object"),
        pytest.param(400, b'{"description":"no"}', None, id="no code"),
        pytest.param(401, b'{"err":"authentication_failed"}', None, id="another status"),
        pytest.param(400, b" " * 9000, None, id="much too long"),
    ],
)
def test_only_a_400_that_says_why_refuses_an_event_for_good(
    status: int, body: bytes, code: str | None
) -> None:
    assert security_event_push.rejection(status, body) == code


@given(st.binary(max_size=200))
def test_no_answer_breaks_the_reader_or_shows_through_it(body: bytes) -> None:
    code = security_event_push.rejection(400, body)
    assert code is None or code == "other" or code in security_event_push.ERRORS
