"""Neither a child's number nor its representative's is written anywhere, wherever the journey ends."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from eid_sandbox.browser import Page
from journeys.canaries import files_of, find
from journeys.children import CHILD, HOA, MOTHER, Family
from journeys.client import registered
from journeys.people import HOSPITAL
from journeys.walk import begin
from journeys.world import VNEID, Link

# Numbers and names of both; the mother's name is nothing that a child's request may bring to the bridge.
CHILDS, MOTHERS = ("LÊ BẢO AN", "Dị ứng lạc"), ("099184000004", "LÊ THU HÀ", "1984-08-21")


async def _handed_over(family: Family) -> None:
    await family.child_agrees()


async def _at_the_provider(family: Family) -> None:
    await family.hand_over(await family.child_agrees())


async def _somebody_else(family: Family) -> None:
    await family.sign_in(await family.child_agrees(), HOA)


async def _represented(family: Family) -> None:
    await family.to_the_representative()


async def _refused(family: Family) -> None:
    await family.walk.answer(await family.to_the_representative(), decision="deny")


async def _released(family: Family) -> None:
    page: Page = await family.walk.answer(await family.to_the_representative())
    assert page.arrived is not None
    organisation, attempt = family.walk.organisation, family.walk.attempt
    tokens = await organisation.redeem(attempt, page.arrived["code"])
    await organisation.userinfo(attempt, tokens["access_token"])


ENDS: list[Callable[[Family], Awaitable[None]]] = [
    _handed_over,
    _at_the_provider,
    _somebody_else,
    _represented,
    _refused,
    _released,
]


async def test_no_number_and_no_name_is_written_anywhere(
    own_link: Link, stack: AsyncExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bridge")
    caplog.set_level("DEBUG", "eid_kit")
    numbers = [(await own_link.person(VNEID, person))["record"]["citizenPid"] for person in (CHILD, MOTHER)]
    assert numbers[1] in MOTHERS
    organisation = await registered(own_link, stack, HOSPITAL)
    for end in ENDS:
        http = await stack.enter_async_context(own_link.client())
        await end(Family(await begin(organisation, http)))
    traces = {**files_of(own_link.settings.data_dir), "log lines": caplog.text.encode()}
    assert len(traces["bridge.sqlite3-wal"]) > 0
    assert find(traces, values=(*CHILDS, *MOTHERS, numbers[0])) == []


async def test_the_search_would_find_a_number_that_was_kept() -> None:
    assert find({"somewhere": b'{"representative": "099184000004"}'}, values=MOTHERS) != []
