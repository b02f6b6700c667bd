"""A decision told rule by rule, for whoever operates the bridge or reads the agreement."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.domain.clauses import Agreement
from bridge.domain.decisions import Deny, Question
from bridge.domain.policy import RULES
from bridge.domain.rules_request import GATES


@dataclass(frozen=True, slots=True)
class Step:
    """One rule's answer: what it `demands`, in words; `denial` is `None` where it let the question pass."""

    name: str
    demands: str
    denial: Deny | None


def trace(agreement: Agreement, question: Question) -> Iterator[Step]:
    """The rules in the order in which `policy.decide` asks them, up to the first that denies."""
    for gate in GATES:
        yield (step := Step(_name(gate), _demands(gate), gate(agreement, question)))
        if step.denial:
            return
    clause = agreement.clause_for(question.purpose, question.direction)
    if clause is None:
        return
    for rule in RULES[question.stage]:
        yield (step := Step(_name(rule), _demands(rule), rule(agreement, question, clause)))
        if step.denial:
            return


def _name(rule: object) -> str:
    return str(getattr(rule, "__name__", "")).removeprefix("require_").replace("_", " ")


def _demands(rule: object) -> str:
    return " ".join((inspect.getdoc(rule) or "").split())
