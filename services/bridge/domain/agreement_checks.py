"""What must hold between the parts of an agreement: dates, references, one clause for one thing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.domain.agreement_fields import Faults
from bridge.domain.agreement_yaml import Listing, Node, Table
from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.clauses import Direction, InstrumentKind


@dataclass(frozen=True, slots=True)
class Part:
    """A clause, instrument or purpose as far as it could be read, and where it stands."""

    node: Node
    values: Mapping[str, Any]

    def line_of(self, key: str) -> int:
        """The line to look at for a fault in this key."""
        entry = self.node.entries.get(key) if isinstance(self.node, Table) else None
        return entry.line if entry else self.node.line


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole agreement as far as it could be read."""

    line: int
    values: Mapping[str, Any]
    purposes: Mapping[str, Part]
    instruments: Mapping[str, Part]
    clauses: tuple[Part, ...]


def check_agreement(draft: Draft, faults: Faults) -> None:
    """Adds every fault that a reader of single values cannot see."""
    for check in _CHECKS:
        check(draft, faults)


def _dates_are_in_order(draft: Draft, faults: Faults) -> None:
    _require_order(draft.values, draft.line, faults)
    for instrument in draft.instruments.values():
        _require_order(instrument.values, instrument.line_of("in_force_until"), faults)


def _require_order(values: Mapping[str, Any], line: int, faults: Faults) -> None:
    start, end = values.get("in_force_from"), values.get("in_force_until")
    if start is not None and end is not None and end <= start:
        faults.add(line, f"in_force_until ({end}, excluded) must be after in_force_from ({start})")


def _clause_ids_differ(draft: Draft, faults: Faults) -> None:
    for clause, earlier in _repeated(draft, lambda values: values.get("id")):
        faults.add(clause.line_of("id"), f"the clause id is already used in line {earlier.line_of('id')}")


def _clauses_do_not_overlap(draft: Draft, faults: Faults) -> None:
    def covers(values: Mapping[str, Any]) -> object:
        both = values.get("purpose"), values.get("direction")
        return None if None in both else both

    # Two clauses for one purpose and direction would leave the answer to their order in the file.
    for clause, earlier in _repeated(draft, covers):
        what = f"{clause.values['purpose']} {clause.values['direction']}"
        faults.add(
            clause.line_of("purpose"), f"{what} is already covered by the clause in line {earlier.node.line}"
        )


def _repeated(draft: Draft, key: Callable[[Mapping[str, Any]], object]) -> Iterator[tuple[Part, Part]]:
    """Each clause whose key an earlier clause has too, with that earlier one."""
    seen: dict[object, Part] = {}
    for clause in draft.clauses:
        value = key(clause.values)
        if value is None:
            continue
        if value in seen:
            yield clause, seen[value]
        seen.setdefault(value, clause)


def _attributes_have_one_place(draft: Draft, faults: Faults) -> None:
    for clause in draft.clauses:
        mandatory, optional = clause.values.get("mandatory"), clause.values.get("optional")
        if mandatory is None or optional is None:
            continue
        for name in sorted(set(mandatory) & set(optional)):
            faults.add(_line_of_item(clause, "optional", name), f"{name!r} is both mandatory and optional")
        if not mandatory and not optional:
            faults.add(clause.line_of("mandatory"), "a clause carries at least one attribute")


def _line_of_item(clause: Part, key: str, name: str) -> int:
    listing = clause.node.entries[key].node if isinstance(clause.node, Table) else clause.node
    items = listing.items if isinstance(listing, Listing) else ()
    return next((item.line for item in items if getattr(item, "text", None) == name), clause.line_of(key))


def _purposes_are_described(draft: Draft, faults: Faults) -> None:
    for clause in draft.clauses:
        purpose = clause.values.get("purpose")
        if purpose is not None and purpose not in draft.purposes:
            faults.add(clause.line_of("purpose"), f"{purpose!r} is not described under purposes")


def _clauses_name_their_instrument(draft: Draft, faults: Faults) -> None:
    for clause in draft.clauses:
        name = clause.values.get("instrument")
        if name is None:
            continue
        if name not in draft.instruments:
            faults.add(clause.line_of("instrument"), f"there is no instrument {name!r}")
            continue
        carried, wanted = draft.instruments[name].values.get("direction"), clause.values.get("direction")
        if None not in (carried, wanted) and carried is not wanted:
            faults.add(
                clause.line_of("instrument"), f"{name!r} carries {carried}, this clause is about {wanted}"
            )


def _instruments_fit_the_law(draft: Draft, faults: Faults) -> None:
    for instrument in draft.instruments.values():
        direction, kind = instrument.values.get("direction"), instrument.values.get("kind")
        if direction is None or kind is None:
            continue
        if kind.exporter is not direction.exporter:
            message = (
                f"{kind} is an instrument of {kind.exporter}, and {direction} leaves {direction.exporter}"
            )
            faults.add(instrument.line_of("kind"), message)
        transfer = kind is InstrumentKind.TRANSFER_AGREEMENT
        # Decree 356/2025 art 7.1: what a transfer agreement must hold.
        (_require_key if transfer else _refuse_key)(instrument, "contents", faults)
        if not transfer:
            _refuse_key(instrument, "impact_dossier", faults)
            _refuse_key(instrument, "exemption", faults)
        # PSGA s 4: only what a Singapore public agency holds is shared under a data sharing direction.
        if direction is not Direction.SG_TO_VN:
            _refuse_key(instrument, "data_sharing_direction", faults)


def _dossier_or_exemption(draft: Draft, faults: Faults) -> None:
    # PDPL art 20.6: who is exempt files nothing; a text that says both leaves open which is meant.
    for instrument in draft.instruments.values():
        if instrument.values.get("exemption") and instrument.values.get("impact_dossier"):
            faults.add(instrument.line_of("exemption"), "an exempt transfer has no 'impact_dossier'")


def _directions_are_in_order(draft: Draft, faults: Faults) -> None:
    for instrument in draft.instruments.values():
        shared = instrument.values.get("data_sharing_direction")
        if shared is not None:
            dates = {"in_force_from": shared.in_force_from, "in_force_until": shared.in_force_until}
            _require_order(dates, instrument.line_of("data_sharing_direction"), faults)


def _summaries_are_where_they_are_the_basis(draft: Draft, faults: Faults) -> None:
    for clause in draft.clauses:
        instrument = draft.instruments.get(clause.values.get("instrument", ""))
        kind = instrument.values.get("kind") if instrument else None
        if kind is None:
            continue
        # PDP Regulations 2021 reg 10: the individual consents after a reasonable summary in writing.
        needed = kind is InstrumentKind.CONSENT_AFTER_SUMMARY
        (_require_key if needed else _refuse_key)(clause, "written_summary", faults)


def _require_key(part: Part, key: str, faults: Faults) -> None:
    if isinstance(part.node, Table) and key not in part.node.entries:
        faults.add(part.node.line, f"with an instrument of this kind and direction, {key!r} is needed")


def _refuse_key(part: Part, key: str, faults: Faults) -> None:
    if key in part.values:
        faults.add(part.line_of(key), f"with an instrument of this kind and direction, there is no {key!r}")


def _baseline_carries_nothing_sensitive(draft: Draft, faults: Faults) -> None:
    # The baseline has bearer tokens: whoever finds one has the data.
    for clause in draft.clauses:
        listed = (*clause.values.get("mandatory", ()), *clause.values.get("optional", ()))
        if clause.values.get("baseline_allowed") and any(ATTRIBUTES[name].sensitive for name in listed):
            faults.add(clause.line_of("baseline_allowed"), "sensitive attributes never go by the baseline")


def _what_is_made_has_its_parts(draft: Draft, faults: Faults) -> None:
    # Were a part optional, a citizen could tick the whole and leave the part out: it could not be made.
    for clause in draft.clauses:
        mandatory, optional = clause.values.get("mandatory"), clause.values.get("optional")
        if mandatory is None or optional is None:
            continue
        for key, name in [("mandatory", each) for each in mandatory] + [("optional", e) for e in optional]:
            missing = [part for part in ATTRIBUTES[name].made_of if part not in mandatory]
            if missing:
                message = f"{name!r} is made of {', '.join(missing)}, which must be mandatory beside it"
                faults.add(_line_of_item(clause, key, name), message)


_CHECKS = (
    _dates_are_in_order,
    _clause_ids_differ,
    _clauses_do_not_overlap,
    _attributes_have_one_place,
    _purposes_are_described,
    _clauses_name_their_instrument,
    _instruments_fit_the_law,
    _dossier_or_exemption,
    _directions_are_in_order,
    _summaries_are_where_they_are_the_basis,
    _baseline_carries_nothing_sensitive,
    _what_is_made_has_its_parts,
)
