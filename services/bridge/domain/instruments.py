"""What the law of either country wants said beside a transfer instrument."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

DOSSIER_DAYS: Final = 60
"""PDPL art 20.2: the dossier is filed within this many days from the first transfer."""


class Exemption(StrEnum):
    """Transfers for which no impact dossier is filed. The value is the point of PDPL article 20."""

    STATE_AUTHORITY = "20.6a"  # by a competent state authority
    OWN_DATA = "20.6c"  # the data subject transfers data about themselves


@dataclass(frozen=True, slots=True)
class ImpactDossier:
    """The transfer impact assessment as it was filed (Decree 356/2025 art 17-18)."""

    reference: str
    filed_on: date


@dataclass(frozen=True, slots=True)
class TransferContents:
    """What a Vietnamese transfer agreement must hold (Decree 356/2025 art 7.1), and where it says so."""

    purpose: str
    data: str
    retention: str
    legal_basis: str
    protection: str
    responsibility: str
    breach: str


CONTENTS: Final = tuple(field.name for field in fields(TransferContents))


@dataclass(frozen=True, slots=True)
class DataSharingDirection:
    """The Singapore direction under which a public agency shares what it holds (PSGA s 4).

    It names its purposes, and by their sectors its recipients. `in_force_from` included, `in_force_until`
    excluded, in UTC.
    """

    reference: str
    in_force_from: date
    in_force_until: date
    purposes: tuple[str, ...]
    sectors: tuple[str, ...]

    def covers(self, purpose: str, sector: str, *, on: date) -> bool:
        """Whether it lets an agency share for this purpose with such a recipient on this (UTC) day."""
        in_force = self.in_force_from <= on < self.in_force_until
        return in_force and purpose in self.purposes and sector in self.sectors


def last_day_to_file(first_day: date) -> date:
    """The last day on which data may leave without a dossier; the day of the first release is day 0.

    Both are days in the exporter's country, whose law counts them.
    """
    return first_day + timedelta(days=DOSSIER_DAYS)
