"""The whole trial: the storm, the half-finished journeys, the withdrawals, on one database; shown, and kept
as JSON.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from eid_sandbox.measurement import database_kind, provenance, write_json
from eid_sandbox.processes import Layout
from eid_sandbox.soak.half_finished import MODULE, Litter, half_finished
from eid_sandbox.soak.storm import PUBLIC_URL, Weather, storm
from eid_sandbox.soak.withdrawals import Withdrawals, withdrawals

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """What is to be endured. `litter` and `withdrawn` are left out where they are `None`."""

    weather: Weather
    litter: Litter | None
    database_url: str | None = None
    withdrawn: Withdrawals | None = None


async def soak(trial: Trial, *, console: Console, json_file: Path | None) -> int:
    """Runs the trial, shows and keeps the result; 0 when every promise was kept, 1 otherwise."""
    seed, database = trial.weather.seed, database_kind(trial.database_url)
    console.print(f"seed {seed}, {database}; {trial.weather.seconds:g} s of storm")
    document: dict[str, Any] = provenance(seed=seed, database=database)
    with tempfile.TemporaryDirectory(prefix="eid-soak-") as folder:
        layout = Layout(Path(folder), trial.database_url, bridges=2, public_url=PUBLIC_URL)
        document["storm"] = await storm(trial.weather, layout)
        console.print(f"the storm is over: {document['storm']['kills']} kills")
        if trial.litter is not None:
            alone = replace(layout, bridges=1, bridge_module=MODULE)
            document["half_finished"] = await half_finished(trial.litter, alone, console.print)
        if trial.withdrawn is not None:
            document["withdrawals"] = await withdrawals(trial.withdrawn, replace(layout, bridges=1))
    violations = [each for part in _parts(document) for each in part["violations"]]
    document["violations"] = len(violations)
    _show(document, console)
    for violation in violations[:_SHOWN]:
        console.print(f"[red]violated:[/red] {violation}")
    if json_file is not None:
        write_json(json_file, document)
        console.print(f"kept in {json_file}")
    return 1 if violations else 0


def _parts(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [document[name] for name in ("storm", "half_finished", "withdrawals") if name in document]


def _show(document: Mapping[str, Any], console: Console) -> None:
    for part in _parts(document):
        table = Table(show_header=False)
        for name, value in part.items():
            table.add_row(name.replace("_", " "), _words(value) if name != "violations" else str(len(value)))
        console.print(table)


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
