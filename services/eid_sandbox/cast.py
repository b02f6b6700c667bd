"""The demo's cast: two invented partners and the journeys they stand for."""

from typing import Any

HOSPITAL: dict[str, Any] = {
    "client_name": "Merlion Bay Hospital",
    "redirect_uris": ["https://hospital.example.sg/callback"],
    "country": "SG",
    "sector": "health",
    "purposes": ["health.patient_summary"],
    "legal_name#vi": "Bệnh viện Vịnh Sư Tử Biển (mô phỏng)",
    "legal_name#en": "Merlion Bay Hospital (simulated)",
    "dpo_contact": "dpo@hospital.example.sg",
}
HOTEL: dict[str, Any] = {
    "client_name": "Lotus Lake Hotel",
    "redirect_uris": ["https://hotel.example.vn/callback"],
    "country": "VN",
    "sector": "tourism",
    "purposes": ["tourism.checkin"],
    "legal_name#vi": "Khách sạn Hồ Sen (mô phỏng)",
    "legal_name#en": "Lotus Lake Hotel (simulated)",
    "dpo_contact": "dpo@hotel.example.vn",
}
SUMMARY = "health.patient_summary"
SUMMARY_ATTRIBUTES = (
    "name",
    "birthdate",
    "gender",
    "allergies",
    "conditions",
    "medications",
    "blood_group",
    "immunizations",
)
CHECKIN = "tourism.checkin"
CHECKIN_ATTRIBUTES = (
    "name",
    "birthdate",
    "gender",
    "nationalities",
    "travel_document",
    "phone_number",
    "email",
)
