"""An invented hospital in Singapore that asks a Vietnamese patient for a health summary.

python examples/hospital_sg/app.py --port 8010 --bridge http://localhost:8000
"""

import sys
from pathlib import Path

import httpx
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, from anywhere

from examples.partner_site import serving, site
from examples.partner_site.profile import Profile

HOSPITAL = Profile(
    slug="hospital",
    port=8010,
    language="en",
    country="SG",
    sector="health",
    purpose="health.patient_summary",
    attributes=(
        "name",
        "birthdate",
        "gender",
        "allergies",
        "conditions",
        "medications",
        "blood_group",
        "immunizations",
    ),
    provider="VNeID",
    persona="Nguyễn Thị Hoa",
    legal_name={"vi": "Bệnh viện Vịnh Hải Đường (hư cấu)", "en": "Begonia Bay Hospital (invented)"},
    dpo_contact="dpo@begonia-bay.example",
    words={
        "tagline": {
            "vi": "Phòng khám quốc tế, Singapore",
            "en": "International patients, Singapore",
        },
        "title": {
            "vi": "Đến khám từ Việt Nam? Mang theo hồ sơ sức khỏe của bạn.",
            "en": "Coming to us from Viet Nam? Bring your health record along.",
        },
        "lead": {
            "vi": "Trước khi điều trị, bác sĩ cần biết bạn dị ứng gì, mắc bệnh gì và đang dùng thuốc gì. "
            "Thay vì điền giấy tờ, bạn có thể chia sẻ bản tóm tắt từ VNeID; bạn xem từng giá trị rồi mới "
            "quyết định.",
            "en": "Before we treat you, our doctors need to know your allergies, conditions and medicines. "
            "Instead of filling in forms, you can share the summary held in VNeID, and you see every value "
            "before you decide.",
        },
        "button": {"vi": "Chia sẻ hồ sơ sức khỏe", "en": "Share my health summary"},
        "received": {
            "vi": "Cảm ơn bạn, chúng tôi đã nhận hồ sơ",
            "en": "Thank you, your summary has arrived",
        },
        "use": {
            "vi": "Chỉ dùng để điều trị cho bạn, giữ tối đa 30 ngày, không chuyển cho ai khác.",
            "en": "Used for your treatment alone, kept for at most 30 days, passed on to nobody.",
        },
        "otherwise": {
            "vi": "Bạn vẫn được khám như thường: xin mời điền phiếu tại quầy tiếp đón.",
            "en": "You will be treated all the same: please fill in the form at our reception.",
        },
    },
)


def create_app(*, bridge_url: str, public_url: str, data_dir: Path, http: httpx.AsyncClient) -> FastAPI:
    """The hospital's site, for whoever composes it with other things."""
    return site.create_app(
        HOSPITAL, bridge_url=bridge_url, public_url=public_url, data_dir=data_dir, http=http
    )


if __name__ == "__main__":
    serving.run(HOSPITAL, create_app, sys.argv[1:])
