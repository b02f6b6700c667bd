"""docs/agreement.md and docs/errors.md are true: their tables are read and run."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bridge.domain.agreement import Agreement, Country, Direction, direction_for, parse_agreement
from bridge.domain.agreement_yaml import LONGEST_TEXT
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, MRZ_NAME, PURPOSES
from bridge.domain.mapping_sources import SOURCES, Source
from bridge.domain.policy import (
    PERSON_DEPENDENT,
    RULES,
    Deny,
    NotCompleted,
    Question,
    Reason,
    Stage,
    decide,
)
from bridge.domain.rules_request import GATES
from bridge.domain.sources import PERSON_HELD
from domain.samples import ADULT, AGREEMENT, HOSPITAL, ROOT, clause, question

AGREEMENT_PAGE = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
ERRORS_PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


def rows(page: str, before: str) -> Iterator[list[str]]:
    """The cells of the first table that follows a heading or mark."""
    lines = page[page.index(before) :].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def test_every_decision_reason_is_documented_with_who_is_told() -> None:
    told = {cells[0].strip("`"): cells[2] for cells in rows(ERRORS_PAGE, "## Decision reasons")}
    assert told == {
        str(reason): "not completed" if reason in PERSON_DEPENDENT else "told in full" for reason in Reason
    }


def test_every_other_end_is_documented() -> None:
    documented = {cells[0].strip("`") for cells in rows(ERRORS_PAGE, "A journey can also end")}
    assert documented == {str(reason) for reason in NotCompleted}


@pytest.mark.parametrize("direction", Direction)
def test_the_matrix_is_that_of_the_agreement(direction: Direction) -> None:
    header = next(line for line in AGREEMENT_PAGE.splitlines() if line.startswith("| claim | health"))
    purposes = header.strip("| ").split(" | ")[1:-1]
    assert set(purposes) == PURPOSES

    def mark(purpose: str, claim: str) -> str:
        terms = clause(purpose, direction)
        return "M" if claim in terms.mandatory else "O" if claim in terms.optional else ""

    expected = [
        [claim, *(mark(purpose, claim) for purpose in purposes), "yes" if attribute.sensitive else ""]
        for claim, attribute in ATTRIBUTES.items()
        if claim != MRZ_NAME
    ]
    documented = [[cells[0].split("`")[1], *cells[1:]] for cells in rows(AGREEMENT_PAGE, "## What may cross")]
    assert documented == expected


def test_the_terms_are_those_of_the_agreement() -> None:
    expected = {}
    for purpose in PURPOSES:
        out, home = (clause(purpose, direction) for direction in Direction)
        for terms in (out, home):
            expected[purpose] = [
                f"{out.id} {home.id}",
                terms.minimum_assurance.word,
                terms.retention,
                " ".join(terms.sectors),
                "yes" if terms.baseline_allowed else "",
            ]
    documented = {cells[0].strip("`"): cells[1:] for cells in rows(AGREEMENT_PAGE, "| purpose | clauses")}
    assert documented == expected


def test_every_claim_says_where_it_comes_from_and_how_faithfully() -> None:
    expected = [
        [f"`{claim}`", *(cell for table in SOURCES.values() for cell in _source_cells(table[claim]))]
        for claim in ATTRIBUTES
    ]
    assert list(rows(AGREEMENT_PAGE, "<!-- sources -->")) == expected


def _source_cells(source: Source) -> tuple[str, str]:
    return f"`{source.field}`", str(source.quality)


def _loss_cell(source: Source) -> str:
    return source.loss.en if source.loss else ""


def test_every_loss_is_told_in_the_same_words_as_anywhere_else() -> None:
    expected = [
        [f"`{claim}`", *(_loss_cell(table[claim]) for table in SOURCES.values())]
        for claim in ATTRIBUTES
        if any(table[claim].loss for table in SOURCES.values())
    ]
    assert list(rows(AGREEMENT_PAGE, "<!-- losses -->")) == expected


def test_the_example_of_mistakes_is_answered_as_shown() -> None:
    found = re.search(r"<!-- faults -->\n```yaml\n(.*?)```\n\n```\n(.*?)```", AGREEMENT_PAGE, re.DOTALL)
    assert found is not None
    faults = parse_agreement(found[1])
    assert not isinstance(faults, Agreement)
    assert [f"line {fault.line}: {fault.message}" for fault in faults] == found[2].splitlines()


@pytest.mark.parametrize("part", ["the file", "clause", "instrument"])
def test_every_key_of_the_file_is_documented(part: str) -> None:
    headings = {"the file": "## The file", "clause": "A **clause**", "instrument": "An **instrument**"}
    documented = {
        key for cells in rows(AGREEMENT_PAGE, headings[part]) for key in re.findall(r"`([^`]+)`", cells[0])
    }
    faults = parse_agreement(
        {
            "the file": "unknown: 1",
            "clause": "clauses: [{unknown: 1}]",
            "instrument": "instruments: {X: {unknown: 1}}",
        }[part]
    )
    assert not isinstance(faults, Agreement)
    complaint = next(fault.message for fault in faults if "unknown key" in fault.message)
    known = set(complaint.split("known are ")[1].split(", "))
    assert documented == known


def test_the_longest_text_is_the_documented_one() -> None:
    assert f"at most {LONGEST_TEXT} characters" in AGREEMENT_PAGE


def test_every_rule_is_documented_in_the_order_in_which_it_is_asked() -> None:
    stages = list(Stage)
    first = {rule: stage for stage in reversed(stages) for rule in RULES[stage]}
    asked = [(gate, Stage.REQUEST) for gate in GATES] + [(rule, first[rule]) for rule in RULES[Stage.RELEASE]]
    expected = [(f"`{getattr(rule, '__name__', '')}`", str(stage)) for rule, stage in asked]
    assert [(cells[0], cells[2]) for cells in rows(AGREEMENT_PAGE, "<!-- rules -->")] == expected


def test_what_the_person_alone_holds_is_documented() -> None:
    listed = " ".join(f"`{claim}`" for claim in sorted(PERSON_HELD))
    assert f"{listed}. Clinical" in AGREEMENT_PAGE


UNLESS: dict[str, dict[str, Any]] = {
    "": {},
    "registered for health alone": {"partner": HOSPITAL},
    "the request names Singpass": {"direction": None},
    "signed in at substantial": {"person": replace(ADULT, assurance=Assurance.SUBSTANTIAL)},
    "aged 15, no representative named": {"person": replace(ADULT, under_child_age=True)},
    "aged 15, representative named": {"person": replace(ADULT, under_child_age=True, represented=True)},
}
SECTOR_OF = {"hospital": "health", "university": "education", "hotel": "tourism"}


@pytest.mark.parametrize("cells", list(rows(AGREEMENT_PAGE, "<!-- decisions -->")), ids=" ".join)
def test_a_worked_decision_comes_out_as_documented(cells: list[str]) -> None:
    partner, purpose, attributes, but, answer = cells
    kind, _, country = partner.partition(" in ")
    asked: Question = question(
        Stage.SIGNED_IN,
        partner=replace(
            HOSPITAL,
            sector=SECTOR_OF[kind],
            country=Country(country),
            purposes=PURPOSES | {"crime.prevention"},
        ),
        direction=direction_for(Country(country)),
        purpose=purpose,
        attributes=frozenset(attributes.split()),
    )
    decision = decide(AGREEMENT, replace(asked, **UNLESS[but]))
    told = decision.reason if isinstance(decision, Deny) else f"permit {decision.clause}"
    assert told == answer
