"""`eid-bridge agreement sign`, `verify` and `keys`: the parties' signatures beside the agreement."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bridge.domain.agreement import Agreement, parse_agreement
from bridge.domain.agreement_parser import canonical_form
from bridge.domain.clauses import Country
from bridge.domain.parties import SIGNATURE_TYPE as TYPE
from bridge.domain.parties import MissingSignature, require_both_parties
from eid_cli.party_keys import UnusablePartyKey, private_key, public_half
from eid_kit.http.files import unread
from eid_kit.oauth import detached_jws, strict_json
from eid_kit.oauth.detached_jws import Signature, SignatureFault
from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.oauth.keys import Key, parse_jwks, public_jwk

EXIT_UNSIGNED = 1
EXIT_UNUSABLE = 2
_LARGEST = 64 * 1024

AgreementArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The agreement.")]
Folder = Annotated[Path, typer.Option("--keys", help="Where the parties' private keys are.")]
_USUAL = Path("agreements/vn-sg.yaml")
_PARTIES = Path(".local/parties")


class Unusable(Exception):
    """A file that cannot be used; the message names it."""


def sign(
    file: AgreementArgument = _USUAL,
    *,
    party: Annotated[list[Country], typer.Option(help="Who signs; may be given twice.")],
    folder: Folder = _PARTIES,
) -> None:
    """Sign an agreement for one party, or both, into FILE.jws.

    A valid signature of the other party stays. The key is vn.jwk or sg.jwk in the folder;
    a missing one is made. Two ministries would never keep their keys on one machine; a simulator does.

    Exit status: 0 when it is signed, 2 when the agreement has a fault or a file cannot be used.
    """
    try:
        canonical, path = _canonical(file), beside(file)
        private = {each: private_key(folder, each) for each in party}
        signatures = _kept(path, canonical, [public_half(folder, each) for each in Country])
        for each in party:
            signatures[each.value] = detached_jws.sign(canonical, private[each], signer=each, typ=TYPE)
        signed = {each.value: signatures[each] for each in Country if each in signatures}
        document = detached_jws.document(signed.values())
        path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    except (Unusable, UnusablePartyKey, OSError) as error:
        raise unusable(error) from None
    typer.echo(f"{path}: signed by {' and '.join(signed)}")


def verify(
    file: AgreementArgument = _USUAL,
    *,
    party_keys: Annotated[
        Path,
        typer.Option(envvar="BRIDGE_PARTY_KEYS", help="The parties' public keys, as `keys` prints them."),
    ],
) -> None:
    """Say whether both parties signed exactly this agreement.

    Exit status: 0 when both did, 1 when not, 2 when a file cannot be used.
    """
    try:
        canonical, public = _canonical(file), public_keys(party_keys)
        document = read_json(beside(file))
    except Unusable as error:
        raise unusable(error) from None
    try:
        signed = detached_jws.by_signer(document, canonical, public, typ=TYPE)
        require_both_parties(signed)
    except (SignatureFault, MissingSignature) as fault:
        typer.echo(f"{beside(file)}: {fault}", err=True)
        raise typer.Exit(EXIT_UNSIGNED) from None
    typer.echo(f"{file}: signed by {' and '.join(sorted(signed))}")


def keys(*, folder: Folder = _PARTIES) -> None:
    """Print both parties' public keys as a JWK Set; a key that is missing is made.

    Exit status: 0, or 2 when a file cannot be used.
    """
    try:
        public = [public_jwk(public_half(folder, each)) for each in Country]
    except (UnusablePartyKey, OSError) as error:
        raise unusable(error) from None
    typer.echo(json.dumps({"keys": public}, indent=1))


def public_keys(file: Path) -> tuple[Key, ...]:
    """Both parties' public keys from a JWK Set. Raises an error that names the file."""
    try:
        found = parse_jwks(read_json(file))
    except InvalidClientMetadata:
        found = ()
    if {key.kid for key in found} != set(Country):
        raise Unusable(f"{file}: no JWK Set with one key of VN and one of SG")
    return found


def _canonical(file: Path) -> bytes:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file}: cannot be read: {unread(error)}") from None
    parsed = parse_agreement(text)
    if not isinstance(parsed, Agreement):
        raise Unusable("\n".join(f"{file}:{fault.line}: {fault.message}" for fault in parsed))
    return canonical_form(text)


def _kept(path: Path, canonical: bytes, known: Sequence[Key]) -> dict[str, Signature]:
    """What is signed already. The file of an earlier text is replaced: it says nothing about this one."""
    try:
        return detached_jws.by_signer(read_json(path), canonical, known, typ=TYPE) if path.exists() else {}
    except SignatureFault:
        return {}


def beside(file: Path) -> Path:
    """Where an agreement's signatures are."""
    return file.with_name(f"{file.name}.jws")


def read_json(path: Path) -> object:
    """What a JSON file holds. Raises an error that names the file."""
    try:
        return strict_json.loads(path.read_bytes(), max_bytes=_LARGEST)
    except OSError as error:
        raise Unusable(f"{path}: cannot be read: {unread(error)}") from None
    except strict_json.StrictJsonError:
        raise Unusable(f"{path}: is no JSON") from None


def unusable(error: Exception) -> typer.Exit:
    """Says what is wrong; the exit of a file that cannot be used."""
    typer.echo(f"eid-bridge: {error}", err=True)
    return typer.Exit(EXIT_UNUSABLE)
