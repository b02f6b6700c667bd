"""What makes one partner site different from another: who it is, what it asks for, what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["vi", "en"]
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """One invented organisation. `words` holds the sentences of its pages, by the name templates use."""

    slug: str
    port: int
    language: Language
    country: Literal["SG", "VN"]
    sector: str
    purpose: str
    attributes: tuple[str, ...]
    provider: str
    persona: str
    legal_name: Text
    dpo_contact: str
    words: Mapping[str, Text]

    def metadata(self, redirect_uri: str) -> dict[str, Any]:
        """What it registers with (RFC 7591 and the bridge's own members)."""
        return {
            "client_name": self.legal_name["en"],
            "legal_name#vi": self.legal_name["vi"],
            "legal_name#en": self.legal_name["en"],
            "dpo_contact": self.dpo_contact,
            "redirect_uris": [redirect_uri],
            "country": self.country,
            "sector": self.sector,
            "purposes": [self.purpose],
        }

    def wanted(self) -> dict[str, Any]:
        """One purpose and its attributes (RFC 9396)."""
        return {
            "type": "cross_border_attributes",
            "purpose": self.purpose,
            "attributes": list(self.attributes),
        }


LABELS: Mapping[str, Text] = {
    "name": {"vi": "Họ và tên", "en": "Full name"},
    "name#und-Latn-x-mrz": {
        "vi": "Họ tên không dấu (như trên hộ chiếu)",
        "en": "Name as a passport prints it",
    },
    "birthdate": {"vi": "Ngày sinh", "en": "Date of birth"},
    "gender": {"vi": "Giới tính", "en": "Sex"},
    "nationalities": {"vi": "Quốc tịch", "en": "Nationality"},
    "travel_document": {"vi": "Hộ chiếu", "en": "Passport"},
    "phone_number": {"vi": "Số điện thoại", "en": "Phone number"},
    "email": {"vi": "Thư điện tử", "en": "Email address"},
    "blood_group": {"vi": "Nhóm máu", "en": "Blood group"},
    "allergies": {"vi": "Dị ứng", "en": "Allergies"},
    "conditions": {"vi": "Bệnh tật", "en": "Health conditions"},
    "medications": {"vi": "Thuốc đang dùng", "en": "Medicines"},
    "immunizations": {"vi": "Tiêm chủng", "en": "Vaccinations"},
}
