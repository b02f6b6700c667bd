"""An invented hospital in Singapore that asks a Vietnamese patient for a health summary.

python examples/hospital_sg/app.py --port 8010 --bridge http://localhost:8000
"""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, from anywhere

from examples.partner_site import serving, site
from examples.partner_site.profile import Profile, Purpose

SUMMARY = Purpose(
    code="health.patient_summary",
    needed=("name", "birthdate", "gender", "allergies", "conditions", "medications"),
    optional=("blood_group", "immunizations", "patient_summary"),
    title={"vi": "Tóm tắt hồ sơ sức khỏe", "en": "Health summary"},
    lead={"vi": "Để bác sĩ điều trị cho bạn an toàn.", "en": "So that our doctors treat you safely."},
    button={"vi": "Chia sẻ hồ sơ sức khỏe", "en": "Share my health summary"},
    received={"vi": "Cảm ơn bạn, chúng tôi đã nhận hồ sơ", "en": "Thank you, your summary has arrived"},
    incomplete={
        "vi": "Hồ sơ sức khỏe đến chưa đủ: bác sĩ sẽ hỏi bạn khi khám",
        "en": "Your health record did not come whole: our doctors will ask you",
    },
    use={
        "vi": "Chỉ dùng để điều trị cho bạn, giữ tối đa 30 ngày, không chuyển cho ai khác.",
        "en": "Used for your treatment alone, kept for at most 30 days, passed on to nobody.",
    },
)

PROFILE = Profile(
    slug="hospital",
    port=8010,
    language="en",
    country="SG",
    sector="health",
    purposes=(SUMMARY,),
    provider="VNeID",
    persona="Nguyễn Thị Hoa",
    legal_name={"vi": "Bệnh viện Vịnh Hải Đường (hư cấu)", "en": "Begonia Bay Hospital (invented)"},
    dpo_contact="dpo@begonia-bay.example",
    tagline={"vi": "Phòng khám quốc tế, Singapore", "en": "International patients, Singapore"},
    title={
        "vi": "Đến khám từ Việt Nam? Mang theo hồ sơ sức khỏe của bạn.",
        "en": "Coming to us from Viet Nam? Bring your health record along.",
    },
    lead={
        "vi": "Trước khi điều trị, bác sĩ cần biết bạn dị ứng gì, mắc bệnh gì và đang dùng "
        "thuốc gì. Thay vì điền giấy tờ, bạn có thể chia sẻ bản tóm tắt từ VNeID; bạn xem "
        "từng giá trị rồi mới quyết định.",
        "en": "Before we treat you, our doctors need to know your allergies, conditions and "
        "medicines. Instead of filling in forms, you can share the summary held in VNeID, "
        "and you see every value before you decide.",
    },
    otherwise={
        "vi": "Bạn vẫn được khám như thường: xin mời điền phiếu tại quầy tiếp đón.",
        "en": "You will be treated all the same: please fill in the form at our reception.",
    },
    glance=(
        (
            {"vi": "Quầy quốc tế", "en": "International desk"},
            {"vi": "Tầng 1, hằng ngày 7:00–21:00", "en": "Level 1, daily 7 am to 9 pm"},
        ),
        (
            {"vi": "Phiên dịch tiếng Việt", "en": "Vietnamese interpreter"},
            {"vi": "Miễn phí, cả ngày", "en": "Free of charge, all day"},
        ),
    ),
)

create_app = partial(site.create_app, PROFILE)

if __name__ == "__main__":
    serving.run([PROFILE], sys.argv[1:])
