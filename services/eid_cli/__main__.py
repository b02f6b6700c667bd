"""Entry point of `eid-bridge`."""

import typer

from eid_cli import agreement, audit, consents, database, doctor, events, receipt, rights

app = typer.Typer(
    help="Operate and audit the bridge between VNeID and Singpass (a simulator).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(agreement.app, name="agreement")
app.add_typer(audit.app, name="audit")
app.add_typer(consents.app, name="consent")
app.add_typer(database.app, name="db")
app.add_typer(events.app, name="events")
app.add_typer(receipt.app, name="receipt")
app.add_typer(rights.app, name="rights")
app.command()(doctor.doctor)


@app.callback()
def main() -> None:
    """Operate and audit the bridge between VNeID and Singpass (a simulator)."""


if __name__ == "__main__":
    app()
