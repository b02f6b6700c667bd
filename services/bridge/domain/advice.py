"""Advice on a request: what of it the purpose would do without."""

from dataclasses import dataclass
from enum import StrEnum

from bridge.domain.clauses import Agreement
from bridge.domain.facts import Facts


class NotNeeded(StrEnum):
    """Why a purpose does without an attribute."""

    OPTIONAL = "optional"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Spare:
    """A requested attribute that is not among the mandatory ones of the clause."""

    attribute: str
    because: NotNeeded


def spare_attributes(agreement: Agreement, facts: Facts) -> tuple[Spare, ...]:
    """The requested attributes that the purpose does not need, by name; none where no clause covers it.

    `OPTIONAL` ones are the citizen's to give, `NEVER` ones refuse the whole request (rule 2).
    """
    clause = agreement.clause_for(facts.purpose, facts.direction)
    if clause is None:
        return ()
    return tuple(
        Spare(attribute, NotNeeded.OPTIONAL if attribute in clause.optional else NotNeeded.NEVER)
        for attribute in sorted(facts.attributes - frozenset(clause.mandatory))
    )
