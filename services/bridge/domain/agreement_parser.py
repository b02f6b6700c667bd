"""From the text of an agreement to the agreement, or to every fault in it with its line."""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

import rfc8785

from bridge.domain.agreement_checks import Draft, Part, check_agreement
from bridge.domain.agreement_fields import (
    Faults,
    Reader,
    Readers,
    assurance,
    attribute,
    bilingual,
    boolean,
    day,
    duration,
    integer,
    list_of,
    matching,
    one_of,
    record,
    word_of,
)
from bridge.domain.agreement_instruments import INSTRUMENT, INSTRUMENT_BY_LAW
from bridge.domain.agreement_yaml import Listing, Node, Scalar, Table, plain, read_tree
from bridge.domain.attributes import PURPOSES, SECTORS, Text
from bridge.domain.clauses import (
    Agreement,
    Clause,
    Country,
    Direction,
    Fault,
    Instrument,
    Purpose,
    Regime,
)
from bridge.domain.regimes import stricter

T = TypeVar("T")

# The shape `audit_events` accepts in an entry: an identifier that could not be logged must not be agreed on.
ID_PATTERN: Final = r"[A-Z0-9][A-Z0-9.-]{0,63}"
_ID: Final = re.compile(ID_PATTERN)
_id = matching(_ID, "an identifier of capitals, digits, dots and hyphens")


def parse_agreement(text: str) -> Agreement | tuple[Fault, ...]:
    """The agreement, or all its faults in line order; a text with one fault is refused whole.

    A fault of form (a broken indentation, say) can hide what follows it; faults of content never hide each
    other.
    """
    root, form = read_tree(text)
    faults = Faults(form)
    if root is None:
        return faults.in_order() or (Fault(1, "the agreement is empty"),)
    draft = _draft(root, faults)
    check_agreement(draft, faults)
    return faults.in_order() or _built(draft, hashlib.sha256(rfc8785.dumps(plain(root))).hexdigest())


def canonical_form(text: str) -> bytes:
    """The RFC 8785 form of an agreement's text: what its digest is of, and what the parties sign.

    Raises `ValueError` for a text that has no such form because it has a fault of form.
    """
    root, form = read_tree(text)
    if root is None or form:
        raise ValueError("the agreement cannot be read; `parse_agreement` says why")
    return rfc8785.dumps(plain(root))


def _draft(root: Node, faults: Faults) -> Draft:
    values = record(root, faults, what="the agreement", required=_AGREEMENT)
    return Draft(
        line=root.line,
        values=values,
        purposes=values.get("purposes", {}),
        instruments=values.get("instruments", {}),
        clauses=values.get("clauses", ()),
    )


def _built(draft: Draft, digest: str) -> Agreement:
    purposes = {code: Purpose(code=code, **part.values) for code, part in draft.purposes.items()}
    instruments = {name: Instrument(id=name, **part.values) for name, part in draft.instruments.items()}
    return Agreement(
        title=draft.values["title"],
        serial=draft.values["serial"],
        in_force_from=draft.values["in_force_from"],
        in_force_until=draft.values["in_force_until"],
        purposes=MappingProxyType(purposes),
        clauses=tuple(_clause(clause.values) for clause in draft.clauses),
        instruments=MappingProxyType(instruments),
        digest=digest,
    )


def _clause(values: Mapping[str, Any]) -> Clause:
    """Both regimes apply: what they ask for differently is taken from whichever asks for more."""
    retention, child_below = values["retention"], values["child_below"]
    regimes = MappingProxyType(
        {country: Regime(retention[country], child_below[country]) for country in Country}
    )
    terms = stricter(regimes)
    effective = {"retention": terms.retention, "child_below": terms.child_below, "by_regime": regimes}
    return Clause(**{**values, **effective})


def _part(what: str, required: Readers, optional: Readers = MappingProxyType({})) -> Reader[Part]:
    """A mapping kept as far as it could be read: the checks look at faulty parts too."""

    def read(node: Node, faults: Faults) -> Part:
        return Part(node, record(node, faults, what=what, required=required, optional=optional))

    return read


def _named(name: Reader[str], part: Reader[Part], expected: str) -> Reader[Mapping[str, Part]]:
    """A mapping from names to parts."""

    def read(node: Node, faults: Faults) -> Mapping[str, Part] | None:
        if not isinstance(node, Table) or not node.entries:
            faults.add(node.line, f"{expected} is expected here")
            return None
        parts = {}
        for word, entry in node.entries.items():
            name(Scalar(word, quoted=True, line=entry.line), faults)
            if (value := part(entry.node, faults)) is not None:
                parts[word] = value
        return parts

    return read


def _parts(part: Reader[Part], expected: str) -> Reader[tuple[Part, ...]]:
    """A sequence of parts."""

    def read(node: Node, faults: Faults) -> tuple[Part, ...] | None:
        if not isinstance(node, Listing) or not node.items:
            faults.add(node.line, f"{expected} is expected here")
            return None
        read_parts = (part(item, faults) for item in node.items)
        return tuple(value for value in read_parts if value is not None)

    return read


def _legal_basis(node: Node, faults: Faults) -> Mapping[Country, Text] | None:
    """Both regimes apply, so both countries' bases are named."""
    readers = {str(country): bilingual for country in Country}
    values = record(node, faults, what="a legal basis for each country", required=readers)
    return MappingProxyType({Country(name): basis for name, basis in values.items()})


def _sectors(node: Node, faults: Faults) -> frozenset[str] | None:
    read = list_of(one_of(SECTORS, "sector"), "sectors")(node, faults)
    return None if read is None else frozenset(read)


def _by_regime(value: Reader[T]) -> Reader[Mapping[Country, T]]:
    """One value for both countries, or each country's own."""
    readers = {str(country): value for country in Country}

    def read(node: Node, faults: Faults) -> Mapping[Country, T] | None:
        if not isinstance(node, Table):
            same = value(node, faults)
            return None if same is None else dict.fromkeys(Country, same)
        values = record(node, faults, what="a value for each country", required=readers)
        return {Country(name): each for name, each in values.items()} if len(values) == 2 else None

    return read


_ATTRIBUTES = list_of(attribute, "attributes", empty=True)
_PURPOSE = _part("a purpose", {"text": bilingual, "why": bilingual})
_INSTRUMENT = _part("an instrument", INSTRUMENT, INSTRUMENT_BY_LAW)
_CLAUSE = _part(
    "a clause",
    {
        "id": _id,
        "purpose": one_of(PURPOSES, "purpose"),
        "direction": word_of(Direction, "direction"),
        "text": bilingual,
        "mandatory": _ATTRIBUTES,
        "optional": _ATTRIBUTES,
        "minimum_assurance": assurance,
        "legal_basis": _legal_basis,
        "retention": _by_regime(duration),
        "onward_transfer": boolean,
        "instrument": _id,
        "sectors": _sectors,
        "baseline_allowed": boolean,
        "child_below": _by_regime(integer(0, 18)),
        "userinfo_calls": integer(1, 10),
    },
    {"written_summary": bilingual},
)
_AGREEMENT: Final[Readers] = MappingProxyType(
    {
        "title": bilingual,
        "serial": integer(1, 10**9),
        "in_force_from": day,
        "in_force_until": day,
        "purposes": _named(one_of(PURPOSES, "purpose"), _PURPOSE, "a mapping of purposes"),
        "instruments": _named(_id, _INSTRUMENT, "a mapping of instruments"),
        "clauses": _parts(_CLAUSE, "a list of clauses"),
    }
)
