"""The personas: five invented residents, each with a reason to exist.

Their identity numbers have valid check letters and lie in ranges that are not issued, as far as is
publicly known: S40 to S67 (S numbers begin with 0 to 3, or with a year of birth from 68 on), T27 and
later (a year of birth still to come), and the far end of the M series. Telephone numbers begin with 999,
the postal code with 00, and the foreign document with a Vietnamese province code that is not assigned.
"""

import base64
import json
from typing import Any

from singpass_mock.residents import Acr, Description, Resident
from singpass_mock.scopes import Segment

_UPDATED = "2026-09-26"
_META: dict[str, str] = {"lastupdated": _UPDATED, "source": "1", "classification": "C"}
_COUNTRY_SG = {"code": "SG", "desc": "SINGAPORE"}


def _value(value: str) -> dict[str, Any]:
    return {**_META, "value": value}


def _coded(code: str, desc: str) -> dict[str, Any]:
    return {**_META, "code": code, "desc": desc}


def _leaves(**values: str) -> dict[str, dict[str, str]]:
    return {name: {"value": value} for name, value in values.items()}


def _address(*, floor: str, unit: str) -> dict[str, Any]:
    leaves = _leaves(
        block="102", building="", floor=floor, unit=unit, street="EXAMPLE CRESCENT", postal="000102"
    )
    return {**_META, "type": "SG", **leaves, "country": _COUNTRY_SG}


def _result(subject: str, grade: str) -> dict[str, Any]:
    return _leaves(subject=subject, level="Ordinary", grade=grade, subsubject="", subgrade="")


def _certificate(credential_id: str, *, title: str, institution: str, awarded_on: str) -> dict[str, Any]:
    document = {
        "id": credential_id,
        "name": title,
        "issuedOn": awarded_on,
        "issuers": [{"name": institution}],
    }
    return {
        **_leaves(
            name=f"{credential_id}.opencert",
            content=base64.b64encode(json.dumps(document).encode()).decode(),
        ),
        "opencertificate": {"id": {"value": credential_id}, "primary": {"value": True}},
        "opencertificateindicator": {"value": True},
    }


def _transcript(year: str, results: list[dict[str, Any]]) -> dict[str, Any]:
    name = "SINGAPORE-CAMBRIDGE GENERAL CERTIFICATE OF EDUCATION ORDINARY LEVEL"
    return {**_leaves(name=name, yearattained=year, explanatorynotes=""), "results": results}


TAN_MEI_LING = Resident(
    id="tan-mei-ling",
    description=Description(
        vi="Công dân Singapore, sinh năm 1988, xác thực bằng khuôn mặt",
        en="Singapore citizen, born 1988, signs in with face verification",
    ),
    segment=Segment.CITIZEN,
    identity_number="S5088001Z",
    identity_coi="SG",
    highest_acr=Acr.LOA_3,
    name="TAN MEI LING",
    email="tan.mei.ling@example.com",
    mobileno="99900001",
    lastupdated=_UPDATED,
    items={
        "aliasname": _value(""),
        "hanyupinyinname": _value("CHEN MEILING"),
        "hanyupinyinaliasname": _value(""),
        "marriedname": _value(""),
        "sex": _coded("F", "FEMALE"),
        "race": _coded("CN", "CHINESE"),
        "secondaryrace": _coded("", ""),
        "dialect": _coded("HK", "HOKKIEN"),
        "dob": _value("1988-06-17"),
        "residentialstatus": _coded("C", "CITIZEN"),
        "nationality": _coded("SG", "SINGAPORE CITIZEN"),
        "birthcountry": _coded("SG", "SINGAPORE"),
        "passportnumber": _value("E0000088K"),
        "passportexpirydate": _value("2033-08-08"),
        "regadd": _address(floor="09", unit="128"),
        "hdbtype": _coded("114", "4-ROOM FLAT (HDB)"),
        "housingtype": _coded("", ""),
        "academicqualifications": {
            **_META,
            "transcripts": [
                _transcript("2004", [_result("English Language", "A1"), _result("Mathematics", "A2")])
            ],
            "certificates": [
                _certificate(
                    "SIM-2011-000042",
                    title="BACHELOR OF SCIENCE",
                    institution="SIMULATED UNIVERSITY OF SINGAPORE",
                    awarded_on="2011-07-08",
                )
            ],
        },
    },
)

MUHAMMAD_IRFAN = Resident(
    id="muhammad-irfan",
    description=Description(
        vi="Thường trú nhân (quốc tịch Malaysia), tên theo cha, hai yếu tố không có khuôn mặt",
        en="Permanent resident (Malaysian), patronymic name, two factors without face verification",
    ),
    segment=Segment.PERMANENT_RESIDENT,
    identity_number="S5085002A",
    identity_coi="SG",
    highest_acr=Acr.LOA_2,
    name="MUHAMMAD IRFAN BIN ABDUL RAHIM",
    email="muhammad.irfan@example.com",
    mobileno="99900002",
    lastupdated=_UPDATED,
    items={
        "aliasname": _value(""),
        "hanyupinyinname": _value(""),
        "hanyupinyinaliasname": _value(""),
        "marriedname": _value(""),
        "sex": _coded("M", "MALE"),
        "race": _coded("MY", "MALAY"),
        "secondaryrace": _coded("", ""),
        "dialect": _coded("", ""),
        "dob": _value("1985-02"),
        "residentialstatus": _coded("P", "PR"),
        "nationality": _coded("MY", "MALAYSIAN"),
        "birthcountry": _coded("MY", "MALAYSIA"),
        "regadd": _address(floor="03", unit="07"),
        "hdbtype": _coded("113", "3-ROOM FLAT (HDB)"),
        "housingtype": _coded("", ""),
        "academicqualifications": dict(_META),
    },
)

PRIYA_NAIR = Resident(
    id="priya-nair",
    description=Description(
        vi="Sinh viên Ấn Độ, có FIN và giấy phép du học, không có hộ chiếu trong Myinfo",
        en="Indian student with a FIN and a Student's Pass; Myinfo holds no passport of hers",
    ),
    segment=Segment.PASS_HOLDER,
    identity_number="M9999903Q",
    identity_coi="SG",
    highest_acr=Acr.LOA_3,
    name="PRIYA NAIR",
    email="priya.nair@example.com",
    mobileno="99900003",
    lastupdated=_UPDATED,
    items={
        "sex": _coded("F", "FEMALE"),
        "race": _coded("IN", "INDIAN"),
        "dob": _value("2003-11-30"),
        "nationality": _coded("IN", "INDIAN"),
        "birthcountry": _coded("IN", "INDIA"),
        "passtype": _coded("STP", "STUDENT'S PASS"),
        "passstatus": _value("Live"),
        "passexpirydate": _value("2027-08-31"),
        "employmentsector": _value(""),
        "regadd": {
            **_META,
            "type": "UNFORMATTED",
            **_leaves(line1="SIMULATED HALL OF RESIDENCE, ROOM 12", line2="SINGAPORE"),
        },
    },
)

NGUYEN_DUC_ANH = Resident(
    id="nguyen-duc-anh",
    description=Description(
        vi="Người Việt Nam dùng tài khoản Singpass cho người nước ngoài, không có Myinfo",
        en="Vietnamese with a Singpass Foreign Account, which has no Myinfo",
    ),
    segment=Segment.FOREIGN_ACCOUNT,
    identity_number="003095000001",
    identity_coi="VN",
    highest_acr=Acr.LOA_2,
    name="NGUYEN DUC ANH",
    email="nguyen.duc.anh@example.com",
    lastupdated=_UPDATED,
)

ONG_WEI_JIE = Resident(
    id="ong-wei-jie",
    description=Description(
        vi="Công dân Singapore, 16 tuổi (sinh 05-11-2010), chưa có thư điện tử",
        en="Singapore citizen, aged 16 (born 5 November 2010), no email address yet",
    ),
    segment=Segment.CITIZEN,
    identity_number="T5010005C",
    identity_coi="SG",
    highest_acr=Acr.LOA_3,
    name="ONG WEI JIE",
    mobileno="99900005",
    lastupdated=_UPDATED,
    items={
        "aliasname": _value("JAYDEN ONG"),
        "hanyupinyinname": _value("WANG WEIJIE"),
        "hanyupinyinaliasname": _value(""),
        "marriedname": _value(""),
        "sex": _coded("M", "MALE"),
        "race": _coded("CN", "CHINESE"),
        "secondaryrace": _coded("", ""),
        "dialect": _coded("TC", "TEOCHEW"),
        "dob": _value("2010-11-05"),
        "residentialstatus": _coded("C", "CITIZEN"),
        "nationality": _coded("SG", "SINGAPORE CITIZEN"),
        "birthcountry": _coded("SG", "SINGAPORE"),
        "passportnumber": _value("E0000010M"),
        "passportexpirydate": _value("2030-01-31"),
        "regadd": _address(floor="12", unit="345"),
        "hdbtype": _coded("115", "5-ROOM FLAT (HDB)"),
        "housingtype": _coded("", ""),
    },
)

PERSONAS: tuple[Resident, ...] = (TAN_MEI_LING, MUHAMMAD_IRFAN, PRIYA_NAIR, NGUYEN_DUC_ANH, ONG_WEI_JIE)
