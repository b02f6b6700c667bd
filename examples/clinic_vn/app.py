"""An invented clinic in Vietnam that registers patients from Singapore, and asks for a health summary.

python examples/clinic_vn/app.py --port 8013 --bridge http://localhost:8000
"""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, from anywhere

from examples.partner_site import serving, site
from examples.partner_site.profile import Profile, Purpose

REGISTRATION = Purpose(
    code="health.registration",
    needed=("name", "birthdate", "gender"),
    optional=(
        "nationalities",
        "phone_number",
        "email",
        "address",
        "insurance_valid",
        "insurance_valid_until",
    ),
    title={"vi": "Đăng ký khám", "en": "Register as a patient"},
    lead={
        "vi": "Để lập phiếu khám và biết bạn có bảo hiểm hay không. Không có thông tin sức khỏe nào.",
        "en": "To open your file, and to know whether you are insured. Nothing about your health.",
    },
    button={"vi": "Đăng ký bằng Singpass", "en": "Register with Singpass"},
    received={"vi": "Bạn đã đăng ký khám", "en": "You are registered"},
    incomplete={
        "vi": "Gần xong: chúng tôi sẽ hỏi phần còn thiếu tại quầy",
        "en": "Almost registered: we will ask for the rest at the desk",
    },
    use={
        "vi": "Chỉ dùng để lập phiếu khám của bạn, giữ tối đa một năm, không chuyển cho ai khác.",
        "en": "Used for your file with us alone, kept for at most one year, passed on to nobody.",
    },
)

SUMMARY = Purpose(
    code="health.patient_summary",
    needed=("name", "birthdate", "gender", "allergies", "conditions", "medications"),
    optional=("blood_group", "immunizations"),
    title={"vi": "Cho bác sĩ biết về sức khỏe", "en": "Tell the doctor about your health"},
    lead={
        "vi": "Dị ứng, bệnh tật và thuốc đang dùng, để điều trị an toàn.",
        "en": "Allergies, conditions and medicines, so that treatment is safe.",
    },
    button={"vi": "Chia sẻ hồ sơ sức khỏe", "en": "Share my health summary"},
    received={"vi": "Bác sĩ đã có hồ sơ của bạn", "en": "The doctor has your summary"},
    incomplete={
        "vi": "Hồ sơ sức khỏe đến chưa đủ: bác sĩ sẽ hỏi bạn khi khám",
        "en": "Your health record did not come whole: the doctor will ask you",
    },
    use={
        "vi": "Chỉ dùng để điều trị cho bạn, giữ tối đa 30 ngày, không chuyển cho ai khác.",
        "en": "Used for your treatment alone, kept for at most 30 days, passed on to nobody.",
    },
)

PROFILE = Profile(
    slug="clinic",
    port=8013,
    language="vi",
    country="VN",
    sector="health",
    purposes=(
        REGISTRATION,
        SUMMARY,
    ),
    provider="Singpass",
    persona="Tan Mei Ling",
    legal_name={"vi": "Phòng khám Lá Me (hư cấu)", "en": "Tamarind Leaf Clinic (invented)"},
    dpo_contact="dpo@tamarind-leaf.example",
    tagline={"vi": "Khám gia đình, Đà Nẵng", "en": "Family practice, Đà Nẵng"},
    title={"vi": "Ốm khi đang đi xa? Cứ ghé vào.", "en": "Unwell far from home? Come on in."},
    lead={
        "vi": "Bệnh nhân từ Singapore có thể đăng ký trước khi đến và cho bác sĩ biết những gì "
        "cần biết. Hai việc này tách riêng: chọn việc bạn cần, mỗi lần một việc, và bạn "
        "xem từng giá trị rồi mới quyết định.",
        "en": "Patients from Singapore can register before they come, and tell the doctor what "
        "a doctor must know. These are two separate things: choose the one you need, one "
        "at a time, and see every value before you decide.",
    },
    otherwise={
        "vi": "Bạn vẫn được khám: điều dưỡng sẽ hỏi bạn tại quầy.",
        "en": "You will be seen all the same: our nurse will ask you at the desk.",
    },
    glance=(
        (
            {"vi": "Giờ khám", "en": "Surgery hours"},
            {"vi": "Thứ Hai–Thứ Bảy, 7:30–19:00", "en": "Monday to Saturday, 7.30 am to 7 pm"},
        ),
        (
            {"vi": "Ngôn ngữ", "en": "Languages"},
            {"vi": "Tiếng Việt, tiếng Anh, một ít tiếng Hoa", "en": "Vietnamese, English, some Chinese"},
        ),
    ),
)

create_app = partial(site.create_app, PROFILE)

if __name__ == "__main__":
    serving.run([PROFILE], sys.argv[1:])
