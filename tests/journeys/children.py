"""A child's journey in the steps that tests stop between, and more children than the simulator has."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from eid_sandbox.browser import Page
from journeys.walk import Walk
from journeys.world import VNEID, Link

CHILD, MOTHER, SIX, HOA = "le-bao-an", "le-thu-ha", "pham-gia-bao", "nguyen-thi-hoa"
CHILDS_TURN = "wants to know some things about you"
HAND_OVER = "Now it is the representative's turn"
REPRESENTATIVES_TURN = "You answer for a child"


@dataclass(frozen=True, slots=True)
class Family:
    """A child's walk, by turns: the child, the hand-over, the representative."""

    walk: Walk

    async def child_signs_in(self, child: str = CHILD) -> Page:
        """The child's own page, or for one under 7 the hand-over page."""
        return await self.walk.sign_in(child)

    async def child_agrees(self, child: str = CHILD, *, ticks: Iterable[str] = ()) -> Page:
        """The hand-over page after the child's yes."""
        page = await self.child_signs_in(child)
        assert CHILDS_TURN in page.text, page.text
        return await self.walk.answer(page, ticks=ticks)

    async def hand_over(self, page: Page) -> Page:
        """The identity provider's sign-in page, for whoever has the device now."""
        assert HAND_OVER in page.text, page.text
        return await self.walk.browser.submit(page, ("decision", "approve"))

    async def sign_in(self, page: Page, person: str, *, decision: str = "approve") -> Page:
        """From the hand-over page to wherever a sign-in by `person` leads."""
        at_provider = await self.hand_over(page)
        return await self.walk.browser.submit(at_provider, ("person", person), ("decision", decision))

    async def to_the_representative(self, child: str = CHILD, adult: str = MOTHER) -> Page:
        """The representative's page after everything went as it should."""
        page = await (self.child_signs_in(child) if child == SIX else self.child_agrees(child))
        page = await self.sign_in(page, adult)
        assert REPRESENTATIVES_TURN in page.text, page.text
        return page


async def plant(
    link: Link, person: str, *, birth_date: str | None = None, represented_by: str | None = None
) -> str:
    """Another child, like the one of 15 in all but birth date and representative; returns its id."""
    document = json.loads(json.dumps(await link.person(VNEID, CHILD)))
    record = document["record"]
    if birth_date is not None:
        record["birthDate"] = birth_date
        record["citizenPid"] = f"0992{birth_date[2:4]}000077"
    if represented_by is None:
        record.pop("NguoiDaiDien")
    else:
        adult = await link.person(VNEID, represented_by)
        record["NguoiDaiDien"]["soDinhDanh"] = adult["record"]["citizenPid"]
    await link.put_person(VNEID, person, {**document, "id": person, "record": record})
    return person
