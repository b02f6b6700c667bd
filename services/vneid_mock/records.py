"""The shapes of what VNeID holds about a person, exactly as they leave in userinfo.

The names are those of the field: the core as observed at VNeID's partner sign-in, the rest in the vocabulary
of the National Public Service Portal. Snake case here, the wire's own spelling outside.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel, to_pascal


def _partial_date(text: str) -> str:
    """`YYYY-MM-DD`, or as much of it as is known: many older records hold the year alone."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        raise ValueError("write a date as YYYY-MM-DD, YYYY-MM or YYYY")
    date.fromisoformat((text + "-01-01")[:10])
    return text


PartialDate = Annotated[str, AfterValidator(_partial_date)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class Shape(BaseModel):
    """A nested object of userinfo: camel case on the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, validate_by_alias=True)


class Passport(Shape):
    """`HoChieu`. Dates are whole; `loai` is the document code of ICAO 9303."""

    loai: Literal["P"]
    so: Annotated[str, Field(pattern=r"^[A-Z0-9]{6,9}$")]
    quoc_gia_cap: Country
    ngay_cap: date
    ngay_het_han: date
    noi_cap: Text


class Residence(Shape):
    """`ThuongTru`, `NoiOHienNay`: the two-tier addresses in use since July 2025, without a district."""

    dia_chi: Text
    xa_phuong: Text
    tinh_thanh_pho: Text
    quoc_gia: Country


class HealthInsurance(Shape):
    """`BaoHiemYTe`. The card number is the personal number since August 2025."""

    ma_the: Text
    tu_ngay: date
    den_ngay: date
    noi_dang_ky_kcb: Text = Field(alias="noiDangKyKCB")


class Coding(Shape):
    """One concept: `ma` its code in the system `heMa`, `ten` the words for a person."""

    ma: Text
    he_ma: Literal["snomed-ct", "icd-10", "atc"]
    ten: Text


class Allergy(Shape):
    """An entry of `SoSucKhoe.diUng`."""

    chat: Coding
    phan_ung: tuple[Coding, ...] = ()
    muc_do: Literal["nhe", "trung_binh", "nang"] | None = None
    trang_thai: Literal["con_hieu_luc", "da_het"]
    ngay_ghi_nhan: PartialDate


class Condition(Shape):
    """An entry of `SoSucKhoe.benhTat`."""

    benh: Coding
    trang_thai: Literal["dang_mac", "da_khoi"]
    ngay_phat_hien: PartialDate
    ngay_khoi: PartialDate | None = None


class Medication(Shape):
    """An entry of `SoSucKhoe.thuoc`."""

    thuoc: Coding
    lieu_dung: Text
    trang_thai: Literal["dang_dung", "da_ngung"]
    tu_ngay: PartialDate
    den_ngay: PartialDate | None = None


class Immunization(Shape):
    """An entry of `SoSucKhoe.tiemChung`."""

    vac_xin: Coding
    mui_so: Annotated[int, Field(ge=1, le=20)]
    ngay_tiem: date
    so_lo: Text | None = None
    co_so: Text


class HealthRecord(Shape):
    """`SoSucKhoe`. An empty list says "asked, none known"; a missing one says "nothing recorded here"."""

    di_ung: tuple[Allergy, ...] | None = None
    benh_tat: tuple[Condition, ...] | None = None
    thuoc: tuple[Medication, ...] | None = None
    tiem_chung: tuple[Immunization, ...] | None = None


class Qualification(Shape):
    """An entry of `VanBang`."""

    ten: Text
    co_so_cap: Text
    quoc_gia: Country
    ngay_cap: date
    so_hieu: Text


class SubjectResult(Shape):
    """One line of a school report."""

    mon_hoc: Text
    cap_do: Text | None = None
    diem: Text


class SchoolReport(Shape):
    """An entry of `HocBa`: one school year."""

    ten: Text
    nam_hoc: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4}$")]
    truong: Text
    dang_hoc: bool
    ket_qua: tuple[SubjectResult, ...]


class Relative(Shape):
    """`Cha`, `Me`, `VoChong`, `ChuHo`, `NguoiDaiDien`."""

    ho_ten: Text
    so_dinh_danh: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    quoc_tich: Country
    quan_he: Literal["cha", "me", "vo", "chong", "chu_ho", "nguoi_giam_ho"]


class Record(BaseModel):
    """Everything about one person; what of it leaves is `attributes.py`'s to say."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_pascal, validate_by_alias=True)

    citizen_pid: str = Field(alias="citizenPid")
    full_name: Text = Field(alias="fullName")
    birth_date: PartialDate = Field(alias="birthDate")
    gioi_tinh: Literal["Nam", "Nữ"]
    quoc_tich: Country
    so_dien_thoai: Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")] | None = None
    thu_dien_tu: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    thuong_tru: Residence | None = None
    noi_o_hien_nay: Residence | None = Field(default=None, alias="NoiOHienNay")
    ho_chieu: Passport | None = None
    ma_bhxh: Text | None = Field(default=None, alias="MaBHXH")
    bao_hiem_y_te: HealthInsurance | None = Field(default=None, alias="BaoHiemYTe")
    nhom_mau: Annotated[str, Field(pattern=r"^(A|B|AB|O)[+-]$")] | None = None
    so_suc_khoe: HealthRecord | None = None
    van_bang: tuple[Qualification, ...] | None = None
    hoc_ba: tuple[SchoolReport, ...] | None = None
    dan_toc: Text | None = None
    ton_giao: Text | None = None
    que_quan: Text | None = None
    tinh_trang_hon_nhan: Text | None = None
    cha: Relative | None = None
    me: Relative | None = None
    vo_chong: Relative | None = None
    chu_ho: Relative | None = None
    nguoi_dai_dien: Relative | None = None

    def wire(self) -> dict[str, object]:
        """The record as JSON data under the wire's names, without what is not known."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
