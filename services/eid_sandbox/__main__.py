"""`python -m eid_sandbox`: the link started (`up`), told (`demo`), measured (`bench`), killed (`soak`)."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bridge.adapters.keys import KeyRingError
from bridge.adapters.partners_file import PartnersFileError
from bridge.adapters.sql import ForeignDatabase, UnsupportedDatabase
from bridge.flows.ports import StoreUnavailable
from bridge.world import UnfitAgreement
from eid_kit.http.data_folder import UnusableFolder
from eid_kit.simulator.clients_file import ClientsFileError
from eid_kit.simulator.key_files import UnusableKeyFile
from eid_sandbox import measure
from eid_sandbox.apart import announce_when_ready, write_clients
from eid_sandbox.demo import tell
from eid_sandbox.settings import UnfitSettings
from eid_sandbox.up import up as start

EXIT_CANNOT_START = 2
_REFUSALS = (
    ClientsFileError,
    ForeignDatabase,
    KeyRingError,
    PartnersFileError,
    StoreUnavailable,
    UnfitAgreement,
    UnsupportedDatabase,
    UnusableFolder,
    UnusableKeyFile,
    UnfitSettings,
)

app = typer.Typer(
    help="The VNeID ↔ Singpass link: both mock identity providers and the bridge between them.",
    no_args_is_help=True,
    add_completion=False,
)


app.command()(measure.bench)
app.command()(measure.soak)


@app.command()
def up() -> None:
    """Start everything on the default ports and run until Ctrl-C; settings come from the environment."""
    _or_explain(start)


@app.command()
def demo(*, plain: Annotated[bool, typer.Option(help="No colour, also on a terminal.")] = False) -> None:
    """Walk three journeys and the main refusals in this terminal, on free ports with temporary state."""
    raise typer.Exit(asyncio.run(tell(plain=plain)))


@app.command()
def clients(
    *, out: Annotated[Path, typer.Option(help="The folder; vneid.yaml and singpass.yaml are written to it.")]
) -> None:
    """Write the clients files that make the bridge of BRIDGE_* known to mocks in processes of their own."""
    _or_explain(lambda: write_clients(out))


@app.command()
def announce() -> None:
    """Wait until the services that BRIDGE_* names all answer, say where to begin, and stay until stopped."""
    _or_explain(announce_when_ready)


def _or_explain(run: Callable[[], None]) -> None:
    """What it cannot start with is one line for the operator, not a traceback."""
    try:
        run()
    except _REFUSALS as error:
        sys.stderr.write(f"cannot start: {error}\n")
        raise typer.Exit(EXIT_CANNOT_START) from error


if __name__ == "__main__":
    app()
