"""`eid-bridge receipt`: check a consent receipt offline, with nothing but the bridge's public keys."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bridge.domain.receipt_members import SCHEMA_VERSION
from bridge.domain.receipt_schema import receipt_schema
from bridge.domain.receipts import RECEIPT_TYPE
from eid_kit.oauth import jwt, strict_json
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import Key, parse_jwks

app = typer.Typer(help="Check consent receipts.", no_args_is_help=True)

EXIT_NOT_GENUINE: Final = 1
EXIT_UNUSABLE: Final = 2
_ALGORITHMS: Final = ("ES256",)
_LARGEST: Final = 64 * 1024


_FORM: Final = "three parts joined by dots; “Your pages” has it as “the signed form”"


class _Unusable(Exception):
    """A file that cannot be used; the message names it."""


@app.callback()
def receipt() -> None:
    """Check consent receipts."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The receipt, as it was received.")],
    *,
    keys: Annotated[
        Path, typer.Option(metavar="JWKS", help="The keys of BRIDGE/v1/receipt-keys, kept in a file.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the receipt itself.")] = False,
) -> None:
    """Say whether a receipt is genuine, and what it says. Nothing is fetched.

    Exit status: 0 when it is, 1 when it is not (one changed character is enough), 2 when a file cannot be
    used.
    """
    try:
        token, public = _receipt(file), _keys(keys)
    except _Unusable as error:
        typer.echo(f"eid-bridge: {error}", err=True)
        raise typer.Exit(EXIT_UNUSABLE) from None
    try:
        said = jwt.verify(token, public, algorithms=_ALGORITHMS, typ=RECEIPT_TYPE).claims
    except JwtError as error:
        typer.echo(f"{file}: not a genuine receipt: {error.reason}", err=True)
        raise typer.Exit(EXIT_NOT_GENUINE) from None
    if said.get("schema_version") != SCHEMA_VERSION:
        typer.echo(f"{file}: genuine, but of a schema other than {SCHEMA_VERSION}", err=True)
        raise typer.Exit(EXIT_UNUSABLE)
    typer.echo(json.dumps(said, indent=1, ensure_ascii=False) if as_json else "\n".join(_lines(file, said)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a receipt, as docs/consent-receipt.schema.json has it."""
    typer.echo(json.dumps(receipt_schema(), indent=1, ensure_ascii=False))


def _receipt(file: Path) -> UnverifiedJwt:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as error:
        raise _Unusable(f"{file}: cannot be read: {error.strerror}") from None
    if len(content) > _LARGEST or not content.isascii():
        raise _Unusable(f"{file}: is no signed receipt ({_FORM})")
    # An editor or a shell ends a file with a line end. All else in it was signed, or is not the receipt.
    return UnverifiedJwt(content.decode("ascii").removesuffix("\n"))


def _keys(file: Path) -> tuple[Key, ...]:
    try:
        return parse_jwks(strict_json.loads(file.read_bytes(), max_bytes=_LARGEST))
    except OSError as error:
        raise _Unusable(f"{file}: cannot be read: {error.strerror}") from None
    except (strict_json.StrictJsonError, InvalidClientMetadata):
        raise _Unusable(f"{file}: is no JWK Set of public keys") from None


def _lines(file: Path, said: Mapping[str, Any]) -> Iterator[str]:
    yield f"{file}: a genuine receipt of {said['iss']}"
    yield f"receipt     {said['receipt_id']} ({said['projection']})"
    yield f"status      {said['status']}"
    yield f"purpose     {said['purpose']['code']}"
    yield f"from        {said['exporter']['name']} ({said['exporter']['country']})"
    yield f"to          {said['recipient']['name']['en']} ({said['recipient']['country']})"
    yield f"attributes  {_names(said['attributes'])}"
    if "attributes_declined" in said:
        yield f"declined    {_names(said['attributes_declined'])}"
    yield f"retention   {said['retention']}"
    yield from (f"event       {event['state']} at {event['time']}" for event in said["events"])


def _names(attributes: list[Mapping[str, Any]]) -> str:
    return ", ".join(each["claim"] for each in attributes) or "none"
