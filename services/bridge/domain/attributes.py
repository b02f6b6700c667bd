"""The vocabulary partners code against: claims, their words for the citizen, and the purposes.

A claim enters this table only together with a purpose that uses it; docs/agreement.md carries the matrix.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

DETAILS_TYPE = "cross_border_attributes"
"""The `type` of authorization details (RFC 9396) that ask for attributes."""

MRZ_NAME = "name#und-Latn-x-mrz"
PATIENT_SUMMARY = "patient_summary"


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in the two languages every page offers."""

    vi: str
    en: str

    def in_(self, language: str) -> str:
        """The Vietnamese words for `vi` and its regional tags, the English ones for everything else."""
        return self.vi if language.lower().split("-")[0] == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Attribute:
    """One claim a citizen may let go.

    `why` is said beside the value where the label alone would puzzle somebody. `derived_from` names the
    attribute that brings this claim with it: such a claim is never asked for, ticked or refused on its own.
    `made_of` names the claims that this one is put together from at the bridge: it exists only where all of
    them are released.
    """

    claim: str
    label: Text
    note: Text | None = None
    sensitive: bool = False
    derived_from: str | None = None
    made_of: tuple[str, ...] = ()


_MRZ_NOTE = Text(
    "Để hệ thống bên nhận đọc được: chữ không dấu, dấu < thay cho khoảng trắng, và << đứng sau họ nếu biết "
    "đâu là họ, như dòng máy đọc trên hộ chiếu",
    "So that the recipient's systems can read it: plain letters, < for a space, and << after the family name "
    "where that is known, as in the lines of a passport that machines read",
)
_DOCUMENT_NOTE = Text(
    "Loại, số, nơi cấp và ngày hết hạn; không bao gồm số định danh cá nhân",
    "Type, number, issuing country and expiry; never a national identity number",
)
_ADDRESS_NOTE = Text(
    "Địa chỉ thường trú đã đăng ký",
    "The address of registration",
)
_INSURANCE_NOTE = Text(
    "Chỉ trả lời có hoặc không; số thẻ không được chia sẻ",
    "Only yes or no; the number of the card is not shared",
)
_SUMMARY_NOTE = Text(
    "Một tài liệu cho phần mềm của bác sĩ, chỉ gồm những mục bạn chia sẻ ở trên; không có gì thêm",
    "One document for the doctor's software, made only of what you share above, and nothing else",
)
_AGE_NOTE = Text(
    "Chỉ trả lời có hoặc không; ngày sinh không được chia sẻ",
    "Only yes or no; the date of birth is not shared",
)
_ENROLLED_NOTE = Text(
    "Chỉ trả lời có hoặc không; tên trường không được chia sẻ",
    "Only yes or no; the name of the school is not shared",
)

_TABLE = (
    Attribute("name", Text("Họ và tên", "Full name")),
    Attribute(MRZ_NAME, Text("Họ tên không dấu", "Name in plain letters"), _MRZ_NOTE, derived_from="name"),
    Attribute("birthdate", Text("Ngày sinh", "Date of birth")),
    Attribute("gender", Text("Giới tính", "Sex")),
    Attribute("nationalities", Text("Quốc tịch", "Nationality")),
    Attribute("travel_document", Text("Hộ chiếu", "Passport"), _DOCUMENT_NOTE),
    Attribute("phone_number", Text("Số điện thoại", "Phone number")),
    Attribute("email", Text("Thư điện tử", "Email address")),
    Attribute("address", Text("Nơi thường trú", "Home address"), _ADDRESS_NOTE),
    Attribute(
        "insurance_valid", Text("Bảo hiểm y tế còn hiệu lực", "Health insurance valid"), _INSURANCE_NOTE
    ),
    Attribute("insurance_valid_until", Text("Bảo hiểm y tế có giá trị đến", "Health insurance valid until")),
    Attribute("blood_group", Text("Nhóm máu", "Blood group"), sensitive=True),
    Attribute("allergies", Text("Dị ứng", "Allergies"), sensitive=True),
    Attribute("conditions", Text("Bệnh tật", "Health conditions"), sensitive=True),
    Attribute("medications", Text("Thuốc đang dùng", "Medicines in use"), sensitive=True),
    Attribute("immunizations", Text("Tiêm chủng", "Vaccinations"), sensitive=True),
    Attribute(
        PATIENT_SUMMARY,
        Text("Tóm tắt hồ sơ sức khỏe quốc tế (IPS)", "International patient summary (IPS)"),
        _SUMMARY_NOTE,
        sensitive=True,
        made_of=("allergies", "conditions", "medications"),
    ),
    Attribute("qualifications", Text("Văn bằng, chứng chỉ", "Diplomas and certificates")),
    Attribute("transcripts", Text("Kết quả học tập", "School results")),
    Attribute("is_enrolled", Text("Đang theo học", "Enrolled at present"), _ENROLLED_NOTE),
    Attribute("age_over_18", Text("Đủ 18 tuổi", "Aged 18 or over"), _AGE_NOTE),
)

ATTRIBUTES: Mapping[str, Attribute] = MappingProxyType({entry.claim: entry for entry in _TABLE})

# What a partner may name in a request and an agreement may list: everything that is not derived.
REQUESTABLE: frozenset[str] = frozenset(
    claim for claim, entry in ATTRIBUTES.items() if entry.derived_from is None
)

# What an identity provider may hold; the others are made at the bridge, of these.
PROVIDED: frozenset[str] = frozenset(claim for claim, entry in ATTRIBUTES.items() if not entry.made_of)

PURPOSES: frozenset[str] = frozenset(
    {
        "health.registration",
        "health.patient_summary",
        "education.admission",
        "education.credential_check",
        "tourism.checkin",
        "tourism.age_check",
    }
)
SECTORS: frozenset[str] = frozenset({"health", "education", "tourism"})

# Names under which someone might try to put a national number or a protected characteristic into an
# agreement. An unknown attribute is refused anyway; these are refused with the rule they would break.
NEVER: frozenset[str] = frozenset(
    {
        "personal_number", "personal_identifier", "national_id", "national_number", "citizen_pid",
        "citizenPid", "cccd", "cmnd", "nric", "fin", "uinfin", "partialuinfin", "insurance_number",
        "health_insurance_number", "social_insurance_number", "bhyt_number", "bhxh_number", "ethnicity",
        "race", "dialect", "religion", "marital_status", "marital", "parents", "father", "mother", "spouse",
        "children", "household", "head_of_household", "hometown", "home_town", "que_quan",
    }
)  # fmt: skip


def released_claims(attributes: Iterable[str]) -> tuple[str, ...]:
    """The claim names a release of `attributes` holds, in the table's order: the derived ones come along."""
    wanted = frozenset(attributes)
    return tuple(
        claim for claim, entry in ATTRIBUTES.items() if claim in wanted or entry.derived_from in wanted
    )


def provided_claims(attributes: Iterable[str]) -> tuple[str, ...]:
    """Of `released_claims`, those that an identity provider may hold."""
    return tuple(claim for claim in released_claims(attributes) if claim in PROVIDED)
