"""The operator learns why an identity provider failed, in closed words and never by a value."""

import logging

import pytest

from bridge.flows.upstream import (
    SignInFailed,
    SignInRefused,
    UpstreamError,
    UpstreamUnavailable,
    UpstreamUntrusted,
)
from bridge.flows.upstream_failures import note_failure
from eid_kit.http.outbound import OutboundError
from eid_kit.oauth.id_tokens import IdTokenError


def said_of(caplog: pytest.LogCaptureFixture, error: UpstreamError, cause: Exception | None) -> list[str]:
    error.__cause__ = cause
    with caplog.at_level(logging.INFO):
        note_failure("vneid", error)
    return [f"{record.levelname} {record.getMessage()}" for record in caplog.records]


TOLD = [
    pytest.param(
        UpstreamUnavailable("discovery"),
        OutboundError("address_not_allowed"),
        "WARNING vneid: provider_unavailable (discovery address_not_allowed)",
        id="an address that the bridge may not call",
    ),
    pytest.param(
        UpstreamUnavailable("no_answer"),
        OutboundError("timeout"),
        "WARNING vneid: provider_unavailable (no_answer timeout)",
        id="an answer that came too late",
    ),
    pytest.param(
        UpstreamUnavailable("status_500"), None, "WARNING vneid: provider_unavailable (status_500)", id="500"
    ),
    pytest.param(
        UpstreamUntrusted("signature"),
        IdTokenError("signature"),
        "WARNING vneid: provider_untrusted (signature)",
        id="a signature by nobody, said once",
    ),
    pytest.param(
        SignInFailed("status_401"), None, "WARNING vneid: sign_in_failed (status_401)", id="our own client"
    ),
    pytest.param(
        UpstreamUnavailable("Nguyễn Thị Hoa"),
        None,
        "WARNING vneid: provider_unavailable (other)",
        id="a name",
    ),
]


@pytest.mark.parametrize(("error", "cause", "line"), TOLD)
def test_a_failing_provider_is_one_warning_with_stable_words(
    caplog: pytest.LogCaptureFixture, error: UpstreamError, cause: Exception | None, line: str
) -> None:
    assert said_of(caplog, error, cause) == [line]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(SignInRefused("the identity provider returned an error"), id="a citizen who said no"),
        pytest.param(SignInFailed("status_403"), id="an account without person data"),
    ],
)
def test_what_a_citizen_or_an_account_decided_is_no_warning(
    caplog: pytest.LogCaptureFixture, error: UpstreamError
) -> None:
    assert said_of(caplog, error, None) == []
