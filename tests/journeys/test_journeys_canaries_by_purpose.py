"""No value of a person stays behind, whatever the purpose: each journey is walked to its release."""

import logging
from contextlib import AsyncExitStack

import pytest

from bridge.domain.agreement import Direction
from bridge.domain.attributes import PURPOSES
from domain.samples import clause
from journeys import canaries
from journeys.canaries import VALUES_SG, VALUES_VN, files_of, find
from journeys.client import registered
from journeys.people import of_sector
from journeys.walk import begin
from journeys.world import SINGPASS, VNEID, Link


@pytest.mark.parametrize(
    ("direction", "person", "values"),
    [
        pytest.param(Direction.VN_TO_SG, "canary-citizen", VALUES_VN, id="VNeID"),
        pytest.param(Direction.SG_TO_VN, "canary-resident", VALUES_SG, id="Singpass"),
    ],
)
async def test_no_purpose_leaves_a_value_behind(
    *,
    own_link: Link,
    stack: AsyncExitStack,
    caplog: pytest.LogCaptureFixture,
    direction: Direction,
    person: str,
    values: tuple[str, ...],
) -> None:
    caplog.set_level(logging.DEBUG, logger="bridge")
    citizen = await own_link.person(VNEID, "nguyen-thi-hoa")
    await own_link.put_person(VNEID, "canary-citizen", canaries.citizen_with_canaries(citizen))
    resident = await own_link.person(SINGPASS, "tan-mei-ling")
    await own_link.put_person(SINGPASS, "canary-resident", canaries.resident_with_canaries(resident))
    told = ""
    for purpose in sorted(PURPOSES):
        terms = clause(purpose, direction)
        organisation = await registered(own_link, stack, of_sector(purpose, direction))
        browser = await stack.enter_async_context(own_link.client())
        walk = await begin(organisation, browser, attributes=(*terms.mandatory, *terms.optional))
        told += str(await walk.claims(person, ticks=terms.optional))
    # The partners were told all of them, apart from the numbers that never leave.
    never = {"099173314159", "S5088001Z", "SIM-P-314159"}
    assert {value for value in values if value not in told} == never & set(values)
    traces = {**files_of(own_link.settings.data_dir), "the program's log lines": caplog.text.encode()}
    assert find(traces, values=values) == []
