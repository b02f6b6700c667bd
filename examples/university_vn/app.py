"""An invented university in Vietnam that takes an application from a student of Singapore.

python examples/university_vn/app.py --port 8011 --bridge http://localhost:8000
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
    optional=("phone_number", "address", "transcripts"),
    title={"vi": "Nộp hồ sơ nhập học", "en": "Application for admission"},
    lead={
        "vi": "Để xét tuyển và gửi thư báo kết quả.",
        "en": "To decide on a place, and to write to you about it.",
    },
    button={"vi": "Nộp hồ sơ bằng Singpass", "en": "Apply with Singpass"},
    received={
        "vi": "Hồ sơ của bạn đã đến phòng tuyển sinh",
        "en": "Your application is with our admissions office",
    },
    incomplete={
        "vi": "Hồ sơ của bạn đã đến, nhưng còn thiếu: xin gửi phần còn lại",
        "en": "Your application is here, but not complete: please send us the rest",
    },
    use={
        "vi": "Chỉ dùng để xét tuyển cho bạn, giữ tối đa một năm, không chuyển cho ai khác.",
        "en": "Used to decide on your admission alone, kept for at most one year, passed on to nobody.",
    },
)

PROFILE = Profile(
    slug="university",
    port=8011,
    language="vi",
    country="VN",
    sector="education",
    purposes=(ADMISSION,),
    provider="Singpass",
    persona="Tan Mei Ling",
    legal_name={"vi": "Đại học Bến Trăng (hư cấu)", "en": "Moon Quay University (invented)"},
    dpo_contact="dpo@moon-quay.example",
    tagline={"vi": "Tuyển sinh quốc tế, Cần Thơ", "en": "International admissions, Cần Thơ"},
    title={"vi": "Học về dòng sông, ngay bên dòng sông.", "en": "Study the river, beside the river."},
    lead={
        "vi": "Thí sinh từ Singapore nộp hồ sơ không cần bản sao công chứng: văn bằng và kết "
        "quả học tập đến thẳng từ nơi cấp, qua Singpass. Bạn xem từng giá trị rồi mới "
        "quyết định.",
        "en": "Applicants from Singapore need no notarised copies: certificates and school "
        "results come straight from where they were issued, through Singpass. You see "
        "every value before you decide.",
    },
    otherwise={
        "vi": "Hồ sơ giấy vẫn được nhận đến hết ngày 31 tháng 5.",
        "en": "Applications on paper are still welcome until 31 May.",
    },
    glance=(
        (
            {"vi": "Khóa học", "en": "Programmes"},
            {
                "vi": "Thủy văn, nông nghiệp đồng bằng, tiếng Việt",
                "en": "Hydrology, delta farming, Vietnamese",
            },
        ),
        (
            {"vi": "Nhập học", "en": "Term begins"},
            {
                "vi": "Tháng 9; dạy bằng tiếng Việt và tiếng Anh",
                "en": "September; taught in Vietnamese and English",
            },
        ),
        (
            {"vi": "Học bổng", "en": "Scholarships"},
            {"vi": "Mười suất mỗi năm cho sinh viên ASEAN", "en": "Ten a year for students of ASEAN"},
        ),
    ),
)

create_app = partial(site.create_app, PROFILE)

if __name__ == "__main__":
    serving.run([PROFILE], sys.argv[1:])
