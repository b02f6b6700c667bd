"""Which attributes leave, by the scope asked for and the level of the account.

A level 1 account (self-registered remotely) opens the person's own identity and nothing else: it is level 2
that gives access to what other databases hold (modelled on Decree 69/2024/NĐ-CP, article 7).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from vneid_mock.citizens import Citizen


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope: its words on the sign-in page and the attributes it opens for a level 2 account."""

    name: str
    words: Mapping[str, str]
    attributes: tuple[str, ...]


CORE = Scope(
    "openid",
    {
        "vi": "Họ tên, số định danh cá nhân, ngày sinh, giới tính, quốc tịch",
        "en": "Name, personal number, date of birth, sex, nationality",
    },
    ("citizenPid", "fullName", "birthDate", "GioiTinh", "QuocTich", "accountType", "accountLevel"),
)

SCOPES: tuple[Scope, ...] = (
    CORE,
    Scope(
        "contact",
        {"vi": "Số điện thoại, thư điện tử", "en": "Phone number, e-mail address"},
        ("SoDienThoai", "ThuDienTu"),
    ),
    Scope(
        "residence",
        {"vi": "Nơi thường trú, nơi ở hiện nay", "en": "Registered and present address"},
        ("ThuongTru", "NoiOHienNay"),
    ),
    Scope("travel_document", {"vi": "Hộ chiếu", "en": "Passport"}, ("HoChieu",)),
    Scope(
        "insurance",
        {"vi": "Bảo hiểm xã hội, bảo hiểm y tế", "en": "Social and health insurance"},
        ("MaBHXH", "BaoHiemYTe"),
    ),
    Scope(
        "health_record",
        {
            "vi": "Sổ sức khỏe điện tử: nhóm máu, dị ứng, bệnh tật, thuốc, tiêm chủng",
            "en": "Health record: blood group, allergies, conditions, medications, immunizations",
        },
        ("NhomMau", "SoSucKhoe"),
    ),
    Scope(
        "education",
        {"vi": "Văn bằng số, học bạ số", "en": "Diplomas and school reports"},
        ("VanBang", "HocBa"),
    ),
    Scope(
        "representative",
        {"vi": "Người đại diện theo pháp luật, nếu có", "en": "Legal representative, where there is one"},
        ("NguoiDaiDien",),
    ),
    Scope(
        "demographics",
        {
            "vi": "Dân tộc, tôn giáo, quê quán, hôn nhân, cha mẹ, chủ hộ",
            "en": "Ethnicity, religion, home town, marriage, parents, household",
        },
        (
            "DanToc",
            "TonGiao",
            "QueQuan",
            "TinhTrangHonNhan",
            "Cha",
            "Me",
            "VoChong",
            "ChuHo",
        ),
    ),
)

SCOPE_NAMES = frozenset(scope.name for scope in SCOPES)


def opened_by(scopes: Collection[str], *, account_level: int) -> frozenset[str]:
    """The names of the attributes that may leave."""
    granted = SCOPES if account_level == 2 else (CORE,)
    return frozenset(name for scope in granted if scope.name in scopes for name in scope.attributes)


def attributes_of(citizen: Citizen) -> dict[str, object]:
    """Everything held about the person, account included, under the names of the wire."""
    account = citizen.account
    return {**citizen.record.wire(), "accountType": account.type, "accountLevel": account.level}


def released_attributes(citizen: Citizen, scopes: Collection[str]) -> dict[str, object]:
    """What userinfo says about the person, without the `sub`."""
    opened = opened_by(scopes, account_level=citizen.account.level)
    return {name: value for name, value in attributes_of(citizen).items() if name in opened}
