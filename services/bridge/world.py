"""What the bridge is built upon, opened as the settings say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bridge.adapters.agreement_signatures import beside, read_party_keys, signatures_beside
from bridge.adapters.keys import KeyRing
from bridge.adapters.partners_file import PartnersFileError, load_partners
from bridge.adapters.sql import SqlLedger, is_empty
from bridge.domain.agreement import canonical_form, parse_agreement
from bridge.domain.clauses import Agreement
from bridge.domain.partners import Partner
from bridge.domain.rules_request import baseline_denial
from bridge.flows.party_signatures import PartyKeys, UnsignedAgreement
from bridge.flows.treaty import InForce, Treaty
from bridge.flows.treaty_acts import NotNewer, Offered, activate
from bridge.flows.treaty_ports import TreatyVersion
from bridge.settings import Settings
from eid_kit.http.files import unread
from eid_kit.http.outbound import Outbound


class UnfitAgreement(Exception):
    """The agreement file is refused whole; the message names every fault with its line."""


@dataclass(frozen=True, slots=True)
class World:
    """What the bridge is built upon: everything that reads a clock, draws a number, or reaches out."""

    ledger: SqlLedger
    keys: KeyRing
    outbound: Outbound
    offered: Offered
    treaty: Treaty
    partners_file: dict[str, Partner]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    @property
    def agreement(self) -> Agreement:
        """The agreement as this process last read it."""
        return self.treaty.last_known()

    async def remember_agreement(self) -> None:
        """Puts the agreement of the file in force, where a newer serial than the database has seen, and takes
        up what the parties said meanwhile.

        Raises `UnfitAgreement` for an older agreement than this database has seen, or for a changed text
        under a serial it has seen: consents and log entries name the digest, and must mean one text each.
        """
        try:
            await self.ledger.atomically(lambda unit: activate(unit, self.offered, self.now()))
            await self.treaty.refreshed()
        except NotNewer as error:
            raise UnfitAgreement(str(error)) from error

    async def close(self) -> None:
        """Finishes what is being written, then lets go of the database and the connections."""
        await self.outbound.aclose()
        await self.ledger.close()


def open_world(
    settings: Settings,
    *,
    outbound: Outbound,
    now: Callable[[], datetime],
    random_bytes: Callable[[int], bytes],
) -> World:
    """Opens files and database as the settings say.

    Raises `UnfitAgreement`, `PartnersFileError`, `KeyRingError`, `ForeignDatabase` or `StoreUnavailable`,
    each with a sentence for the operator.
    """
    parties = load_party_keys(settings.party_keys)
    offered = _offered(settings.agreement_file, parties)
    partners = load_partners(settings.partners_file) if settings.partners_file else {}
    _require_allowed_profiles(offered.agreement, partners)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keys = KeyRing.load_or_create(settings.data_dir, database_is_empty=is_empty(settings.database))
    ledger = SqlLedger.open(settings.database, log_key=keys.log, random_bytes=random_bytes)
    signers = parties.agreement_signers(offered.signatures, canonical_form(offered.text))
    treaty = Treaty(ledger, InForce(offered.agreement, signers, None, TreatyVersion(0, 0)), parties)
    return World(ledger, keys, outbound, offered, treaty, partners, now, random_bytes)


def _require_allowed_profiles(agreement: Agreement, partners: dict[str, Partner]) -> None:
    for partner in partners.values():
        if denial := baseline_denial(agreement, partner):
            raise PartnersFileError(
                f"client {partner.client_id} cannot have the profile {partner.profile}: "
                f"what would pass is {denial.what_would_pass}"
            )


def load_agreement(path: Path, party_keys: Path | None = None) -> Agreement:
    """The agreement of a file; with `party_keys`, only one that both parties signed.

    Raises `UnfitAgreement` with every fault and its line, or with the signature that is missing.
    """
    return _offered(path, load_party_keys(party_keys)).agreement


def load_party_keys(path: Path | None) -> PartyKeys:
    """The parties' public keys; those of a sandbox without a file. Raises `UnfitAgreement`."""
    try:
        return read_party_keys(path)
    except UnsignedAgreement as error:
        raise UnfitAgreement(str(error)) from error


def _offered(path: Path, parties: PartyKeys) -> Offered:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitAgreement(f"{path}: cannot be read: {unread(error)}") from error
    parsed = parse_agreement(text)
    if not isinstance(parsed, Agreement):
        raise UnfitAgreement("\n".join(f"{path}:{fault.line}: {fault.message}" for fault in parsed))
    if parties.keys is None:
        return Offered(parsed, text, None)
    try:
        signatures = signatures_beside(path)
        parties.agreement_signers(signatures, canonical_form(text))
    except UnsignedAgreement as error:
        message = f"{beside(path)}: {error}; sign it with eid-bridge agreement sign"
        raise UnfitAgreement(message) from error
    return Offered(parsed, text, signatures)
