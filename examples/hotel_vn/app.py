"""An invented hotel in Vietnam that asks a guest from Singapore for what it must report about a stay.

python examples/hotel_vn/app.py --port 8012 --bridge http://localhost:8000
"""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, from anywhere

from examples.partner_site import serving, site
from examples.partner_site.profile import Profile, Purpose

CHECK_IN = Purpose(
    code="tourism.checkin",
    needed=("name", "birthdate", "gender", "nationalities", "travel_document"),
    optional=("phone_number", "email"),
    title={"vi": "Nhận phòng", "en": "Check-in"},
    lead={
        "vi": "Những gì chúng tôi phải khai báo khi quý khách lưu trú, và cách liên lạc nếu quý khách muốn.",
        "en": "What we have to report about your stay and, if you like, how to reach you.",
    },
    button={"vi": "Nhận phòng bằng Singpass", "en": "Check in with Singpass"},
    received={"vi": "Quý khách đã nhận phòng", "en": "You are checked in"},
    incomplete={
        "vi": "Gần xong: xin quý khách xuất trình giấy tờ tại quầy lễ tân",
        "en": "Almost checked in: please show your papers at the front desk",
    },
    use={
        "vi": "Chỉ dùng để nhận phòng và khai báo lưu trú, giữ tối đa 30 ngày, không chuyển cho ai khác.",
        "en": "Used for check-in and the notice of your stay, kept for at most 30 days, passed on to nobody.",
    },
)

AGE_CHECK = Purpose(
    code="tourism.age_check",
    needed=("age_over_18",),
    title={"vi": "Xác nhận tuổi cho quầy bar", "en": "Age check for the rooftop bar"},
    lead={
        "vi": "Chúng tôi chỉ cần biết quý khách đã đủ 18 tuổi hay chưa: không cần tên, không cần ngày sinh.",
        "en": "All we need to know is whether you are 18: not your name, not your date of birth.",
    },
    button={"vi": "Xác nhận tuổi bằng Singpass", "en": "Show my age with Singpass"},
    received={"vi": "Cảm ơn quý khách đã xác nhận tuổi", "en": "Thank you for showing your age"},
    incomplete={
        "vi": "Chưa xác nhận được tuổi: xin quý khách hỏi tại quầy bar",
        "en": "Your age is not known yet: please ask at the bar",
    },
    use={
        "vi": "Chỉ dùng để phục vụ quý khách tại quầy bar, giữ tối đa một ngày, không chuyển cho ai khác.",
        "en": "Used to serve you at the bar alone, kept for at most one day, passed on to nobody.",
    },
    baseline=True,
)

PROFILE = Profile(
    slug="hotel",
    port=8012,
    language="vi",
    country="VN",
    sector="tourism",
    purposes=(CHECK_IN, AGE_CHECK),
    provider="Singpass",
    persona="Tan Mei Ling",
    legal_name={"vi": "Khách sạn Sen Chiều (hư cấu)", "en": "Evening Lotus Hotel (invented)"},
    dpo_contact="dpo@evening-lotus.example",
    tagline={"vi": "Bên hồ, Hà Nội", "en": "By the lake, Hà Nội"},
    title={
        "vi": "Nhận phòng trước khi đến, không cần chờ ở quầy.",
        "en": "Check in before you arrive, and skip the desk.",
    },
    lead={
        "vi": "Pháp luật yêu cầu chúng tôi khai báo khách nước ngoài lưu trú. Khách từ "
        "Singapore có thể chia sẻ thông tin qua Singpass thay vì đưa hộ chiếu để sao "
        "chụp; quý khách xem từng giá trị rồi mới quyết định.",
        "en": "We have to report the foreign guests who stay with us. Guests from Singapore can "
        "share what is needed with Singpass, instead of handing over a passport for "
        "copying, and see every value before they decide.",
    },
    otherwise={
        "vi": "Phòng của quý khách vẫn được giữ: xin mời làm thủ tục tại quầy lễ tân.",
        "en": "Your room is still yours: please check in at the front desk.",
    },
    glance=(
        (
            {"vi": "Nhận phòng", "en": "Check-in"},
            {"vi": "Từ 14:00; chìa khóa chờ sẵn ở lễ tân", "en": "From 2 pm; your key waits at the desk"},
        ),
        (
            {"vi": "Bữa sáng", "en": "Breakfast"},
            {"vi": "Phở và cà phê trứng, 6:30–10:00", "en": "Phở and egg coffee, 6.30 to 10 am"},
        ),
    ),
)

create_app = partial(site.create_app, PROFILE)

if __name__ == "__main__":
    serving.run([PROFILE], sys.argv[1:])
