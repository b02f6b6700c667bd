"""Advice on a request: what of it the purpose would do without."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bridge.domain.clauses import Agreement, Clause
from bridge.domain.facts import Facts

# Predicates before values: what of the first is often wanted is the second, a yes or no.
PREDICATES: Final[Mapping[str, str]] = MappingProxyType(
    {"birthdate": "age_over_18", "insurance_valid_until": "insurance_valid", "transcripts": "is_enrolled"}
)


class NotNeeded(StrEnum):
    """Why a purpose does without an attribute."""

    OPTIONAL = "optional"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Spare:
    """A requested attribute that is not among the mandatory ones of the clause.

    `instead` is an attribute of the clause that answers yes or no, where that may be all that is needed.
    """

    attribute: str
    because: NotNeeded
    instead: str | None = None


def spare_attributes(agreement: Agreement, facts: Facts) -> tuple[Spare, ...]:
    """The requested attributes that the purpose does not need, by name; none where no clause covers it.

    `OPTIONAL` ones are the citizen's to give, `NEVER` ones refuse the whole request (rule 2).
    """
    clause = agreement.clause_for(facts.purpose, facts.direction)
    if clause is None:
        return ()
    return tuple(
        Spare(
            attribute,
            NotNeeded.OPTIONAL if attribute in clause.optional else NotNeeded.NEVER,
            _predicate_of(attribute, clause),
        )
        for attribute in sorted(facts.attributes - frozenset(clause.mandatory))
    )


def _predicate_of(attribute: str, clause: Clause) -> str | None:
    predicate = PREDICATES.get(attribute)
    return predicate if predicate in clause.attributes else None
