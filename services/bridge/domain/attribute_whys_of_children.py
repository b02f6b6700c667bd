"""The same whys where the data is a child's: in the child's own words, and in those of who represents it.

A representative is never told that the child's data is theirs. A why that speaks of "you" and has no other
words here is left to what the purpose is called, which speaks of nobody.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bridge.domain.attribute_whys import WHY_MANDATORY, why_asked
from bridge.domain.attributes import Text
from bridge.domain.clauses import Purpose
from bridge.domain.notices import Reader

_YOU: Final = re.compile(r"\b(bạn|yours?|you)\b", re.IGNORECASE)

OF_THE_CHILD: Final[Mapping[tuple[str, str], Text]] = MappingProxyType(
    {
        ("health.registration", "name"): Text(
            "Để lập hồ sơ người bệnh đúng tên trẻ", "To open a patient record in the child's name"
        ),
        ("health.registration", "birthdate"): Text(
            "Để không nhầm trẻ với người cùng tên",
            "So that the child is not taken for somebody of the same name",
        ),
        ("health.registration", "gender"): Text(
            "Để ghi vào hồ sơ người bệnh và xếp phòng khám",
            "For the child's patient record, and to find a ward",
        ),
        ("health.registration", "nationalities"): Text(
            "Để biết quy định nào dành cho người bệnh nước ngoài áp dụng cho trẻ",
            "To know which rules for patients from abroad apply to the child",
        ),
        ("health.registration", "travel_document"): Text(
            "Để đối chiếu với giấy tờ của trẻ khi đến khám",
            "To compare with the document that the child comes with",
        ),
        ("health.registration", "phone_number"): Text("Để gọi về lịch hẹn", "To call about an appointment"),
        ("health.registration", "email"): Text(
            "Để gửi giấy hẹn và kết quả khám", "To send appointments and results"
        ),
        ("health.registration", "address"): Text("Để gửi thư và hóa đơn", "To send letters and bills"),
        ("health.registration", "insurance_valid"): Text(
            "Để biết bảo hiểm có thể trả chi phí cho trẻ hay không",
            "To know whether the child's insurance can pay",
        ),
        ("health.registration", "insurance_valid_until"): Text(
            "Để biết bảo hiểm còn trả chi phí đến ngày nào", "To know until when the insurance can pay"
        ),
        ("health.patient_summary", "name"): Text(
            "Để bác sĩ biết hồ sơ này là của trẻ", "So that the doctor knows that this record is the child's"
        ),
        ("health.patient_summary", "birthdate"): Text(
            "Liều thuốc và chẩn đoán phụ thuộc vào tuổi", "Doses and diagnoses depend on the child's age"
        ),
        ("health.patient_summary", "allergies"): Text(
            "Để không cho trẻ dùng thứ gây hại cho trẻ",
            "So that the child is given nothing that would do harm",
        ),
        ("health.patient_summary", "conditions"): Text(
            "Để việc điều trị tính đến các bệnh trẻ đã và đang có",
            "So that the treatment takes account of what the child has or had",
        ),
        ("health.patient_summary", "medications"): Text(
            "Để thuốc mới không tương tác xấu với thuốc trẻ đang dùng",
            "So that a new medicine does not clash with those the child takes",
        ),
        ("health.patient_summary", "blood_group"): Text(
            "Giúp chuẩn bị nếu cần truyền máu; bệnh viện vẫn sẽ xét nghiệm lại",
            "Helps to prepare if blood is needed; the hospital tests it again all the same",
        ),
        ("health.patient_summary", "immunizations"): Text(
            "Để không tiêm lại mũi đã tiêm và biết trẻ được bảo vệ trước bệnh nào",
            "To know what the child is protected against, and not to vaccinate twice",
        ),
        ("education.admission", "name"): Text(
            "Để hồ sơ xét tuyển đứng tên trẻ", "So that the application is in the child's name"
        ),
        ("education.admission", "birthdate"): Text(
            "Để không nhầm trẻ với người cùng tên và xét điều kiện về tuổi",
            "To tell the child from others of the same name, and for a course's age limit",
        ),
        ("education.admission", "gender"): Text(
            "Chỉ để xếp chỗ ở ký túc xá, nếu muốn", "Only to find a room in a hall, if wanted"
        ),
        ("education.admission", "nationalities"): Text(
            "Để biết học phí, học bổng và thị thực nào dành cho trẻ",
            "To know which fees, scholarships and visa are for the child",
        ),
        ("education.admission", "email"): Text(
            "Để gửi kết quả xét tuyển", "To send the decision on the application"
        ),
        ("education.admission", "immunizations"): Text(
            "Một số trường cần biết trẻ đã tiêm phòng gì trước khi nhập học",
            "Some schools need to know the child's vaccinations before the start",
        ),
        ("education.admission", "qualifications"): Text(
            "Để biết trẻ đã tốt nghiệp gì: đây là căn cứ xét tuyển",
            "To know what the child has completed: the decision rests on it",
        ),
        ("education.credential_check", "name"): Text(
            "Để biết văn bằng đúng là của trẻ", "To know that the credential is the child's"
        ),
        ("education.credential_check", "birthdate"): Text(
            "Để không nhầm văn bằng của trẻ với của người cùng tên",
            "So that the credential is not taken for that of somebody of the same name",
        ),
        ("education.credential_check", "transcripts"): Text(
            "Để đối chiếu bảng điểm, nếu đã nộp", "To compare the results, if they were handed in"
        ),
        ("education.credential_check", "is_enrolled"): Text(
            "Để biết trẻ có đang theo học hay không", "To know whether the child studies at present"
        ),
        ("tourism.checkin", "birthdate"): Text(
            "Mẫu khai báo lưu trú hỏi ngày sinh của khách", "The notice of the stay asks for it"
        ),
        ("tourism.checkin", "gender"): Text(
            "Mẫu khai báo lưu trú hỏi giới tính của khách", "The notice of the stay asks for it"
        ),
        ("tourism.checkin", "nationalities"): Text(
            "Chỉ khách nước ngoài mới phải khai báo theo mẫu này",
            "The notice is for foreign guests: it asks where they are from",
        ),
        ("tourism.checkin", "travel_document"): Text(
            "Mẫu khai báo lưu trú cần số giấy tờ đi lại", "The notice of the stay needs a document's number"
        ),
        ("tourism.checkin", "phone_number"): Text(
            "Để gọi trong thời gian lưu trú", "To call during the stay"
        ),
        ("tourism.checkin", "email"): Text("Để gửi hóa đơn", "To send the bill"),
    }
)


def why_told(purpose: Purpose, claim: str, reader: Reader, *, mandatory: bool) -> Text:
    """Why this purpose asks for this attribute, in the words for who reads it."""
    asked = why_asked(purpose, claim, mandatory=mandatory)
    if reader is Reader.CITIZEN:
        return asked
    if reader is Reader.CHILD:
        return to_a_child(asked)
    key = (purpose.code, claim)
    own = asked if mandatory and key in WHY_MANDATORY else OF_THE_CHILD.get(key, asked)
    return purpose.text if speaks_to_you(own) else own


def to_a_child(text: Text) -> Text:
    """The same in Vietnamese as one speaks to a child: `em` where an adult is `bạn`. English has one word."""
    return Text(text.vi.replace("bạn", "em").replace("Bạn", "Em"), text.en)


def speaks_to_you(text: Text) -> bool:
    """Whether a sentence is addressed to its reader, in either language."""
    return any(_YOU.search(words) for words in (text.vi, text.en))
