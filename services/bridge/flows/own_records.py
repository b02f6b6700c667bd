"""A citizen's own records: another's is not told from one that is not there."""

from bridge.domain.partners import IDENTIFIER
from bridge.domain.records import ConsentRecord
from bridge.flows.ports import Unit


class NoSuchRecord(Exception):
    """Nobody has such a record, somebody else has it, or it is none of the kind that is asked for."""


def own_record(unit: Unit, principal_ref: str, record_id: str) -> ConsentRecord:
    """The record of that id, if it is this person's or that of a child for whom it answered. Raises
    `NoSuchRecord`.
    """
    # Not every store can hold every character: what no record can be called is not looked for.
    found = unit.records.get(record_id) if IDENTIFIER.fullmatch(record_id) else None
    if found is None or not found.is_own(principal_ref):
        raise NoSuchRecord
    return found
