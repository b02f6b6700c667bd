"""What an agreement carries, as the tables of docs/agreement.md: written from it, never by hand."""

from collections.abc import Iterator, Sequence
from typing import Final

from bridge.domain.attributes import ATTRIBUTES, REQUESTABLE
from bridge.domain.clauses import Agreement, Clause, Direction

BEGIN: Final = "<!-- written by `eid-bridge agreement document`; a test compares -->"
END: Final = "<!-- until here -->"


def agreement_tables(agreement: Agreement) -> str:
    """Markdown: what each purpose carries, by direction where the two differ, and the clauses' terms."""
    return "\n\n".join((BEGIN, *_matrices(agreement), _terms(agreement), END))


def _matrices(agreement: Agreement) -> Iterator[str]:
    there, back = (_matrix(agreement, direction) for direction in Direction)
    if there == back:
        yield "Both directions carry the same."
        yield there
        return
    for direction, matrix in zip(Direction, (there, back), strict=True):
        yield f"From {direction.exporter} to {direction.importer}:"
        yield matrix


def _matrix(agreement: Agreement, direction: Direction) -> str:
    clauses = [agreement.clause_for(purpose, direction) for purpose in agreement.purposes]
    claims = [claim for claim in ATTRIBUTES if claim in REQUESTABLE]
    rows = [[_label(claim), *(_mark(c, claim) for c in clauses), _sensitive(claim)] for claim in claims]
    return _table(["claim", *agreement.purposes, "sensitive"], rows)


def _label(claim: str) -> str:
    derived = [f"`{name}`" for name, entry in ATTRIBUTES.items() if entry.derived_from == claim]
    return f"`{claim}` (with {', '.join(derived)})" if derived else f"`{claim}`"


def _mark(clause: Clause | None, claim: str) -> str:
    if clause is None or claim not in clause.attributes:
        return ""
    return "M" if claim in clause.mandatory else "O"


def _sensitive(claim: str) -> str:
    return "yes" if ATTRIBUTES[claim].sensitive else ""


def _terms(agreement: Agreement) -> str:
    """Clauses of one purpose on the same terms share a row."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for purpose in agreement.purposes:
        for clause in (c for c in agreement.clauses if c.purpose == purpose):
            rows.setdefault(_terms_of(clause), []).append(clause.id)
    header = ["purpose", "clauses", "minimum assurance", "kept for", "sectors", "baseline"]
    return _table(header, [[terms[0], " ".join(ids), *terms[1:]] for terms, ids in rows.items()])


def _terms_of(clause: Clause) -> tuple[str, ...]:
    return (
        f"`{clause.purpose}`",
        clause.minimum_assurance.word,
        clause.retention,
        ", ".join(sorted(clause.sectors)),
        "yes" if clause.baseline_allowed else "",
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join((_row(header), f"|{'---|' * len(header)}", *(_row(row) for row in rows)))


def _row(cells: Sequence[str]) -> str:
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)
