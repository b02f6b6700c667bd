"""No order of answers and sign-ins yields a code without the child's yes and its representative's own."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from effort import examples
from eid_sandbox.browser import Page
from journeys.children import CHILD, CHILDS_TURN, HAND_OVER, HOA, MOTHER, REPRESENTATIVES_TURN
from journeys.client import registered
from journeys.people import HOSPITAL
from journeys.walk import Walk, begin
from journeys.world import BRIDGE, VNEID, Link, require_sound

PAGES = {"child": CHILDS_TURN, "hand over": HAND_OVER, "representative": REPRESENTATIVES_TURN}
# What somebody may do next: answer the page of that name as it was last seen, or sign in where a page waits.
ANSWERS = st.tuples(st.sampled_from(sorted(PAGES)), st.sampled_from(["approve", "approve", "deny"]))
SIGN_INS = st.tuples(st.just("sign in"), st.sampled_from([CHILD, MOTHER, MOTHER, HOA]))
ACTS = st.one_of(ANSWERS, SIGN_INS, st.tuples(st.just("return again"), st.just("")))
HONEST = [
    ("sign in", CHILD),
    ("child", "approve"),
    ("hand over", "approve"),
    ("sign in", MOTHER),
    ("representative", "approve"),
]


@st.composite
def disturbed(draw: st.DrawFn) -> list[tuple[str, str]]:
    """The honest order with anything in between, and with somebody else's sign-in in it."""
    acts: list[tuple[str, str]] = []
    for act in HONEST:
        acts += [act, *draw(st.lists(ACTS, max_size=2))]
    return acts


@dataclass(slots=True)
class Model:
    """One browser, every page it has seen, and what the people at it really did."""

    walk: Walk
    seen: dict[str, Page] = field(default_factory=dict)
    at_provider: Page | None = None
    callback: str = ""
    child_agreed: bool = False
    signed_in: list[str] = field(default_factory=list)
    ended: bool = False
    codes: int = 0

    async def take(self, act: str, how: str) -> None:
        if act == "sign in":
            await self._sign_in(how)
        elif act == "return again":
            await self._come_home()
        elif act in self.seen:
            await self._answer(act, how)

    async def _sign_in(self, person: str) -> None:
        if self.at_provider is None:
            return
        fields = {**dict(self.at_provider.form.fields), "person": person, "decision": "approve"}
        action = f"{VNEID}{self.at_provider.form.action}"
        response = await self.walk.http.post(action, data=fields, headers={"Origin": VNEID})
        location = response.headers.get("location", "")
        if location.startswith(BRIDGE):
            self.callback = location
            if await self._come_home():
                self.signed_in.append(person)

    async def _come_home(self) -> bool:
        if not self.callback:
            return False
        response = await self.walk.http.get(self.callback)
        assert response.status_code in (303, 400), response.text
        await self._look(response)
        return response.status_code == 303

    async def _answer(self, page: str, decision: str) -> None:
        seen = self.seen[page]
        response = await self.walk.http.post(
            f"{BRIDGE}{seen.form.action}",
            data={**dict(seen.form.fields), "decision": decision},
            headers={"Origin": BRIDGE},
        )
        assert response.status_code in (303, 400), response.text
        location = response.headers.get("location", "")
        if location.startswith(self.walk.organisation.redirect_uri):
            self._arrived(page, "code=" in location)
            return
        if response.status_code == 303 and page == "child":
            assert decision == "approve"
            self.child_agreed = True
        await self._look(response)

    def _arrived(self, page: str, with_code: bool) -> None:
        assert not self.ended, "two ends of one journey"
        self.ended = True
        if with_code:
            assert page == "representative"
            assert self.child_agreed, "a code without the child's yes"
            assert MOTHER in self.signed_in[1:], f"a code after sign-ins by {self.signed_in}"
            self.codes += 1

    async def _look(self, response: httpx.Response) -> None:
        """Remembers what the browser sees next, under the name of the page it is."""
        if response.status_code != 303:
            return
        location = response.headers["location"]
        page = await self.walk.browser.open(location if "://" in location else f"{BRIDGE}{location}")
        if page.url.startswith(VNEID):
            self.at_provider = page
        for name, words in PAGES.items():
            if words in page.text and page.forms:
                self.seen[name] = page


@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=disturbed())
@example(acts=HONEST)
@example(acts=[*HONEST[:3], ("sign in", CHILD), ("hand over", "approve"), *HONEST[3:]])
@example(acts=[*HONEST[:3], ("sign in", HOA), ("representative", "approve"), ("child", "approve")])
def test_no_order_of_acts_yields_a_code_without_both_answers(
    shared_link: Link, acts: Sequence[tuple[str, str]]
) -> None:
    event(f"{asyncio.run(_walk(shared_link, acts))} codes")
    require_sound(shared_link)


async def _walk(link: Link, acts: Sequence[tuple[str, str]]) -> int:
    async with AsyncExitStack() as stack:
        organisation = await registered(link, stack, HOSPITAL)
        walk = await begin(organisation, await stack.enter_async_context(link.client()))
        model = Model(walk, at_provider=await walk.open())
        for act, how in acts:
            await model.take(act, how)
        return model.codes


def test_the_honest_order_does_yield_one(shared_link: Link) -> None:
    """Without it, the property would hold of a bridge that lets no child pass."""
    assert asyncio.run(_walk(shared_link, HONEST)) == 1
