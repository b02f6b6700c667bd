"""`eid-bridge agreement activate` and `status`: the version in force, in every process without a restart."""

import json
from datetime import UTC, datetime
from pathlib import Path

import typer

from bridge.domain.agreement import Agreement, canonical_form, parse_agreement
from bridge.domain.clauses import Country
from bridge.domain.parties import SIGNATURE_TYPE
from eid_cli.agreement_desk import (
    EXIT_REFUSED,
    REFUSALS,
    PartyKeysFile,
    Sandbox,
    desk,
    refused,
    shown_time,
)
from eid_cli.agreement_signing import AgreementArgument, Unusable, beside, unusable
from eid_cli.database import AgreementDesk, DatabaseUrl, DataDir
from eid_kit.http.files import unread
from eid_kit.oauth import detached_jws, strict_json
from eid_kit.oauth.detached_jws import SignatureFault
from eid_kit.oauth.keys import Key

_DATA = Path(".local/bridge")
_USUAL = Path("agreements/vn-sg.yaml")
_LARGEST = 64 * 1024


def activate(
    file: AgreementArgument = _USUAL,
    *,
    data_dir: DataDir = _DATA,
    database_url: DatabaseUrl = None,
    party_keys: PartyKeysFile = None,
    sandbox: Sandbox = False,
) -> None:
    """Put a version of the agreement in force: every process takes it up at its next decision.

    It needs both parties' signatures in FILE.jws, and a higher serial than any before. Otherwise it is
    refused whole, with everything that is wrong with it, and the running one stays. Put the file at
    BRIDGE_AGREEMENT_FILE too: a bridge does not start with an older one.

    Exit status: 0 when it is in force, 1 when it is refused, 2 when something cannot be used.
    """
    try:
        at_desk = desk(data_dir, database_url, party_keys=party_keys, sandbox=sandbox)
        faults = _activated(at_desk, file)
    except REFUSALS as error:
        raise unusable(error) from None
    if faults:
        raise refused("\n".join((*faults, f"{file}: refused; what was in force stays in force")))
    typer.echo(f"{file}: in force in every process from its next decision on")


def status(
    *,
    data_dir: DataDir = _DATA,
    database_url: DatabaseUrl = None,
    party_keys: PartyKeysFile = None,
    sandbox: Sandbox = False,
) -> None:
    """Say which version is in force in the bridge's database, and who suspended it.

    Exit status: 0 when it is in force and not suspended, 1 when not, 2 when that cannot be told.
    """
    try:
        found = desk(data_dir, database_url, party_keys=party_keys, sandbox=sandbox).look()
    except REFUSALS as error:
        raise unusable(error) from None
    if found.newest is None:
        raise refused("no agreement was put in force yet: start the bridge")
    newest = found.newest
    typer.echo(f"serial {newest.serial} since {shown_time(newest.activated_at)}, digest {newest.digest}")
    for each in found.suspensions:
        by = f"by {each.party}" if each.party else "by a statement that cannot be read"
        why = f": {each.reason.en}" if each.reason else ""
        proven = "" if each.is_proven else " (the signature is not good; it suspends all the same)"
        typer.echo(f"suspended {by} since {shown_time(each.since)}{proven}, statement {each.id}{why}")
    if found.suspensions:
        raise typer.Exit(EXIT_REFUSED)


def _activated(at_desk: AgreementDesk, file: Path) -> list[str]:
    """Puts the version in force, or says everything that is against it."""
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(f"{file}: cannot be read: {unread(error)}") from None
    parsed = parse_agreement(text)
    if isinstance(parsed, Agreement):
        signatures, faults = _signatures(file, canonical_form(text), at_desk.parties)
        faults += _not_newer(at_desk, file, serial=parsed.serial, digest=parsed.digest)
        if faults:
            return faults
        late = at_desk.activate(parsed, text, signatures=signatures, at=datetime.now(UTC))
        return [] if late is None else [f"{file}: {late}"]
    return [*(f"{file}:{fault.line}: {fault.message}" for fault in parsed), *_also(at_desk, file, text)]


def _also(at_desk: AgreementDesk, file: Path, text: str) -> list[str]:
    """What else is wrong with a text that has faults, so that all of it can be mended at once."""
    try:
        canonical = canonical_form(text)
    except ValueError:
        return []
    serial = json.loads(canonical).get("serial")
    older = _not_newer(at_desk, file, serial=serial, digest="") if isinstance(serial, int) else []
    return [*_signatures(file, canonical, at_desk.parties)[1], *older]


def _not_newer(at_desk: AgreementDesk, file: Path, *, serial: int, digest: str) -> list[str]:
    newest = at_desk.look().newest
    if newest is None or serial > newest.serial or (serial, digest) == (newest.serial, newest.digest):
        return []
    return [f"{file}: its serial is {serial}, but {newest.serial} is in force; raise it"]


def _signatures(
    file: Path, canonical: bytes, parties: tuple[Key, ...] | None
) -> tuple[str | None, list[str]]:
    """The document of the signatures, and what is wrong with it; in a sandbox there need be none."""
    if parties is None:
        return None, []
    path = beside(file)
    if not path.exists():
        return None, [f"{path}: the signature of {each} is missing" for each in Country]
    try:
        document = path.read_text("utf-8")
        read = strict_json.loads(document, max_bytes=_LARGEST)
        by = detached_jws.by_signer(read, canonical, parties, typ=SIGNATURE_TYPE)
    except (SignatureFault, ValueError) as fault:
        return None, [f"{path}: {fault}"]
    return document, [f"{path}: the signature of {each} is missing" for each in Country if each not in by]
