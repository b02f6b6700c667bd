"""A code or token that is good for nothing says so in one documented word, whatever the cause was."""

from pathlib import Path

from journeys.client import Organisation
from journeys.walk import Begin

ERRORS_PAGE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text("utf-8")
UNKNOWN = "A" * 43


async def test_a_used_and_an_unknown_code_are_refused_alike_with_a_documented_reason(
    hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel)
    code = await started.code()
    await hotel.redeem(started.attempt, code)
    used = (await hotel.try_redeem(started.attempt, code)).json()
    unknown = (await hotel.try_redeem(started.attempt, UNKNOWN)).json()
    assert used == unknown
    assert (used["error"], used["reason"]) == ("invalid_grant", "code_not_redeemable")
    assert "| `code_not_redeemable` |" in ERRORS_PAGE


async def test_a_used_and_an_unknown_token_are_refused_alike_with_a_documented_reason(
    hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel)
    token = await started.token()
    await hotel.userinfo(started.attempt, token)
    used = (await hotel.try_userinfo(started.attempt, token)).json()
    unknown = (await hotel.try_userinfo(started.attempt, UNKNOWN)).json()
    assert used == unknown
    assert (used["error"], used["reason"]) == ("invalid_token", "token_not_usable")
    assert "| `token_not_usable` |" in ERRORS_PAGE


async def test_a_changed_dpop_key_is_named(hotel: Organisation, walk: Begin) -> None:
    started, other = await walk(hotel), hotel.attempt()
    code = await started.code()
    other.verifier = started.attempt.verifier
    refused = (await hotel.try_redeem(other, code)).json()
    assert refused["reason"] == "dpop_key_changed"
    assert refused["what_would_pass"]
    assert "| `dpop_key_changed` |" in ERRORS_PAGE
