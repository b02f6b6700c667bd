"""Everything that can be released of the two people who have everything; of FHIR resources the words."""

from collections.abc import Mapping
from typing import Any

MRZ = "name#und-Latn-x-mrz"
HOA: Mapping[str, Any] = {
    "name": "NGUYỄN THỊ HOA",
    MRZ: "NGUYEN<<THI<HOA",
    "birthdate": "1991-04-12",
    "gender": "female",
    "nationalities": ["VNM"],
    "travel_document": {
        "type": "passport",
        "number": "Z0000001",
        "issuing_country": "VNM",
        "date_of_expiry": "2033-05-10",
    },
    "phone_number": "+841200000001",
    "email": "hoa.nguyen@example.com",
    "address": {
        "formatted": "Số 12 phố Mô Phỏng\nPhường Thử Nghiệm\nThành phố Hà Nội",
        "street_address": "Số 12 phố Mô Phỏng",
        "locality": "Phường Thử Nghiệm",
        "region": "Thành phố Hà Nội",
        "country": "VNM",
    },
    "insurance_valid": True,
    "blood_group": "O+",
    "allergies": ["Dị ứng penicillin"],
    "conditions": ["Hen phế quản", "Viêm ruột thừa cấp"],
    "medications": ["Budesonid 200 microgam dạng hít", "Salbutamol 100 microgam dạng hít"],
    "immunizations": ["Viêm gan B", "COVID-19 (mRNA)"],
    "qualifications": [
        {
            "title": "Bằng cử nhân Công nghệ thông tin",
            "institution": "Trường Đại học Mô Phỏng",
            "country": "VNM",
            "awarded_on": "2013-07-15",
            "credential_id": "MP-2013-000001",
        }
    ],
    "transcripts": [
        {
            "name": "Lớp 12",
            "year": "2008-2009",
            "results": [
                {"subject": "Toán", "grade": "9.1"},
                {"subject": "Ngữ văn", "grade": "8.4"},
                {"subject": "Tiếng Anh", "grade": "9.0"},
            ],
        }
    ],
    "is_enrolled": False,
    "age_over_18": True,
}
MEI_LING: Mapping[str, Any] = {
    "name": "TAN MEI LING",
    MRZ: "TAN<MEI<LING",
    "birthdate": "1988-06-17",
    "gender": "female",
    "nationalities": ["SGP"],
    "travel_document": {
        "type": "passport",
        "number": "E0000088K",
        "issuing_country": "SGP",
        "date_of_expiry": "2033-08-08",
    },
    "phone_number": "+6599900001",
    "email": "tan.mei.ling@example.com",
    "address": {
        "formatted": "102 EXAMPLE CRESCENT\n#09-128\nSINGAPORE 000102",
        "street_address": "102 EXAMPLE CRESCENT\n#09-128",
        "postal_code": "000102",
        "country": "SGP",
    },
    "insurance_valid": True,
    "blood_group": "B+",
    "allergies": ["Allergy to aspirin"],
    "conditions": ["Type 2 diabetes mellitus without complications", "Dengue fever"],
    "medications": ["Metformin 500 mg"],
    "immunizations": ["Influenza"],
    "qualifications": [
        {
            "title": "BACHELOR OF SCIENCE",
            "institution": "SIMULATED UNIVERSITY OF SINGAPORE",
            "country": "SGP",
            "awarded_on": "2011-07-08",
            "credential_id": "SIM-2011-000042",
        }
    ],
    "transcripts": [
        {
            "name": "SINGAPORE-CAMBRIDGE GENERAL CERTIFICATE OF EDUCATION ORDINARY LEVEL",
            "year": "2004",
            "results": [
                {"subject": "English Language", "level": "Ordinary", "grade": "A1"},
                {"subject": "Mathematics", "level": "Ordinary", "grade": "A2"},
            ],
        }
    ],
    "is_enrolled": False,
    "age_over_18": True,
}
