"""What an answer was an answer to: as it was worded then, and still so after agreement or partner changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import Text
from bridge.domain.clauses import Agreement, Clause, Country, Direction, InstrumentKind
from bridge.domain.instruments import Exemption, ImpactDossier
from bridge.domain.partners import Partner


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who asked, under the names and the contact of its registration at that time."""

    client_id: str
    name: Text
    contact: str
    country: Country
    verified: bool

    @classmethod
    def of(cls, partner: Partner) -> Self:
        """The partner as it is registered now."""
        return cls(
            client_id=partner.client_id,
            name=partner.legal_name,
            contact=partner.dpo_contact,
            country=partner.country,
            verified=partner.verified,
        )


@dataclass(frozen=True, slots=True)
class Grounds:
    """The clause in force, and who asked. A copy and not a reference: both change, and a record must not.

    `retention` is an ISO 8601 duration, for the recipient. `uses` counts calls of userinfo.
    `summary_shown` is whether the words shown had a summary of the protection abroad. What is `None` is not
    known, or not there.
    """

    agreement_serial: int
    agreement_digest: str
    clause: str
    purpose: str
    purpose_text: Text
    direction: Direction
    mandatory: tuple[str, ...]
    minimum_assurance: Assurance
    legal_basis: Mapping[Country, Text]
    retention: str
    onward_transfer: bool
    instrument: str
    instrument_kind: InstrumentKind
    uses: int
    child_below: int
    recipient: Recipient
    impact_dossier: ImpactDossier | None = None
    exemption: Exemption | None = None
    data_sharing_direction: str | None = None
    summary_shown: bool | None = None

    @classmethod
    def of(cls, agreement: Agreement, clause: Clause, partner: Partner) -> Self:
        """The grounds as they are now. `clause` is one of this agreement's."""
        purpose, instrument = agreement.purposes[clause.purpose], agreement.instruments[clause.instrument]
        shared_under = instrument.data_sharing_direction
        return cls(
            agreement_serial=agreement.serial,
            agreement_digest=agreement.digest,
            clause=clause.id,
            purpose=purpose.code,
            purpose_text=purpose.text,
            direction=clause.direction,
            mandatory=clause.mandatory,
            minimum_assurance=clause.minimum_assurance,
            legal_basis=dict(clause.legal_basis),
            retention=clause.retention,
            onward_transfer=clause.onward_transfer,
            instrument=instrument.id,
            instrument_kind=instrument.kind,
            uses=clause.userinfo_calls,
            child_below=clause.child_below,
            recipient=Recipient.of(partner),
            impact_dossier=instrument.impact_dossier,
            exemption=instrument.exemption,
            data_sharing_direction=shared_under.reference if shared_under else None,
            summary_shown=clause.written_summary is not None,
        )
