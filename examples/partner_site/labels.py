"""What a claim is called on a page, in both languages, and the words that stand for coded values."""

from collections.abc import Mapping

from examples.partner_site.profile import Text

LABELS: Mapping[str, Text] = {
    "name": {"vi": "Họ và tên", "en": "Full name"},
    "name#und-Latn-x-mrz": {
        "vi": "Họ tên không dấu (dạng máy đọc)",
        "en": "Name in plain letters, as machines read it",
    },
    "birthdate": {"vi": "Ngày sinh", "en": "Date of birth"},
    "gender": {"vi": "Giới tính", "en": "Sex"},
    "nationalities": {"vi": "Quốc tịch", "en": "Nationality"},
    "travel_document": {"vi": "Hộ chiếu", "en": "Passport"},
    "phone_number": {"vi": "Số điện thoại", "en": "Phone number"},
    "email": {"vi": "Thư điện tử", "en": "Email address"},
    "address": {"vi": "Địa chỉ", "en": "Address"},
    "insurance_valid": {"vi": "Đang có bảo hiểm y tế", "en": "Has valid health insurance"},
    "insurance_valid_until": {"vi": "Bảo hiểm y tế đến ngày", "en": "Health insurance until"},
    "blood_group": {"vi": "Nhóm máu", "en": "Blood group"},
    "allergies": {"vi": "Dị ứng", "en": "Allergies"},
    "conditions": {"vi": "Bệnh tật", "en": "Health conditions"},
    "medications": {"vi": "Thuốc đang dùng", "en": "Medicines"},
    "immunizations": {"vi": "Tiêm chủng", "en": "Vaccinations"},
    "patient_summary": {"vi": "Tóm tắt hồ sơ sức khỏe (IPS)", "en": "Patient summary (IPS)"},
    "qualifications": {"vi": "Văn bằng", "en": "Qualifications"},
    "transcripts": {"vi": "Kết quả học tập", "en": "School results"},
    "is_enrolled": {"vi": "Đang theo học", "en": "Currently enrolled"},
    "age_over_18": {"vi": "Đủ 18 tuổi", "en": "Is 18 or older"},
}

WORDS: Mapping[str, Text] = {
    "female": {"vi": "Nữ", "en": "Female"},
    "male": {"vi": "Nam", "en": "Male"},
    "True": {"vi": "Có", "en": "Yes"},
    "False": {"vi": "Không", "en": "No"},
    "VNM": {"vi": "Việt Nam", "en": "Viet Nam"},
    "SGP": {"vi": "Singapore", "en": "Singapore"},
    "VN": {"vi": "Việt Nam", "en": "Viet Nam"},
    "SG": {"vi": "Singapore", "en": "Singapore"},
    "IND": {"vi": "Ấn Độ", "en": "India"},
    "MYS": {"vi": "Malaysia", "en": "Malaysia"},
    "passport": {"vi": "Hộ chiếu", "en": "Passport"},
    "active": {"vi": "đang có", "en": "active"},
    "resolved": {"vi": "đã khỏi", "en": "resolved"},
    "stopped": {"vi": "đã ngừng", "en": "stopped"},
    "mild": {"vi": "nhẹ", "en": "mild"},
    "moderate": {"vi": "vừa", "en": "moderate"},
    "severe": {"vi": "nặng", "en": "severe"},
}

ASSURANCE: Mapping[str, Text] = {
    "low": {
        "vi": "Thấp: trang liên kết không thể chắc chắn ai đã đăng nhập.",
        "en": "Low: the link cannot be sure who signed in.",
    },
    "substantial": {
        "vi": "Trung bình: danh tính đã được kiểm tra, đăng nhập bằng hơn một yếu tố.",
        "en": "Medium: identity checked, sign-in with more than one factor.",
    },
    "high": {
        "vi": "Cao: danh tính đã được kiểm tra trực tiếp, đăng nhập bằng khuôn mặt hoặc vân tay.",
        "en": "High: identity checked in person, sign-in with a face or fingerprint.",
    },
}
