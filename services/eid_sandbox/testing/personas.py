"""The people who can sign in. They are invented, and each has a reason to be there."""

from enum import StrEnum
from typing import Self


class Persona(StrEnum):
    """The value is the person's id; `provider` is where they sign in, `description` why they are there."""

    provider: str
    description: str

    def __new__(cls, value: str, provider: str = "", description: str = "") -> Self:
        """A member whose value is the id alone; the rest rides along."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.provider = provider
        member.description = description
        return member

    NGUYEN_THI_HOA = (
        "nguyen-thi-hoa",
        "vneid",
        "Adult, level 2, allergic to penicillin; passport, insurance, diploma",
    )
    TRAN_VAN_MINH = "tran-van-minh", "vneid", "Adult, level 1 account (registered remotely by himself)"
    LE_THU_HA = "le-thu-ha", "vneid", "Adult, level 2; represents Lê Bảo An"
    LE_BAO_AN = "le-bao-an", "vneid", "Aged 15, level 2; represented by Lê Thu Hà"
    PHAM_GIA_BAO = (
        "pham-gia-bao",
        "vneid",
        "Aged 6, level 2; represented by Nguyễn Thị Hoa, who approves in her app",
    )
    DANG_THI_LAN = (
        "dang-thi-lan",
        "vneid",
        "Elderly, only the year of birth is known; level 2, signs in with two factors only",
    )
    BUI_THANH_SON = (
        "bui-thanh-son",
        "vneid",
        "Adult, level 2; usually signs in with two factors, and more strongly when asked",
    )
    DAVID_LIM_VN = "david-lim-vn", "vneid", "Singapore citizen with a foreigner's VNeID"
    VO_MINH_KHOA = "vo-minh-khoa", "vneid", "Account locked"
    TAN_MEI_LING = "tan-mei-ling", "singpass", "Singapore citizen, born 1988, signs in with face verification"
    MUHAMMAD_IRFAN = (
        "muhammad-irfan",
        "singpass",
        "Permanent resident (Malaysian), patronymic name, two factors without face verification",
    )
    PRIYA_NAIR = (
        "priya-nair",
        "singpass",
        "Indian student with a FIN and a Student's Pass; Myinfo holds no passport of hers",
    )
    NGUYEN_DUC_ANH = (
        "nguyen-duc-anh",
        "singpass",
        "Vietnamese with a Singpass Foreign Account, which has no Myinfo",
    )
    ONG_WEI_JIE = (
        "ong-wei-jie",
        "singpass",
        "Singapore citizen, aged 16, no email address yet",
    )
    LIM_SIEW_HWA = (
        "lim-siew-hwa",
        "singpass",
        "Singapore citizen, usually signs in with two factors, with face verification when asked",
    )
