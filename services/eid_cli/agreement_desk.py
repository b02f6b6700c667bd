"""What the acts about the agreement share: which database, whose keys, and how a statement is signed."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.domain.clauses import Country
from bridge.domain.statements import STATEMENT_TYPE, Statement, UnreadableStatement, parse_statement
from eid_cli.agreement_signing import Unusable, public_keys, read_json
from eid_cli.database import SCHEMA_REFUSALS, AgreementDesk, database_at
from eid_cli.log_keys import UnusableLogKey, read_signing_key
from eid_cli.party_keys import UnusablePartyKey, private_key, public_half
from eid_kit.oauth import detached_jws
from eid_kit.oauth.detached_jws import Signature, SignatureFault
from eid_kit.oauth.keys import Key

EXIT_REFUSED = 1
REFUSALS = (*SCHEMA_REFUSALS, Unusable, UnusableLogKey, UnusablePartyKey, OSError)

PartyKeysFile = Annotated[
    Path | None,
    typer.Option(envvar="BRIDGE_PARTY_KEYS", help="The parties' public keys, as `keys` prints them."),
]
Sandbox = Annotated[
    bool, typer.Option(envvar="BRIDGE_SANDBOX", help="Without the parties' public keys: nothing is checked.")
]


@dataclass(frozen=True, slots=True)
class Signing:
    """A statement, and the signatures of it so far, by party."""

    statement: Statement
    signatures: dict[str, Signature]

    @property
    def missing(self) -> list[str]:
        """The parties that have yet to sign."""
        return sorted(party for party in self.statement.signers if party not in self.signatures)

    @property
    def in_order(self) -> tuple[Signature, ...]:
        """VN first, whoever signed first."""
        return tuple(self.signatures[party] for party in Country if party in self.signatures)


def desk(
    data_dir: Path, database_url: str | None, *, party_keys: Path | None, sandbox: bool
) -> AgreementDesk:
    """The desk for the acts. Raises one of `REFUSALS`."""
    if party_keys is None and not sandbox:
        raise Unusable(
            "BRIDGE_PARTY_KEYS names no public keys of the parties; only BRIDGE_SANDBOX does without"
        )
    return AgreementDesk(
        url=database_at(data_dir, database_url),
        log_key=read_signing_key(data_dir / "keys" / "log.jwk"),
        random_bytes=secrets.token_bytes,
        parties=None if party_keys is None else public_keys(party_keys),
    )


def signed(
    statement: Statement,
    parties: Iterable[Country],
    folder: Path,
    *,
    known: Sequence[Key] | None,
    so_far: Any = None,
) -> Signing:
    """The statement with these parties' signatures beside those it has.

    Each is checked with the public keys that are `known`, in a sandbox with those in the folder: a key that
    was made by mistake signs for nobody. Raises `Unusable`.
    """
    content = statement.canonical()
    added = [
        detached_jws.sign(content, private_key(folder, each), signer=each, typ=STATEMENT_TYPE)
        for each in parties
    ]
    document = {"signatures": [*(so_far or ()), *(each.as_dict() for each in added)]}
    public = known if known is not None else [public_half(folder, each) for each in Country]
    try:
        return Signing(statement, detached_jws.by_signer(document, content, public, typ=STATEMENT_TYPE))
    except SignatureFault as fault:
        raise Unusable(f"the statement is not signed as it must be: {fault}") from fault


def handed_over(file: Path) -> tuple[Statement, Any]:
    """The statement that the other party began, and its signatures so far. Raises `Unusable`."""
    document = read_json(file)
    if not isinstance(document, dict) or document.keys() != {"statement", "signatures"}:
        raise Unusable(f"{file}: holds no statement with signatures")
    try:
        return parse_statement(str(document["statement"]).encode()), document["signatures"]
    except UnreadableStatement as error:
        raise Unusable(f"{file}: {error}") from error


def shown_time(at: datetime) -> str:
    """UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def refused(message: str) -> typer.Exit:
    """Says what was refused, and the exit for it."""
    typer.echo(f"eid-bridge: {message}", err=True)
    return typer.Exit(EXIT_REFUSED)
