"""What a receipt names in the terms of the W3C Data Privacy Vocabulary (DPV 2), and who the exporters are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bridge.domain.attributes import MRZ_NAME
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
# Of every purpose: the person turns to the partner for a service. The purpose's own code says which.
DPV_PURPOSE: Final = "dpv:RequestedServiceProvision"
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
        "qualifications": "pd:EducationQualification",
        "transcripts": "pd:Education",
        "is_enrolled": "pd:Education",
        "age_over_18": "pd:Age",
    }
)

# Invented bodies: the simulator speaks for no ministry.
EXPORTERS: Final[Mapping[Country, str]] = MappingProxyType(
    {Country.VN: "VNeID (simulated)", Country.SG: "Singpass (simulated)"}
)
REGIMES: Final[Mapping[Country, str]] = MappingProxyType({Country.VN: "PDPL", Country.SG: "PDPA"})
