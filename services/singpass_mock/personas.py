"""The personas: six invented residents, each with a reason to exist.

Their identity numbers have valid check letters and lie in ranges that are not issued, as far as is
publicly known: S40 to S67 (S numbers begin with 0 to 3, or with a year of birth from 68 on), T27 and
later (a year of birth still to come), and the far end of the M series. Telephone numbers begin with 999,
the postal code with 00, and the foreign document with a Vietnamese province code that is not assigned.
"""

from singpass_mock.persona_health import IRFANS_HEALTH, MEI_LINGS_HEALTH, PRIYAS_HEALTH, SIEW_HWAS_HEALTH
from singpass_mock.persona_values import (
    META,
    UPDATED,
    address,
    certificate,
    coded,
    enrolment,
    leaves,
    result,
    transcript,
    value,
)
from singpass_mock.residents import Acr, Description, Resident
from singpass_mock.scopes import Segment

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
    lastupdated=UPDATED,
    items={
        "aliasname": value(""),
        "hanyupinyinname": value("CHEN MEILING"),
        "hanyupinyinaliasname": value(""),
        "marriedname": value(""),
        "sex": coded("F", "FEMALE"),
        "race": coded("CN", "CHINESE"),
        "secondaryrace": coded("", ""),
        "dialect": coded("HK", "HOKKIEN"),
        "dob": value("1988-06-17"),
        "residentialstatus": coded("C", "CITIZEN"),
        "nationality": coded("SG", "SINGAPORE CITIZEN"),
        "birthcountry": coded("SG", "SINGAPORE"),
        "passportnumber": value("E0000088K"),
        "passportexpirydate": value("2033-08-08"),
        "regadd": address(floor="09", unit="128"),
        "hdbtype": coded("114", "4-ROOM FLAT (HDB)"),
        "housingtype": coded("", ""),
        "academicqualifications": {
            **META,
            "transcripts": [
                transcript("2004", [result("English Language", "A1"), result("Mathematics", "A2")])
            ],
            "certificates": [
                certificate(
                    "SIM-2011-000042",
                    title="BACHELOR OF SCIENCE",
                    institution="SIMULATED UNIVERSITY OF SINGAPORE",
                    awarded_on="2011-07-08",
                )
            ],
        },
        "x-health": MEI_LINGS_HEALTH,
        "x-education": enrolment("", enrolled=False),
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
    lastupdated=UPDATED,
    items={
        "aliasname": value(""),
        "hanyupinyinname": value(""),
        "hanyupinyinaliasname": value(""),
        "marriedname": value(""),
        "sex": coded("M", "MALE"),
        "race": coded("MY", "MALAY"),
        "secondaryrace": coded("", ""),
        "dialect": coded("", ""),
        "dob": value("1985-02"),
        "residentialstatus": coded("P", "PR"),
        "nationality": coded("MY", "MALAYSIAN"),
        "birthcountry": coded("MY", "MALAYSIA"),
        "regadd": address(floor="03", unit="07"),
        "hdbtype": coded("113", "3-ROOM FLAT (HDB)"),
        "housingtype": coded("", ""),
        "academicqualifications": dict(META),
        "x-health": IRFANS_HEALTH,
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
    lastupdated=UPDATED,
    items={
        "sex": coded("F", "FEMALE"),
        "race": coded("IN", "INDIAN"),
        "dob": value("2003-11-30"),
        "nationality": coded("IN", "INDIAN"),
        "birthcountry": coded("IN", "INDIA"),
        "passtype": coded("STP", "STUDENT'S PASS"),
        "passstatus": value("Live"),
        "passexpirydate": value("2027-08-31"),
        "employmentsector": value(""),
        "regadd": {
            **META,
            "type": "UNFORMATTED",
            **leaves(line1="SIMULATED HALL OF RESIDENCE, ROOM 12", line2="SINGAPORE"),
        },
        "academicqualifications": {
            **META,
            "certificates": [
                certificate(
                    "SIM-2025-000207",
                    title="DIPLOMA IN BIOMEDICAL SCIENCE",
                    institution="SIMULATED POLYTECHNIC",
                    awarded_on="2025-05-02",
                )
            ],
        },
        "x-health": PRIYAS_HEALTH,
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
    lastupdated=UPDATED,
)

ONG_WEI_JIE = Resident(
    id="ong-wei-jie",
    description=Description(
        vi="Công dân Singapore, 16 tuổi, chưa có thư điện tử",
        en="Singapore citizen, aged 16, no email address yet",
    ),
    segment=Segment.CITIZEN,
    identity_number="T5010005C",
    identity_coi="SG",
    highest_acr=Acr.LOA_3,
    name="ONG WEI JIE",
    mobileno="99900005",
    lastupdated=UPDATED,
    items={
        "aliasname": value("JAYDEN ONG"),
        "hanyupinyinname": value("WANG WEIJIE"),
        "hanyupinyinaliasname": value(""),
        "marriedname": value(""),
        "sex": coded("M", "MALE"),
        "race": coded("CN", "CHINESE"),
        "secondaryrace": coded("", ""),
        "dialect": coded("TC", "TEOCHEW"),
        "dob": value("2010-11-05"),
        "residentialstatus": coded("C", "CITIZEN"),
        "nationality": coded("SG", "SINGAPORE CITIZEN"),
        "birthcountry": coded("SG", "SINGAPORE"),
        "passportnumber": value("E0000010M"),
        "passportexpirydate": value("2030-01-31"),
        "regadd": address(floor="12", unit="345"),
        "hdbtype": coded("115", "5-ROOM FLAT (HDB)"),
        "housingtype": coded("", ""),
        "academicqualifications": {
            **META,
            "transcripts": [transcript("2025", [result("Chinese Language", "A2")])],
        },
        "x-education": enrolment("SIMULATED SECONDARY SCHOOL", enrolled=True),
    },
)

LIM_SIEW_HWA = Resident(
    id="lim-siew-hwa",
    description=Description(
        vi="Công dân Singapore, thường đăng nhập hai yếu tố, xác thực bằng khuôn mặt khi được yêu cầu",
        en="Singapore citizen, usually signs in with two factors, with face verification when asked",
    ),
    segment=Segment.CITIZEN,
    identity_number="S5079006A",
    identity_coi="SG",
    highest_acr=Acr.LOA_3,
    usual_acr=Acr.LOA_2,
    name="LIM SIEW HWA",
    email="lim.siew.hwa@example.com",
    mobileno="99900006",
    lastupdated=UPDATED,
    items={
        "sex": coded("F", "FEMALE"),
        "race": coded("CN", "CHINESE"),
        "dob": value("1979-10-27"),
        "residentialstatus": coded("C", "CITIZEN"),
        "nationality": coded("SG", "SINGAPORE CITIZEN"),
        "birthcountry": coded("SG", "SINGAPORE"),
        "passportnumber": value("E0000079P"),
        "passportexpirydate": value("2034-04-04"),
        "regadd": address(floor="15", unit="06"),
        "x-health": SIEW_HWAS_HEALTH,
    },
)

PERSONAS: tuple[Resident, ...] = (
    TAN_MEI_LING,
    MUHAMMAD_IRFAN,
    PRIYA_NAIR,
    NGUYEN_DUC_ANH,
    ONG_WEI_JIE,
    LIM_SIEW_HWA,
)
