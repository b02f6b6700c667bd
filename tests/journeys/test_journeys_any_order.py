"""No order of steps, and nobody else's secret, yields more than was consented to."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from effort import examples
from journeys.client import registered
from journeys.model import Model, Step
from journeys.people import HOTEL
from journeys.world import Link, require_sound

ACTIONS = ("open", "approve_sign_in", "come_home", "agree", "refuse", "redeem", "ask")
TICKS = st.frozensets(st.sampled_from(["email", "phone_number"]))
STEPS = st.builds(
    Step,
    action=st.sampled_from(ACTIONS),
    who=st.integers(0, 1),
    whose=st.integers(0, 1),
    altered=st.sampled_from([False, False, False, True]),
    ticks=TICKS,
)
HONEST = [Step(action, 0, 0) for action in ("open", "approve_sign_in", "come_home", "agree", "redeem", "ask")]


# The first browser opens the request meant for the second, and answers it: the code is that request's.
THE_OTHERS_REQUEST = [
    Step("open", 0, 1),
    Step("approve_sign_in", 0, 0),
    Step("come_home", 0, 0),
    Step("agree", 0, 0),
    Step("redeem", 0, 0),
    Step("redeem", 1, 0),
    Step("ask", 1, 1),
]


@st.composite
def disturbed(draw: st.DrawFn) -> list[Step]:
    """Two honest journeys, interleaved, with any other steps in between: deep states, not only early ones."""
    steps: list[Step] = []
    left = {0: list(HONEST), 1: list(HONEST)}
    while any(left.values()):
        steps += draw(st.lists(STEPS, max_size=2))
        who = draw(st.sampled_from([who for who, rest in left.items() if rest]))
        step = left[who].pop(0)
        steps.append(Step(step.action, who, who, ticks=draw(TICKS)))
    return steps


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.one_of(disturbed(), disturbed(), st.lists(STEPS, max_size=25)))
@example(steps=HONEST)
@example(steps=[*HONEST, *HONEST])
@example(steps=THE_OTHERS_REQUEST)
def test_no_sequence_of_steps_yields_a_code_or_a_value_beyond_what_was_consented_to(
    shared_link: Link, steps: Sequence[Step]
) -> None:
    released = asyncio.run(_walk(shared_link, steps))
    event(f"{released} released")
    require_sound(shared_link)


async def _walk(link: Link, steps: Sequence[Step]) -> int:
    async with AsyncExitStack() as stack:
        model = Model(link, await registered(link, stack, HOTEL), stack)
        await model.start()
        for step in steps:
            await model.take(step)
        return sum(journey.released for journey in model.journeys)


def test_the_honest_order_of_steps_does_release(shared_link: Link) -> None:
    """Without it, a property about what is not released would hold of a bridge that releases nothing."""
    assert asyncio.run(_walk(shared_link, HONEST)) == 1


def test_a_request_answered_in_the_browser_that_opened_it_first_does_release(shared_link: Link) -> None:
    assert asyncio.run(_walk(shared_link, THE_OTHERS_REQUEST)) == 1
