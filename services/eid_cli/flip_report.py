"""What flips between two agreements, gathered by what a reader would call one change."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.table import Table
from rich.text import Text

from bridge.domain.assurance import Assurance
from bridge.domain.decisions import Decision, Permit
from bridge.domain.what_if import Change, Flip
from eid_cli.tables import plain

_WORDS = {
    Change.NOW_REFUSED: "now refused",
    Change.NOW_PERMITTED: "now permitted",
    Change.OTHER_TERMS: "permitted on other terms",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Flips of one purpose, direction and pair of answers; `terms` are those that two permits differ in."""

    purpose: str
    direction: str
    change: Change
    before: str
    after: str
    terms: tuple[str, ...]
    flips: tuple[Flip, ...]

    @property
    def assurances(self) -> tuple[str, ...]:
        """The sign-ins it happens to; `before sign-in` for what is known at the pushed request."""
        persons = [flip.facts.person for flip in self.flips]
        levels = {person.assurance for person in persons if person}
        before = ("before sign-in",) if None in persons else ()
        return (*before, *(level.word for level in Assurance if level in levels))

    @property
    def attributes(self) -> tuple[str, ...]:
        """What was asked for in any of them."""
        return tuple(sorted({name for flip in self.flips for name in flip.facts.attributes}))


def groups(flipped: Iterable[Flip]) -> tuple[Group, ...]:
    """By purpose, direction, the two answers, and the terms they differ in."""
    ordered = sorted(flipped, key=_key)
    return tuple(Group(*key, tuple(found)) for key, found in groupby(ordered, key=_key))


def as_text(flipped: Sequence[Flip], *, decided: int) -> str:
    """A table of the groups, and one sentence."""
    if not flipped:
        return f"Nothing flips: {decided} requests are answered alike by both."
    table = Table("Purpose", "Direction", "Change", "Before", "After", "Sign-in", "Requests")
    for group in groups(flipped):
        change = ": ".join(filter(None, (_WORDS[group.change], ", ".join(group.terms))))
        row = (group.purpose, group.direction, change, group.before, group.after)
        table.add_row(*row, Text(", ".join(group.assurances)), str(len(group.flips)))
    return plain(table, Text(f"{len(flipped)} of {decided} requests flip."))


def as_json(flipped: Sequence[Flip], *, decided: int) -> str:
    """The groups, each with what it is about."""
    document = {
        "decided": decided,
        "flipped": len(flipped),
        "groups": [_document(group) for group in groups(flipped)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _document(group: Group) -> dict[str, Any]:
    return {
        "purpose": group.purpose,
        "direction": group.direction,
        "change": group.change.value,
        "before": group.before,
        "after": group.after,
        "terms": list(group.terms),
        "sign_in": list(group.assurances),
        "attributes": list(group.attributes),
        "requests": len(group.flips),
    }


def _key(flip: Flip) -> tuple[str, str, Change, str, str, tuple[str, ...]]:
    facts, answers = flip.facts, (_word(flip.before), _word(flip.after))
    return facts.purpose, str(facts.direction), flip.change, *answers, flip.terms


def _word(decision: Decision) -> str:
    return "permit" if isinstance(decision, Permit) else decision.reason.value
