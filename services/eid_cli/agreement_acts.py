"""`eid-bridge agreement suspend` and `lift`: effective in every process, at its next decision."""

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bridge.domain.clauses import Country
from bridge.domain.statements import Action, Statement, Why
from eid_cli.agreement_desk import (
    REFUSALS,
    PartyKeysFile,
    Sandbox,
    Signing,
    desk,
    handed_over,
    refused,
    shown_time,
    signed,
)
from eid_cli.agreement_signing import Folder, Unusable, unusable
from eid_cli.database import AgreementDesk, DatabaseUrl, DataDir

_DATA = Path(".local/bridge")
_PARTIES = Path(".local/parties")

Reason = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LANGUAGE=WORDS", help="Why, for everybody to read: vi=… and en=…, both or neither."
    ),
]
HandedOver = Annotated[
    Path | None,
    typer.Option(
        "--statement", help="The lift on its way between the parties, where each keeps its own key."
    ),
]


def suspend(
    *,
    party: Annotated[Country, typer.Option(help="Who suspends.")],
    folder: Folder = _PARTIES,
    reason: Reason = None,
    data_dir: DataDir = _DATA,
    database_url: DatabaseUrl = None,
    party_keys: PartyKeysFile = None,
    sandbox: Sandbox = False,
) -> None:
    """Suspend the agreement for one party: every process denies from its next decision on.

    The statement is signed with the party's key in the folder, recorded in the bridge's database and in its
    log. It stands, under later versions of the agreement too, until both parties lift it.

    Exit status: 0 when it is recorded, 2 when it is not.
    """
    try:
        at_desk = desk(data_dir, database_url, party_keys=party_keys, sandbox=sandbox)
        statement = _statement(at_desk, Action.SUSPEND, party=party, reason=_why(reason or []))
        done = signed(statement, [party], folder, known=at_desk.parties)
        at_desk.record(statement, done.in_order, at=datetime.now(UTC))
    except REFUSALS as error:
        raise unusable(error) from None
    typer.echo(f"suspended by {party} since {shown_time(statement.issued_at)}: statement {statement.id}")


def lift(
    *,
    party: Annotated[list[Country], typer.Option(help="Who signs now; may be given twice.")],
    folder: Folder = _PARTIES,
    statement_file: HandedOver = None,
    data_dir: DataDir = _DATA,
    database_url: DatabaseUrl = None,
    party_keys: PartyKeysFile = None,
    sandbox: Sandbox = False,
) -> None:
    """Lift every suspension that stands now. It takes the signatures of both parties.

    With --statement FILE one party signs into the file, and the other, who was handed it, completes it.

    Exit status: 0 when it is lifted, 1 when a signature is missing or nothing is suspended, 2 when it is
    refused.
    """
    try:
        at_desk = desk(data_dir, database_url, party_keys=party_keys, sandbox=sandbox)
        done = _lift(at_desk, party, folder=folder, file=statement_file)
        if done.missing:
            _hand_on(done, statement_file)
            raise refused(f"the signature of {' and '.join(done.missing)} is missing: nothing is lifted")
        at_desk.record(done.statement, done.in_order, at=datetime.now(UTC))
    except REFUSALS as error:
        raise unusable(error) from None
    typer.echo(f"lifted by {' and '.join(sorted(done.signatures))}: statement {done.statement.id}")


def _statement(at_desk: AgreementDesk, action: Action, **members: object) -> Statement:
    """A statement about what is in force now."""
    newest = at_desk.look().newest
    if newest is None:
        raise Unusable("no agreement was put in force in this database yet: start the bridge first")
    document = {
        "id": secrets.token_urlsafe(24),
        "action": action,
        "serial": newest.serial,
        "digest": newest.digest,
        "issued_at": datetime.now(UTC).replace(microsecond=0),
        **members,
    }
    try:
        return Statement.model_validate(document)
    except ValueError:
        raise Unusable(
            "a statement in the database has an id that none of ours has: look at it first"
        ) from None


def _lift(at_desk: AgreementDesk, party: list[Country], *, folder: Path, file: Path | None) -> Signing:
    if file is not None and file.exists():
        begun, signatures = handed_over(file)
        if begun.action is not Action.LIFT:
            raise Unusable(f"{file}: is no lift")
        return signed(begun, party, folder, known=at_desk.parties, so_far=signatures)
    standing = tuple(each.id for each in at_desk.look().suspensions)
    if not standing:
        raise refused("nothing is suspended")
    return signed(_statement(at_desk, Action.LIFT, lifts=standing), party, folder, known=at_desk.parties)


def _hand_on(done: Signing, file: Path | None) -> None:
    if file is not None:
        document = {
            "statement": done.statement.canonical().decode(),
            "signatures": [each.as_dict() for each in done.in_order],
        }
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
        typer.echo(f"{file}: signed by {' and '.join(sorted(done.signatures))}; hand it on")


def _why(words: list[str]) -> Why | None:
    named = dict(each.partition("=")[::2] for each in words)
    if not words:
        return None
    try:
        return Why.model_validate(named)
    except ValueError:
        raise Unusable(
            "a reason is --reason vi=WORDS --reason en=WORDS, at most 600 characters each"
        ) from None
