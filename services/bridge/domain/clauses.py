"""The agreement as values: countries, directions, clauses, and the text in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import Text
from bridge.domain.instruments import DataSharingDirection, Exemption, ImpactDossier, TransferContents


class Country(StrEnum):
    """The two parties."""

    VN = "VN"
    SG = "SG"


class Direction(StrEnum):
    """Which way the data flows: from the citizen's country to the partner's."""

    VN_TO_SG = "VN->SG"
    SG_TO_VN = "SG->VN"

    @property
    def exporter(self) -> Country:
        """The country whose identity provider signs the citizen in and whose records are read."""
        return Country.VN if self is Direction.VN_TO_SG else Country.SG

    @property
    def importer(self) -> Country:
        """The partner's country."""
        return Country.SG if self is Direction.VN_TO_SG else Country.VN

    @property
    def identity_provider(self) -> Literal["vneid", "singpass"]:
        """Where this direction's citizen signs in."""
        return "vneid" if self is Direction.VN_TO_SG else "singpass"


def direction_for(partner_country: Country) -> Direction:
    """A partner only ever asks for the other country's citizens, so its country decides the direction."""
    return Direction.VN_TO_SG if partner_country is Country.SG else Direction.SG_TO_VN


class InstrumentKind(StrEnum):
    """What lawfully carries the data across, by the exporter's law."""

    TRANSFER_AGREEMENT = "transfer_agreement"  # Vietnam: Decree 356/2025 art 7, with an impact dossier
    STATE_AUTHORITY_EXEMPTION = "state_authority_exemption"  # Vietnam: PDPL art 20.6(a)
    ENFORCEABLE_CONTRACT = "enforceable_contract"  # Singapore: PDP Regulations 2021 reg 10-11
    ASEAN_MODEL_CLAUSES = "asean_model_clauses"  # Singapore: ASEAN MCC module 2, accepted for PDPA s 26
    CONSENT_AFTER_SUMMARY = (
        "consent_after_summary"  # Singapore: PDP Regulations 2021 reg 10, by the individual
    )

    @property
    def exporter(self) -> Country:
        """The country under whose law an instrument of this kind lets data out."""
        vietnamese = {InstrumentKind.TRANSFER_AGREEMENT, InstrumentKind.STATE_AUTHORITY_EXEMPTION}
        return Country.VN if self in vietnamese else Country.SG


@dataclass(frozen=True, slots=True)
class Instrument:
    """A transfer instrument; `in_force_from` included, `in_force_until` excluded.

    `contents`, `impact_dossier` and `exemption` belong to a Vietnamese transfer agreement; without a dossier
    none is filed yet. `data_sharing_direction` is Singapore's, for what its public agencies hold.
    """

    id: str
    direction: Direction
    kind: InstrumentKind
    reference: str
    in_force_from: date
    in_force_until: date
    contents: TransferContents | None = None
    impact_dossier: ImpactDossier | None = None
    exemption: Exemption | None = None
    data_sharing_direction: DataSharingDirection | None = None

    @property
    def needs_dossier(self) -> bool:
        """Whether the exporter's law asks for an impact dossier (PDPL art 20.2, 20.6)."""
        return self.kind is InstrumentKind.TRANSFER_AGREEMENT and self.exemption is None

    def dossier_filed(self, on: date) -> bool:
        """Whether a dossier lies with the authority on this day there, the day of filing included."""
        return self.impact_dossier is not None and self.impact_dossier.filed_on <= on

    def in_force(self, on: date) -> bool:
        """Whether it carries a transfer made on this (UTC) day."""
        return self.in_force_from <= on < self.in_force_until


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a purpose is called on the consent page, and why a partner would ask."""

    code: str
    text: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Regime:
    """What one country's law asks of a clause."""

    retention: str
    child_below: int


@dataclass(frozen=True, slots=True)
class Clause:
    """What one purpose may carry in one direction. `retention` is an ISO 8601 duration, for the recipient.

    `retention` and `child_below` are the stricter of what the two countries ask for, and `by_regime` is what
    each of them does. `written_summary` is what the citizen reads of the protection abroad, where the
    instrument is a consent after such a summary.
    """

    id: str
    purpose: str
    direction: Direction
    mandatory: tuple[str, ...]
    optional: tuple[str, ...]
    minimum_assurance: Assurance
    legal_basis: Mapping[Country, Text]
    retention: str
    onward_transfer: bool
    instrument: str
    sectors: frozenset[str]
    baseline_allowed: bool
    child_below: int
    userinfo_calls: int
    text: Text
    by_regime: Mapping[Country, Regime]
    written_summary: Text | None = None

    @property
    def attributes(self) -> frozenset[str]:
        """Everything the clause may carry: the profile of design rule 2."""
        return frozenset(self.mandatory) | frozenset(self.optional)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A party's word that nothing crosses for now; `id` is what a lift names.

    `party` is `None` where the statement cannot be read, `is_proven` false where its signature is not that
    party's: either suspends all the same, since going on would be trusting whoever spoilt it.
    """

    id: str
    party: Country | None
    since: datetime
    reason: Text | None
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """The bilateral agreement in one version. `digest` is the hex SHA-256 of the file's RFC 8785 form.

    `suspensions` are those that stand at the moment: of the link, whatever version was in force when they
    were made. The text knows none.
    """

    title: Text
    serial: int
    in_force_from: date
    in_force_until: date
    purposes: Mapping[str, Purpose]
    clauses: tuple[Clause, ...]
    instruments: Mapping[str, Instrument]
    digest: str
    suspensions: tuple[Suspension, ...] = ()

    def in_force(self, on: date) -> bool:
        """Whether it is in force on this (UTC) day: from included, until excluded."""
        return self.in_force_from <= on < self.in_force_until

    def clause_for(self, purpose: str, direction: Direction | None) -> Clause | None:
        """The one clause for a purpose and direction; the parser refuses a text with two."""
        fitting = (c for c in self.clauses if c.purpose == purpose and c.direction is direction)
        return next(fitting, None)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an agreement's text. `line` counts from 1."""

    line: int
    message: str
