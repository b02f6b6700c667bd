"""Examples of the agreement and of decisions, shortened to one clause and the rules that matter."""

from typing import Any, Final

_VERSION: Final = {
    "serial": 4,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_PURPOSE: Final = {
    "text": {"vi": "Kiểm tra đủ 18 tuổi", "en": "Check of age, 18 or over"},
    "why": {
        "vi": "Một số dịch vụ chỉ dành cho người đủ 18 tuổi; ngày sinh của bạn không được chia sẻ",
        "en": "Some services are for adults only; your date of birth is not shared",
    },
}
_TERMS: Final = {
    "direction": "SG->VN",
    "mandatory": ["age_over_18"],
    "optional": ["nationalities"],
    "minimum_assurance": "substantial",
    "sectors": ["tourism"],
    "baseline_allowed": True,
}
_BASIS: Final = {"vi": "Sự đồng ý cho một mục đích", "en": "Consent to one purpose"}

_ADULT: Final = {
    "vi": "Chỉ còn có hoặc không, vào ngày đăng nhập; không có ngày sinh",
    "en": "Only yes or no is left, on the day of the sign-in; not the date of birth",
}
ATTRIBUTES_EXAMPLE: Final[dict[str, Any]] = {
    "attributes": [
        {
            "claim": "age_over_18",
            "label": {"vi": "Đủ 18 tuổi", "en": "Aged 18 or over"},
            "sensitive": False,
            "from": {
                "vneid": {"source": "birthDate", "quality": "derived", "loss": _ADULT},
                "singpass": {"source": "dob", "quality": "derived", "loss": _ADULT},
            },
        }
    ]
}
PURPOSES_EXAMPLE: Final[dict[str, Any]] = {
    "agreement": _VERSION,
    "purposes": [
        {
            "purpose": "tourism.age_check",
            **_PURPOSE,
            "directions": [
                {
                    **_TERMS,
                    "clause": "SGVN-TOURISM-2",
                    "partner_country": "VN",
                    "identity_provider": "singpass",
                }
            ],
        }
    ],
}
AGREEMENT_EXAMPLE: Final[dict[str, Any]] = {
    "title": {"vi": "Thỏa thuận mô phỏng", "en": "Simulated agreement"},
    "in_force_from": "2026-01-01",
    "in_force_until": "2031-01-01",
    "purposes": {"tourism.age_check": _PURPOSE},
    "instruments": {
        "SG-LEO-2026-01": {
            "direction": "SG->VN",
            "kind": "enforceable_contract",
            "reference": "Simulated contract with recipients in Vietnam, 2026/01",
            "in_force_from": "2026-01-01",
            "in_force_until": "2031-01-01",
            "data_sharing_direction": {
                "reference": "SIM-PSGA-2026-0001",
                "in_force_from": "2026-01-01",
                "in_force_until": "2031-01-01",
                "purposes": ["tourism.age_check"],
                "sectors": ["tourism"],
            },
        }
    },
    "clauses": [
        {
            **_TERMS,
            "id": "SGVN-TOURISM-2",
            "purpose": "tourism.age_check",
            "text": {"vi": "Chỉ một câu trả lời có hoặc không.", "en": "A yes or a no, and nothing else."},
            "legal_basis": {"VN": _BASIS, "SG": _BASIS},
            "retention": "P1D",
            "onward_transfer": False,
            "instrument": "SG-LEO-2026-01",
            "child_below": 0,
            "userinfo_calls": 1,
        }
    ],
    **_VERSION,
    "standing": {
        "activated_at": "2026-11-21T08:00:00Z",
        "signatures": {
            "VN": {"kid": "VN", "thumbprint": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
            "SG": {"kid": "SG", "thumbprint": "fdFXWeP3BU2dlMs1N5iHq3tuLCr8nQvJHQVHT-vAV4c"},
        },
        "suspensions": [
            {
                "id": "c3VzcGVuc2lvbi1leGFtcGxlLTE",
                "party": "SG",
                "since": "2026-11-22T03:15:00Z",
                "reason": {"vi": "Diễn tập sự cố.", "en": "An incident exercise."},
                "signature_verified": True,
            }
        ],
    },
}

_TO_NO_MORE: Final = {
    "vi": "Sự đồng ý rõ ràng cho một mục đích cụ thể (Điều 9 Luật 91/2025/QH15), không quá mức mục đích cần "
    "(khoản 2 Điều 3)",
    "en": "Explicit consent to one purpose (PDPL 91/2025/QH15 art 9), to no more than it needs (art 3.2)",
}
_GUESTS: Final = {
    "vi": "Thông báo lưu trú (Điều 30 Luật Cư trú) và khai báo tạm trú của người nước ngoài "
    "(Điều 33 Luật 47/2014/QH13)",
    "en": "Notice of residence (Law on Residence art 30) and declaration of foreign guests "
    "(Law 47/2014/QH13 art 33)",
}
_COMPARABLE: Final = {
    "vi": "Sự đồng ý (PDPA 2012, mục 13–14) và chuyển dữ liệu với mức bảo vệ tương đương "
    "(mục 26 PDPA và quy định 10 của PDP Regulations 2021)",
    "en": "Consent (PDPA 2012 s 13–14) and transfer with comparable protection "
    "(PDPA s 26, PDP Regulations 2021 reg 10)",
}
ASKED: Final[dict[str, Any]] = {
    "purpose": "tourism.age_check",
    "country": "VN",
    "sector": "tourism",
    "attributes": ["age_over_18", "birthdate"],
}
ASKED_SIGNED_IN: Final[dict[str, Any]] = {
    "purpose": "tourism.checkin",
    "country": "VN",
    "sector": "tourism",
    "attributes": ["name", "email"],
    "person": {"assurance": "substantial", "age": 38},
}
DENIED: Final[dict[str, Any]] = {
    "decision": "deny",
    "reason": "attribute_not_in_purpose",
    "rule": 2,
    "clause": "SGVN-TOURISM-2",
    "attribute": "birthdate",
    "what_would_pass": "a request for tourism.age_check that names only age_over_18, nationalities",
    "partner_is": "told_in_full",
    "explanation": {
        "vi": "Bên yêu cầu hỏi nhiều hơn mức mà mục đích này cho phép, nên toàn bộ yêu cầu bị từ chối.",
        "en": "The organisation asked for more than this purpose allows, so the whole request was refused.",
    },
    "legal_basis": {"VN": _TO_NO_MORE, "SG": _COMPARABLE},
    "agreement": _VERSION,
    "direction": "SG->VN",
    "asked_at": "request",
    "not_needed": [{"attribute": "birthdate", "because": "never", "instead": "age_over_18"}],
    "rules": [
        {
            "name": "attributes in purpose",
            "demands": (
                "One attribute too many refuses the whole request: cutting it silently would teach "
                "partners to ask widely."
            ),
            "passed": False,
        }
    ],
}
PERMITTED: Final[dict[str, Any]] = {
    "decision": "permit",
    "clause": "SGVN-TOURISM-1",
    "attributes": ["email", "name"],
    "conditions": ["retention:P30D", "onward_transfer:none", "userinfo_calls:1"],
    "legal_basis": {"VN": _GUESTS, "SG": _COMPARABLE},
    "agreement": _VERSION,
    "direction": "SG->VN",
    "asked_at": "signed_in",
    "not_needed": [{"attribute": "email", "because": "optional"}],
    "rules": [
        {
            "name": "known purpose",
            "demands": "A purpose the agreement does not name does not exist.",
            "passed": True,
        }
    ],
}
