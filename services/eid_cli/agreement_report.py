"""One decision, rule by rule."""

import json
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from bridge.domain.assurance import Assurance
from bridge.domain.decisions import Deny
from bridge.domain.explanations import explanation
from bridge.domain.tracing import Step
from eid_cli.tables import plain


def as_text(steps: Sequence[Step]) -> str:
    """A table of the rules that were asked, and one sentence."""
    table = Table("Rule", "Demands", "Answer")
    for step in steps:
        table.add_row(Text(step.name), Text(step.demands), "denies" if step.denial else "passes")
    return plain(table, Text(_sentence(steps[-1])))


def as_json(steps: Sequence[Step]) -> str:
    """The decision, and the rules that led to it."""
    denial = steps[-1].denial
    document = {
        "decision": "deny" if denial else "permit",
        **({} if denial is None else _denial(denial)),
        "rules": [{"name": step.name, "passes": step.denial is None} for step in steps],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _denial(denial: Deny) -> dict[str, object]:
    return {
        "reason": denial.reason.value,
        "rule": denial.rule,
        "clause": denial.clause,
        "attribute": denial.attribute,
        "what_would_pass": denial.what_would_pass,
        "explanation": {"vi": explanation(denial.reason).vi, "en": explanation(denial.reason).en},
        "told_to_partner": not denial.person_dependent,
    }


def _sentence(step: Step) -> str:
    denial = step.denial
    if denial is None:
        return "Permitted."
    where = f" under clause {denial.clause}" if denial.clause else ""
    about = f", about {denial.attribute}" if denial.attribute else ""
    told = "The partner is told only that the request was not completed." if denial.person_dependent else ""
    why = explanation(denial.reason).en
    passes = f"What would pass: {_as_typed(denial.what_would_pass)}."
    denied = f"Denied by “{step.name}” (rule {denial.rule}){where}: {denial.reason}{about}."
    return " ".join(filter(None, (denied, why, passes, told)))


def _as_typed(passes: str) -> str:
    """A level as one types it here, not as a sign-in asks for it."""
    for level in Assurance:
        passes = passes.replace(level.urn, f"assurance={level.word}")
    return passes
