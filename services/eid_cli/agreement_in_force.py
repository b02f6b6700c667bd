"""The agreement as a bridge's database has it: the version in force, its suspensions, what has left."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bridge.domain.agreement import Agreement, parse_agreement
from bridge.domain.facts import Facts
from eid_cli.agreement_desk import desk
from eid_cli.agreement_signing import Unusable
from eid_cli.database import AgreementDesk

DataFolder = Annotated[
    Path | None,
    typer.Option("--in-force", metavar="DATA_DIR", help="A bridge's data folder: what is in force there."),
]


def in_force_at(data_dir: Path, database_url: str | None, party_keys: Path | None) -> Agreement:
    """The version in force with the suspensions that stand. Raises one of `agreement_desk.REFUSALS`."""
    found = _desk(data_dir, database_url, party_keys).look()
    if found.newest is None:
        raise Unusable("no agreement was put in force yet: start the bridge")
    parsed = parse_agreement(found.newest.text)
    if not isinstance(parsed, Agreement):
        raise Unusable(f"serial {found.newest.serial}, which is in force, has a fault for this program")
    return replace(parsed, suspensions=found.suspensions)


def as_remembered(
    facts: Facts, agreement: Agreement, data_dir: Path, *, database_url: str | None, party_keys: Path | None
) -> Facts:
    """The facts with the first release that the database remembers, unless they name one."""
    if facts.first_release is not None:
        return facts
    first = _desk(data_dir, database_url, party_keys).first_release(agreement, facts)
    return replace(facts, first_release=first)


def _desk(data_dir: Path, database_url: str | None, party_keys: Path | None) -> AgreementDesk:
    # Without keys a lift is taken at its word, as in a sandbox: nothing is decided here, only told.
    return desk(data_dir, database_url, party_keys=party_keys, sandbox=party_keys is None)
