"""What a receipt names in the terms of the W3C Data Privacy Vocabulary (DPV 2), and who the exporters are."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bridge.domain.attributes import MRZ_NAME, Text
from bridge.domain.clauses import Country
from bridge.domain.records import Status

VOCABULARIES: Final[Mapping[str, str]] = MappingProxyType(
    {"dpv": "https://w3id.org/dpv#", "pd": "https://w3id.org/dpv/pd#"}
)


# DPV has no state for a consent whose every use is spent: it was given, and stands as given. What the policy
# denied was never an answer, and has no receipt.
DPV_STATUS: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.GIVEN: "dpv:ConsentGiven",
        Status.REFUSED: "dpv:ConsentRefused",
        Status.USED: "dpv:ConsentGiven",
        Status.WITHDRAWN: "dpv:ConsentWithdrawn",
        Status.REVOKED: "dpv:ConsentRevoked",
        Status.EXPIRED: "dpv:ConsentExpired",
    }
)
# Why the recipient processes it: to care for who asks for care, to decide on an application, to know that a
# credential is its bearer's, to keep the register that a law asks a hotel for, to know an age.
DPV_PURPOSE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "health.registration": "dpv:RequestedServiceProvision",
        "health.patient_summary": "dpv:RequestedServiceProvision",
        "education.admission": "dpv:EstablishContractualAgreement",
        "education.credential_check": "dpv:IdentityVerification",
        "tourism.checkin": "dpv:LegalCompliance",
        "tourism.age_check": "dpv:AgeVerification",
    }
)
DPV_CATEGORY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "pd:Name",
        MRZ_NAME: "pd:Name",
        "birthdate": "pd:BirthDate",
        "gender": "pd:Gender",
        "nationalities": "pd:Nationality",
        "travel_document": "pd:Passport",
        "phone_number": "pd:TelephoneNumber",
        "email": "pd:EmailAddress",
        "address": "pd:PhysicalAddress",
        "insurance_valid": "pd:Insurance",
        "insurance_valid_until": "pd:Insurance",
        "blood_group": "pd:BloodType",
        "allergies": "pd:MedicalHealth",
        "conditions": "pd:MedicalHealth",
        "medications": "pd:Prescription",
        "immunizations": "pd:MedicalHealth",
        "patient_summary": "pd:MedicalHealth",
        "qualifications": "pd:EducationQualification",
        "transcripts": "pd:Education",
        "is_enrolled": "pd:Education",
        "age_over_18": "pd:Age",
    }
)


@dataclass(frozen=True, slots=True)
class Exporter:
    """Who lets data out. An invented body: the simulator speaks for no ministry."""

    name: str
    address: str
    contact: str


EXPORTERS: Final[Mapping[Country, Exporter]] = MappingProxyType(
    {
        Country.VN: Exporter("VNeID (simulated)", "Hà Nội (simulated)", "data-protection@vneid.example"),
        Country.SG: Exporter("Singpass (simulated)", "Singapore (simulated)", "dpo@singpass.example"),
    }
)
# Singapore's PDPA does not bind a public agency (s 4(1)(c)): what one holds goes out under the Public Sector
# (Governance) Act 2018. A recipient there is an organisation, which the PDPA does bind.
EXPORTING_REGIME: Final[Mapping[Country, str]] = MappingProxyType({Country.VN: "PDPL", Country.SG: "PSGA"})
IMPORTING_REGIME: Final[Mapping[Country, str]] = MappingProxyType({Country.VN: "PDPL", Country.SG: "PDPA"})
AUTHORITIES: Final[Mapping[Country, Text]] = MappingProxyType(
    {
        Country.VN: Text(
            "Việt Nam: cơ quan chuyên trách bảo vệ dữ liệu cá nhân (A05, Bộ Công an)",
            "Viet Nam: the specialised authority for personal data protection (A05, Ministry of Public "
            "Security)",
        ),
        Country.SG: Text(
            "Singapore: Ủy ban Bảo vệ Dữ liệu Cá nhân (PDPC)",
            "Singapore: the Personal Data Protection Commission (PDPC)",
        ),
    }
)
