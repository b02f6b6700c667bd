"""An invented admissions office in Singapore: applications from Vietnam, and checks of diplomas alone.

python examples/admissions_sg/app.py --port 8014 --bridge http://localhost:8000
"""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, from anywhere

from examples.partner_site import serving, site
from examples.partner_site.profile import Profile, Purpose

ADMISSION = Purpose(
    code="education.admission",
    needed=("name", "birthdate", "nationalities", "travel_document", "email", "qualifications"),
    optional=("gender", "transcripts", "immunizations"),
    title={"vi": "Nộp hồ sơ nhập học", "en": "Apply for a place"},
    lead={
        "vi": "Hồ sơ đầy đủ; phòng tuyển sinh này xét cho cả ba trường.",
        "en": "A full application; this desk decides for all three colleges.",
    },
    button={"vi": "Nộp hồ sơ bằng VNeID", "en": "Apply with VNeID"},
    received={"vi": "Hồ sơ của bạn đã đến", "en": "Your application has arrived"},
    incomplete={
        "vi": "Hồ sơ của bạn đã đến, nhưng còn thiếu: xin gửi phần còn lại",
        "en": "Your application is here, but not complete: please send us the rest",
    },
    use={
        "vi": "Chỉ dùng để phòng này xét tuyển cho bạn, giữ tối đa một năm, không chuyển cho ai khác.",
        "en": "Used by this desk to decide on your place, kept for at most one year, passed on to nobody.",
    },
)

CREDENTIAL_CHECK = Purpose(
    code="education.credential_check",
    needed=("name", "birthdate", "qualifications"),
    optional=("transcripts", "is_enrolled"),
    title={"vi": "Chỉ kiểm tra văn bằng", "en": "Have a diploma checked"},
    lead={
        "vi": "Cho ứng viên đã nộp hồ sơ giấy: chúng tôi chỉ đối chiếu văn bằng.",
        "en": "For those who applied on paper: we only compare the diploma.",
    },
    button={"vi": "Kiểm tra văn bằng bằng VNeID", "en": "Check my diploma with VNeID"},
    received={"vi": "Văn bằng của bạn đã được đối chiếu", "en": "Your diploma has been checked"},
    incomplete={
        "vi": "Chưa đối chiếu được: những gì cần thiết không đến đủ",
        "en": "Not checked yet: not all that we need has come",
    },
    use={
        "vi": "Chỉ dùng để đối chiếu văn bằng, giữ tối đa ba tháng, không chuyển cho ai khác.",
        "en": "Used to check the diploma alone, kept for at most three months, passed on to nobody.",
    },
)

PROFILE = Profile(
    slug="admissions",
    port=8014,
    language="en",
    country="SG",
    sector="education",
    purposes=(
        ADMISSION,
        CREDENTIAL_CHECK,
    ),
    provider="VNeID",
    persona="Nguyễn Thị Hoa",
    legal_name={"vi": "Phòng Tuyển sinh Đồi Đèn Lồng (hư cấu)", "en": "Lantern Hill Admissions (invented)"},
    dpo_contact="dpo@lantern-hill.example",
    tagline={"vi": "Một cửa cho ba trường, Singapore", "en": "One desk for three colleges, Singapore"},
    title={"vi": "Từ Việt Nam đến Đồi Đèn Lồng.", "en": "From Viet Nam to Lantern Hill."},
    lead={
        "vi": "Không cần bản sao công chứng, không cần dịch thuật: văn bằng và học bạ đến thẳng "
        "từ VNeID. Chọn việc bạn cần hôm nay; bạn xem từng giá trị rồi mới quyết định.",
        "en": "No certified copies, no sworn translations: diplomas and school records come "
        "straight from VNeID. Choose what you need today, and see every value before you "
        "decide.",
    },
    otherwise={
        "vi": "Bạn vẫn có thể gửi giấy tờ qua bưu điện; hạn nộp không thay đổi.",
        "en": "You can still send your papers by post; the deadline stays the same.",
    },
    glance=(
        (
            {"vi": "Hạn nộp", "en": "Deadline"},
            {"vi": "15 tháng 3, cho kỳ nhập học tháng 8", "en": "15 March, for the August intake"},
        ),
        (
            {"vi": "Trả lời", "en": "Our answer"},
            {"vi": "Trong mười ngày làm việc", "en": "Within ten working days"},
        ),
    ),
)

create_app = partial(site.create_app, PROFILE)

if __name__ == "__main__":
    serving.run([PROFILE], sys.argv[1:])
