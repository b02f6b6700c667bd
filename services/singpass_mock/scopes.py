"""Scopes: what an app may ask for, in the words the person sees, and whom each item exists for.

The real Myinfo items (catalogue of 29 September 2026) that are here are the personal ones and the two of
education. Those whose names begin with `x-` are ours: Myinfo has no health record and no word on enrolment.
Whatever is not in this table is absent from discovery and refused as `invalid_scope`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Segment(StrEnum):
    """The four kinds of account holder."""

    CITIZEN = "SC"
    PERMANENT_RESIDENT = "PR"
    PASS_HOLDER = "FIN"
    FOREIGN_ACCOUNT = "SFA"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages of the pages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The Vietnamese words for `vi`, the English ones for anything else."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: the item it opens, the part of that item when it has parts, and who has such an item."""

    item: str
    label: Text
    segments: frozenset[Segment]
    part: str | None = None


_EVERYONE = frozenset({Segment.CITIZEN, Segment.PERMANENT_RESIDENT, Segment.PASS_HOLDER})
_RESIDENTS = frozenset({Segment.CITIZEN, Segment.PERMANENT_RESIDENT})
_CITIZENS = frozenset({Segment.CITIZEN})
_PASS_HOLDERS = frozenset({Segment.PASS_HOLDER})


def _item(name: str, vi: str, en: str, *, segments: frozenset[Segment] = _EVERYONE) -> tuple[str, Scope]:
    item, _, part = name.partition(".")
    return name, Scope(item, Text(vi, en), segments, part or None)


MYINFO_SCOPES: Mapping[str, Scope] = dict(
    (
        _item("uinfin", "Số NRIC/FIN", "NRIC/FIN"),
        _item("partialuinfin", "Số NRIC/FIN che một phần", "Partial NRIC/FIN"),
        _item("name", "Tên", "Principal name"),
        _item("aliasname", "Bí danh", "Alias", segments=_RESIDENTS),
        _item("hanyupinyinname", "Tên bính âm", "Hanyu Pinyin name", segments=_RESIDENTS),
        _item("hanyupinyinaliasname", "Bí danh bính âm", "Hanyu Pinyin alias", segments=_RESIDENTS),
        _item("marriedname", "Tên sau khi kết hôn", "Married name", segments=_RESIDENTS),
        _item("sex", "Giới tính", "Sex"),
        _item("race", "Chủng tộc", "Race"),
        _item("secondaryrace", "Chủng tộc thứ hai", "Secondary race", segments=_RESIDENTS),
        _item("dialect", "Phương ngữ", "Dialect", segments=_RESIDENTS),
        _item("dob", "Ngày sinh", "Date of birth"),
        _item("residentialstatus", "Tình trạng cư trú", "Residential status", segments=_RESIDENTS),
        _item("nationality", "Quốc tịch", "Nationality / citizenship"),
        _item("birthcountry", "Nơi sinh", "Country / place of birth"),
        _item("passportnumber", "Số hộ chiếu", "Passport number", segments=_CITIZENS),
        _item("passportexpirydate", "Ngày hết hạn hộ chiếu", "Passport expiry date", segments=_CITIZENS),
        _item("passtype", "Loại giấy phép lưu trú", "Pass type", segments=_PASS_HOLDERS),
        _item("passstatus", "Tình trạng giấy phép lưu trú", "Pass status", segments=_PASS_HOLDERS),
        _item("passexpirydate", "Ngày hết hạn giấy phép lưu trú", "Pass expiry date", segments=_PASS_HOLDERS),
        _item("employmentsector", "Lĩnh vực làm việc", "Employment sector", segments=_PASS_HOLDERS),
        _item("mobileno", "Số điện thoại di động", "Mobile number"),
        _item("email", "Thư điện tử", "Email address"),
        _item("regadd", "Địa chỉ đăng ký", "Registered address"),
        _item("hdbtype", "Loại nhà HDB", "Type of HDB flat"),
        _item("housingtype", "Loại nhà", "Type of housing"),
        _item("academicqualifications.transcripts", "Bảng điểm GCE", "GCE transcripts"),
        _item("academicqualifications.certificates", "Văn bằng (OpenCert)", "Certificates (OpenCert)"),
        _item("x-health.bloodgroup", "Nhóm máu (tự khai)", "Blood group (kept by yourself)"),
        _item("x-health.allergies", "Dị ứng (tự khai)", "Allergies (kept by yourself)"),
        _item("x-health.conditions", "Bệnh tật (tự khai)", "Conditions (kept by yourself)"),
        _item("x-health.medications", "Thuốc đang dùng (tự khai)", "Medicines (kept by yourself)"),
        _item("x-health.immunizations", "Tiêm chủng (tự khai)", "Vaccinations (kept by yourself)"),
        _item("x-health.insurance", "Bảo hiểm y tế (tự khai)", "Health insurance (kept by yourself)"),
        _item("x-education.enrolment", "Nơi đang theo học", "Present enrolment"),
    )
)

OPENID = "openid"
IDENTITY = "user.identity"

LOGIN_SCOPES: Mapping[str, Text] = {
    IDENTITY: Text(
        "Số định danh (NRIC, FIN hoặc số nước ngoài)", "Identity number (NRIC, FIN or foreign ID)"
    ),
    "name": MYINFO_SCOPES["name"].label,
    "email": MYINFO_SCOPES["email"].label,
    "mobileno": MYINFO_SCOPES["mobileno"].label,
}

SUPPORTED: frozenset[str] = frozenset({OPENID, *LOGIN_SCOPES, *MYINFO_SCOPES})


class AppKind(StrEnum):
    """The two kinds of app at the one issuer; they differ in scopes, parameters and userinfo."""

    LOGIN = "login"
    MYINFO = "myinfo"

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes an app of this kind may be registered for."""
        return frozenset({OPENID, *(LOGIN_SCOPES if self is AppKind.LOGIN else MYINFO_SCOPES)})


def labels(scopes: frozenset[str]) -> tuple[Text, ...]:
    """The words for what is asked, in the catalogue's order; `openid` alone asks for no item."""
    login = [text for name, text in LOGIN_SCOPES.items() if name in scopes and name not in MYINFO_SCOPES]
    return (*login, *(scope.label for name, scope in MYINFO_SCOPES.items() if name in scopes))
