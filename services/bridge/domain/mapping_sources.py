"""Where each claim comes from at either provider, how faithfully, and what is lost on the way: one table.

The documentation, `/v1/attributes`, the page `/agreement` and a release that asks for it all read this table;
a test holds it to what the mapping does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from bridge.domain.attributes import ATTRIBUTES, MRZ_NAME, PATIENT_SUMMARY, Text
from bridge.domain.clauses import Direction
from bridge.domain.mapping import Quality


@dataclass(frozen=True, slots=True)
class Source:
    """`field` in the provider's own words, the quality of a value in its usual form, and what is lost."""

    field: str
    quality: Quality
    loss: Text | None = None


_MRZ: Final = Text(
    "Bỏ dấu và thanh điệu: những tên khác nhau có thể trông giống nhau",
    "Accents and tones are dropped: different names can look the same",
)
_PASSPORT: Final = Text(
    "Chỉ có loại, số, nước cấp và ngày hết hạn; không có ngày cấp và nơi cấp",
    "Type, number, issuing country and expiry alone; not when and where it was issued",
)
_INSURED: Final = Text(
    "Chỉ còn có hoặc không, vào ngày đăng nhập; không có ngày hiệu lực, đơn vị bảo hiểm và số thẻ",
    "Only yes or no is left, on the day of the sign-in; not the dates, the insurer or the number",
)
_INSURED_UNTIL: Final = Text(
    "Chỉ có ngày cuối; không có ngày đầu, đơn vị bảo hiểm và số thẻ",
    "The last day alone; not the first day, the insurer or the number",
)
_IN_FHIR: Final = Text(
    "Được viết lại theo FHIR R4: trạng thái và mức độ theo từ của FHIR; lời mô tả vẫn bằng tiếng Việt",
    "Rewritten as FHIR R4: status and severity in FHIR's words; descriptions stay in Vietnamese",
)
_HELD: Final = Text(
    "Do người bệnh tự lưu giữ, chưa được ai xác nhận; được viết lại theo FHIR R4",
    "Kept by the patient, confirmed by nobody; rewritten as FHIR R4",
)
_ADULT: Final = Text(
    "Chỉ còn có hoặc không, vào ngày đăng nhập; không có ngày sinh",
    "Only yes or no is left, on the day of the sign-in; not the date of birth",
)
_SUMMARY: Final = Text(
    "Được ghép từ các mục được chia sẻ; không có nhóm máu, xét nghiệm và thủ thuật",
    "Put together from the claims that are shared; without blood group, results and procedures",
)
_MADE_OF: Final = ", ".join(ATTRIBUTES[PATIENT_SUMMARY].made_of)
_EXACT, _DERIVED, _LOSSY = Quality.EXACT, Quality.DERIVED, Quality.LOSSY

_VNEID: Final[Mapping[str, Source]] = {
    "name": Source("fullName", _EXACT),
    MRZ_NAME: Source("fullName", _DERIVED, _MRZ),
    "birthdate": Source("birthDate", _EXACT),
    "gender": Source("GioiTinh", _EXACT),
    "nationalities": Source("QuocTich", _EXACT),
    "travel_document": Source("HoChieu", _EXACT, _PASSPORT),
    "phone_number": Source("SoDienThoai", _EXACT),
    "email": Source("ThuDienTu", _EXACT),
    "address": Source(
        "ThuongTru",
        _LOSSY,
        Text(
            "Không còn biết đó là phường, xã hay đặc khu, và là tỉnh hay thành phố",
            "Whether it is a ward or a commune, a province or a city, is no longer told",
        ),
    ),
    "insurance_valid": Source("BaoHiemYTe", _DERIVED, _INSURED),
    "insurance_valid_until": Source("BaoHiemYTe.denNgay", _EXACT, _INSURED_UNTIL),
    "blood_group": Source("NhomMau", _EXACT),
    "allergies": Source("SoSucKhoe.diUng", _DERIVED, _IN_FHIR),
    "conditions": Source("SoSucKhoe.benhTat", _DERIVED, _IN_FHIR),
    "medications": Source("SoSucKhoe.thuoc", _DERIVED, _IN_FHIR),
    "immunizations": Source("SoSucKhoe.tiemChung", _DERIVED, _IN_FHIR),
    PATIENT_SUMMARY: Source(_MADE_OF, _DERIVED, _SUMMARY),
    "qualifications": Source("VanBang", _EXACT),
    "transcripts": Source(
        "HocBa",
        _LOSSY,
        Text(
            "Không có tên trường, và không biết năm học đã kết thúc hay chưa",
            "Without the school's name, and without whether the year is over",
        ),
    ),
    "is_enrolled": Source(
        "HocBa",
        _DERIVED,
        Text(
            "Chỉ còn có hoặc không; không có tên trường và lớp",
            "Only yes or no is left; not the school or the year",
        ),
    ),
    "age_over_18": Source("birthDate", _DERIVED, _ADULT),
}
_SINGPASS: Final[Mapping[str, Source]] = {
    "name": Source("name", _EXACT),
    MRZ_NAME: Source("name", _DERIVED, _MRZ),
    "birthdate": Source("dob", _EXACT),
    "gender": Source(
        "sex",
        _EXACT,
        Text("Mã U (không rõ) không được chuyển", "The code U (unknown) is not passed on"),
    ),
    "nationalities": Source(
        "nationality",
        _EXACT,
        Text(
            "Mã của nước không còn tồn tại thành mã của nước kế tục (khi đó bị mất một phần); nếu có "
            "nhiều nước kế tục thì không được chuyển",
            "The code of a country that is no more becomes its successor's (and is then lossy); with several "
            "successors it is not passed on",
        ),
    ),
    "travel_document": Source(
        "passportnumber, passportexpirydate",
        _DERIVED,
        Text(
            "Nước cấp không có trong dữ liệu: được suy ra là Singapore, vì Myinfo chỉ có hộ chiếu của công "
            "dân",
            "The issuing country is not in the data: taken to be Singapore, as Myinfo has citizens' "
            "passports alone",
        ),
    ),
    "phone_number": Source("mobileno", _EXACT),
    "email": Source("email", _EXACT),
    "address": Source(
        "regadd",
        _DERIVED,
        Text(
            "Được ghép lại như trên phong bì; địa chỉ ngoài Singapore chỉ còn là các dòng chữ, không có mã "
            "nước",
            "Put together as on an envelope; an address outside Singapore is lines of text alone, without a "
            "country",
        ),
    ),
    "insurance_valid": Source("x-health.insurance", _DERIVED, _INSURED),
    "insurance_valid_until": Source("x-health.insurance", _EXACT, _INSURED_UNTIL),
    "blood_group": Source(
        "x-health.bloodgroup",
        _EXACT,
        Text("Do người bệnh tự lưu giữ, chưa được ai xác nhận", "Kept by the patient, confirmed by nobody"),
    ),
    "allergies": Source("x-health.allergies", _DERIVED, _HELD),
    "conditions": Source("x-health.conditions", _DERIVED, _HELD),
    "medications": Source("x-health.medications", _DERIVED, _HELD),
    "immunizations": Source("x-health.immunizations", _DERIVED, _HELD),
    PATIENT_SUMMARY: Source(_MADE_OF, _DERIVED, _SUMMARY),
    "qualifications": Source(
        "academicqualifications.certificates",
        _DERIVED,
        Text(
            "Đọc từ tệp OpenCerts, không gồm chính tệp đó; nước cấp không có trong dữ liệu, được suy ra là "
            "Singapore",
            "Read out of the OpenCert, without the file itself; the country is not in the data, and taken to "
            "be Singapore",
        ),
    ),
    "transcripts": Source(
        "academicqualifications.transcripts",
        _LOSSY,
        Text(
            "Không có môn thành phần, điểm thành phần và ghi chú",
            "Without sub-subjects, their grades, and explanatory notes",
        ),
    ),
    "is_enrolled": Source(
        "passtype, x-education.enrolment",
        _DERIVED,
        Text(
            "Chỉ còn có hoặc không; không có tên trường và loại thẻ cư trú",
            "Only yes or no is left; not the school or the kind of pass",
        ),
    ),
    "age_over_18": Source("dob", _DERIVED, _ADULT),
}
SOURCES: Final[Mapping[str, Mapping[str, Source]]] = MappingProxyType(
    {"vneid": _VNEID, "singpass": _SINGPASS}
)
"""By identity provider and claim."""

if any(tuple(table) != tuple(ATTRIBUTES) for table in SOURCES.values()):
    raise AssertionError("every claim of the vocabulary has a source, in its order")


def mapping_statement(direction: Direction, qualities: Mapping[str, str]) -> dict[str, Any]:
    """`vnsg_mapping`: of each of these claims, with the quality of the value itself, source and loss."""
    table = SOURCES[direction.identity_provider]
    return {
        claim: {"source": table[claim].field, "quality": quality, **stated_loss(table[claim])}
        for claim, quality in qualities.items()
    }


def stated_loss(source: Source) -> dict[str, dict[str, str]]:
    """The member `loss`, or nothing."""
    return {"loss": {"vi": source.loss.vi, "en": source.loss.en}} if source.loss else {}
