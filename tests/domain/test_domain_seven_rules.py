"""The policy against the rules stated a second time: neither stricter nor laxer, for anything at all."""

from hypothesis import event, given, settings

from bridge.domain.agreement import Agreement
from bridge.domain.policy import Permit, Question, decide
from domain.any_question import questions
from domain.seven_rules import may_leave
from effort import examples


@settings(max_examples=examples(100), deadline=None)
@given(questions())
def test_the_policy_permits_exactly_what_the_rules_do(asked: tuple[Agreement, Question]) -> None:
    agreement, put = asked
    decision = decide(agreement, put)
    permitted = decision.attributes if isinstance(decision, Permit) else frozenset()
    event(f"{put.stage} {'permitted' if permitted else 'denied'}")
    assert permitted == may_leave(agreement, put)
