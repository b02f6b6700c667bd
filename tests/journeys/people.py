"""Who takes part: organisations as they register, and the people of the two mocks by their roles here."""

from typing import Any

from bridge.domain.agreement import Direction
from journeys.world import SINGPASS, VNEID

HEALTH = (
    "name",
    "birthdate",
    "gender",
    "allergies",
    "conditions",
    "medications",
    "blood_group",
    "immunizations",
)
TOURISM = ("name", "birthdate", "gender", "nationalities", "travel_document", "phone_number", "email")

VIETNAMESE = "nguyen-thi-hoa"
SINGAPOREAN = "tan-mei-ling"

HOSPITAL: dict[str, Any] = {
    "client_name": "Hospital",
    "redirect_uris": ["https://hospital.example.sg/callback"],
    "country": "SG",
    "sector": "health",
    "purposes": ["health.patient_summary"],
    "legal_name#vi": "Bệnh viện Mô Phỏng",
    "legal_name#en": "Merlion General Hospital (simulated)",
    "dpo_contact": "dpo@hospital.example.sg",
}

HOTEL: dict[str, Any] = {
    "client_name": "Hotel",
    "redirect_uris": ["https://hotel.example.vn/callback"],
    "country": "VN",
    "sector": "tourism",
    "purposes": ["tourism.checkin"],
    "legal_name#vi": "Khách sạn Mô Phỏng",
    "legal_name#en": "Hoan Kiem Hotel (simulated)",
    "dpo_contact": "dpo@hotel.example.vn",
}

# By the partner's country: it is always the other country's citizens who sign in.
MOCK_FOR = {"SG": VNEID, "VN": SINGPASS}
CITIZEN_FOR = {"SG": VIETNAMESE, "VN": SINGAPOREAN}


def of_sector(purpose: str, direction: Direction) -> dict[str, Any]:
    """An organisation of the right country and sector, registered for this purpose."""
    country = str(direction.importer)
    return {
        **HOSPITAL,
        "redirect_uris": [f"https://partner.example.{country.lower()}/callback"],
        "country": country,
        "sector": purpose.partition(".")[0],
        "purposes": [purpose],
    }
