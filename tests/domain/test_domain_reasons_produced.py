"""Every reason of the policy comes out of the policy or of a step, for a question that is put to it here."""

from collections.abc import Iterator
from dataclasses import replace

from bridge.domain.policy import Deny, Reason, decide
from bridge.flows.upstream import Identity
from domain.rule_checks import DENIED
from domain.samples import ADULT, HEALTH, HOSPITAL, NOON
from journeys import family_checks as families
from journeys import flow_checks as flows
from journeys.flows_in_memory import FlowsInMemory


def _denied() -> Iterator[Reason]:
    for asked, agreement, _ in DENIED.values():
        decision = decide(agreement, asked)
        if isinstance(decision, Deny):
            yield decision.reason


def _logged() -> Iterator[str | None]:
    """What the log has after a citizen's no, with nothing to release, and after each unfit representative."""
    refused = flows.bridge()
    shown, _ = flows.reading(refused)
    refused.refuse(shown)
    empty = flows.bridge()
    pushed = empty.push(HOSPITAL, HEALTH.purpose, flows.ASKED)
    empty.sign_in(pushed, HOSPITAL, ADULT, principal="p" * 43, held=())
    for each in (refused, empty, *map(_after_sign_in_by, UNFIT)):
        yield from (entry.reason for entry in each.log())


UNFIT = (
    replace(families.MOTHER, is_awaited=False),
    replace(families.MOTHER, birthdate=NOON.date().isoformat()),
)


def _after_sign_in_by(adult: Identity) -> FlowsInMemory:
    journey = families.asked()
    journey.signs_in(adult)
    return journey.flows


def test_every_reason_of_the_policy_is_produced() -> None:
    assert {*map(str, _denied()), *map(str, _logged())} >= {str(reason) for reason in Reason}
