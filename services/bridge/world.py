"""What the bridge is built upon, opened as the settings say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bridge.adapters.agreement_signatures import UnsignedAgreement, require_signed_by_both
from bridge.adapters.keys import KeyRing
from bridge.adapters.partners_file import PartnersFileError, load_partners
from bridge.adapters.sql import SqlLedger, is_empty
from bridge.domain.agreement import canonical_form, parse_agreement
from bridge.domain.clauses import Agreement
from bridge.domain.partners import Partner
from bridge.domain.rules_request import baseline_denial
from bridge.flows.ports import AGREEMENT_FACT, Unit
from bridge.settings import Settings
from eid_kit.http.outbound import Outbound


class UnfitAgreement(Exception):
    """The agreement file is refused whole; the message names every fault with its line."""


@dataclass(frozen=True, slots=True)
class World:
    """What the bridge is built upon: everything that reads a clock, draws a number, or reaches out."""

    ledger: SqlLedger
    keys: KeyRing
    outbound: Outbound
    agreement: Agreement
    partners_file: dict[str, Partner]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    async def remember_agreement(self) -> None:
        """Records the agreement's serial: it only ever rises, and one serial is one text.

        Raises `UnfitAgreement` for an older agreement than this database has seen, or for a changed text
        under a serial it has seen: consents and log entries name the digest, and must mean one text each.
        """
        serial, digest = self.agreement.serial, self.agreement.digest

        def work(unit: Unit) -> None:
            known = unit.memory.get(AGREEMENT_FACT)
            highest, known_digest = known.split() if known else ("0", "")
            if serial < int(highest):
                raise UnfitAgreement(
                    f"the agreement's serial is {serial}, but {highest} was in force here already"
                )
            if serial == int(highest) and digest != known_digest:
                raise UnfitAgreement(
                    f"the agreement changed, but its serial is still {serial}; raise it by one"
                )
            unit.memory.put(AGREEMENT_FACT, f"{serial} {digest}")

        await self.ledger.atomically(work)

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
    agreement = load_agreement(settings.agreement_file, settings.party_keys)
    partners = load_partners(settings.partners_file) if settings.partners_file else {}
    _require_allowed_profiles(agreement, partners)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keys = KeyRing.load_or_create(settings.data_dir, database_is_empty=is_empty(settings.database))
    ledger = SqlLedger.open(settings.database, log_key=keys.log, random_bytes=random_bytes)
    return World(ledger, keys, outbound, agreement, partners, now, random_bytes)


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
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitAgreement(f"{path}: cannot be read: {type(error).__name__}") from error
    parsed = parse_agreement(text)
    if not isinstance(parsed, Agreement):
        raise UnfitAgreement("\n".join(f"{path}:{fault.line}: {fault.message}" for fault in parsed))
    if party_keys is not None:
        try:
            require_signed_by_both(path, canonical_form(text), party_keys)
        except UnsignedAgreement as error:
            raise UnfitAgreement(str(error)) from error
    return parsed
