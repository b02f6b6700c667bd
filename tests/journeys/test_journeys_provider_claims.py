"""What an id_token says beside who signed in: only known words and a fresh sign-in are believed."""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import singpass_mock.id_token
from bridge.domain.audit_events import Event
from bridge.domain.reasons import NotCompleted
from eid_kit.simulator.clock import MovableClock
from journeys import canaries
from journeys.client import Organisation
from journeys.walk import Begin, Walk
from journeys.world import Link
from vneid_mock.id_tokens import IdTokens as VneidIdTokens

NUMBER, AS_NUMBER = "{number}", "{as a number}"
LOA_3 = "urn:singpass:authentication:loa:3"

Says = Callable[[Mapping[str, Any]], None]


@pytest.fixture
def vneid_says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Puts claims into VNeID's id_tokens; `None` leaves one out."""

    def say(claims: Mapping[str, Any]) -> None:
        issued = VneidIdTokens._claims

        def changed(tokens: VneidIdTokens, grant: Any) -> dict[str, Any]:
            said = {**issued(tokens, grant), **claims}
            return {name: value for name, value in said.items() if value is not None}

        monkeypatch.setattr(VneidIdTokens, "_claims", changed)

    return say


@pytest.fixture
def singpass_says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Puts claims into Singpass's id_tokens."""

    def say(claims: Mapping[str, Any]) -> None:
        issued = singpass_mock.id_token.sign_in_claims
        monkeypatch.setattr(
            singpass_mock.id_token, "sign_in_claims", lambda *given: {**issued(*given), **claims}
        )

    return say


# --- a national number where it does not belong

VNEID_NUMBERS = [
    pytest.param({"account_level": AS_NUMBER}, id="as the account level"),
    pytest.param({"account_level": NUMBER}, id="as the account level, in words"),
    pytest.param({"account_level": [2, NUMBER]}, id="beside the account level"),
    pytest.param({"auth_level": AS_NUMBER}, id="as the authentication level"),
    pytest.param({"auth_level": {"level": 4, "of": NUMBER}}, id="within the authentication level"),
    pytest.param({"account_type": NUMBER}, id="as the account type"),
    pytest.param({"account_type": {"citizen": NUMBER}}, id="within the account type"),
    pytest.param({"auth_time": AS_NUMBER}, id="as the time of the sign-in"),
    pytest.param(
        {"acr": NUMBER, "amr": [NUMBER], "citizenPid": NUMBER}, id="in claims that VNeID does not have"
    ),
    pytest.param({"sub": NUMBER}, id="as the subject"),
]
SINGPASS_NUMBERS = [
    pytest.param({"acr": NUMBER}, id="as the level"),
    pytest.param({"acr": f"{LOA_3}#{NUMBER}"}, id="behind the level"),
    pytest.param({"amr": ["swk", "face", NUMBER]}, id="as one more factor"),
    pytest.param({"amr": ["swk", "face", {"of": NUMBER}]}, id="within one more factor"),
    pytest.param({"amr": NUMBER}, id="instead of the factors"),
    pytest.param({"account_level": NUMBER, "uinfin": NUMBER}, id="in claims that Singpass does not have"),
    pytest.param({"sub_attributes": {"identity_number": NUMBER}}, id="where Singpass itself puts it"),
]


@pytest.mark.parametrize("claims", VNEID_NUMBERS)
async def test_a_number_in_vneids_id_token_reaches_neither_database_nor_partner(
    link: Link, hospital: Organisation, walk: Begin, vneid_says: Says, claims: dict[str, Any]
) -> None:
    number = f"0991{secrets.randbelow(10**8):08}"
    vneid_says(_naming(number, claims))
    told = await _as_far_as_it_goes(await walk(hospital))
    assert canaries.find(_traces(link, told), values=(number, number[1:])) == []


@pytest.mark.parametrize("claims", SINGPASS_NUMBERS)
async def test_a_number_in_singpasss_id_token_reaches_neither_database_nor_partner(
    link: Link, hotel: Organisation, walk: Begin, singpass_says: Says, claims: dict[str, Any]
) -> None:
    number = f"S{secrets.randbelow(10**7):07}Z"
    singpass_says(_naming(number, claims))
    told = await _as_far_as_it_goes(await walk(hotel))
    assert canaries.find(_traces(link, told), values=(number,)) == []


def _naming(number: str, claims: dict[str, Any]) -> dict[str, Any]:
    """The row's claims about one number; each row has its own, or one leak would be found by all."""
    text = json.dumps(claims).replace(json.dumps(AS_NUMBER), number.lstrip("0")).replace(NUMBER, number)
    return dict(json.loads(text))


async def test_unknown_words_cost_the_known_ones_nothing(
    hotel: Organisation, walk: Begin, singpass_says: Says
) -> None:
    singpass_says({"amr": ["swk", "S8182818Z", "face", "swk"]})
    started = await walk(hotel)
    answer = await hotel.userinfo(started.attempt, await started.token())
    assert answer["vnsg_assurance"] == {"level": "high", "acr": LOA_3, "amr": ["swk", "face"]}


async def _as_far_as_it_goes(walk: Walk) -> str:
    """The journey to its end; returns what the partner received of it."""
    page = await walk.sign_in()
    if "attribute" not in page.text:
        return page.text
    arrived = await walk.answer(page)
    if arrived.arrived is None or "code" not in arrived.arrived:
        return arrived.text + str(arrived.arrived)
    token = str((await walk.organisation.redeem(walk.attempt, arrived.arrived["code"]))["access_token"])
    return (await walk.organisation.try_userinfo(walk.attempt, token)).text


def _traces(link: Link, told: str) -> dict[str, bytes]:
    return {**canaries.files_of(link.settings.data_dir), "userinfo": told.encode()}


# --- each use is a fresh sign-in


def _seconds(clock: MovableClock, offset: int) -> int:
    return int(clock.now().timestamp()) + offset


AUTH_TIMES = [
    pytest.param(None, id="none"),
    pytest.param("2026-11-21T12:00:00Z", id="in words"),
    pytest.param(True, id="true"),
    pytest.param(10**18, id="beyond the calendar"),
    pytest.param(-1, id="before the epoch"),
    pytest.param(1, id="of 1970"),
]


@pytest.mark.parametrize("auth_time", AUTH_TIMES)
async def test_a_sign_in_at_a_time_that_is_none_is_not_believed(
    link: Link, hospital: Organisation, walk: Begin, vneid_says: Says, auth_time: object
) -> None:
    vneid_says({"auth_time": auth_time})
    await _require_untrusted(link, await walk(hospital))


@pytest.mark.parametrize(
    "offset",
    [pytest.param(-120, id="two minutes before the request"), pytest.param(120, id="two minutes from now")],
)
async def test_a_sign_in_of_another_time_is_not_believed(
    link: Link, hospital: Organisation, walk: Begin, vneid_says: Says, offset: int
) -> None:
    vneid_says({"auth_time": _seconds(link.clock, offset)})
    await _require_untrusted(link, await walk(hospital))


async def test_a_sign_in_of_singpass_is_as_old_as_its_id_token(
    link: Link, hotel: Organisation, walk: Begin, singpass_says: Says
) -> None:
    singpass_says({"iat": _seconds(link.clock, -120)})
    await _require_untrusted(link, await walk(hotel))


@pytest.mark.parametrize("offset", [-30, 30])
async def test_clocks_may_differ_by_less_than_a_minute(
    link: Link, hospital: Organisation, walk: Begin, vneid_says: Says, offset: int
) -> None:
    vneid_says({"auth_time": _seconds(link.clock, offset)})
    assert "name" in await (await walk(hospital)).claims()


async def _require_untrusted(link: Link, walk: Walk) -> None:
    before = len(link.log())
    page = await walk.sign_in()
    assert "Nothing was shared" in page.text
    (entry,) = link.log()[before:]
    assert (entry.event, entry.reason) == (Event.NOT_COMPLETED, NotCompleted.PROVIDER_UNTRUSTED)
