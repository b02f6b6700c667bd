"""Why each attribute is asked for, purpose by purpose: what the citizen reads beside the value.

PDPL art 9.2(a) and PDPA s 20 ask that a purpose be told for each kind of data. A clause that lets an
attribute cross for a purpose without a sentence of its own here says what the whole purpose is for.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bridge.domain.attributes import Text
from bridge.domain.clauses import Purpose

WHY: Final[Mapping[tuple[str, str], Text]] = MappingProxyType(
    {
        ("health.registration", "name"): Text(
            "Để lập hồ sơ người bệnh đúng tên bạn", "To open a patient record in your name"
        ),
        ("health.registration", "birthdate"): Text(
            "Để không nhầm bạn với người cùng tên", "So that you are not taken for somebody of the same name"
        ),
        ("health.registration", "gender"): Text(
            "Để ghi vào hồ sơ người bệnh và xếp phòng khám", "For your patient record, and to find you a ward"
        ),
        ("health.registration", "nationalities"): Text(
            "Để biết quy định nào dành cho người bệnh nước ngoài áp dụng cho bạn",
            "To know which rules for patients from abroad apply to you",
        ),
        ("health.registration", "travel_document"): Text(
            "Để đối chiếu với giấy tờ bạn mang theo khi đến khám",
            "To compare with the document you bring when you come",
        ),
        ("health.registration", "phone_number"): Text(
            "Để gọi cho bạn về lịch hẹn", "To call you about an appointment"
        ),
        ("health.registration", "email"): Text(
            "Để gửi cho bạn giấy hẹn và kết quả", "To send you appointments and results"
        ),
        ("health.registration", "address"): Text(
            "Để gửi thư và hóa đơn cho bạn", "To send you letters and bills"
        ),
        ("health.registration", "insurance_valid"): Text(
            "Để biết bảo hiểm có thể trả chi phí cho bạn hay không",
            "To know whether your insurance can pay for you",
        ),
        ("health.registration", "insurance_valid_until"): Text(
            "Để biết bảo hiểm còn trả chi phí đến ngày nào", "To know until when your insurance can pay"
        ),
        ("health.patient_summary", "name"): Text(
            "Để bác sĩ biết hồ sơ này là của bạn", "So that the doctor knows that this record is yours"
        ),
        ("health.patient_summary", "birthdate"): Text(
            "Liều thuốc và chẩn đoán phụ thuộc vào tuổi", "Doses and diagnoses depend on your age"
        ),
        ("health.patient_summary", "gender"): Text(
            "Một số bệnh và liều thuốc khác nhau theo giới tính",
            "Some illnesses and doses differ between the sexes",
        ),
        ("health.patient_summary", "allergies"): Text(
            "Để không cho bạn dùng thứ gây hại cho bạn", "So that you are given nothing that would harm you"
        ),
        ("health.patient_summary", "conditions"): Text(
            "Để việc điều trị tính đến các bệnh bạn đã và đang có",
            "So that your treatment takes account of what you have or had",
        ),
        ("health.patient_summary", "medications"): Text(
            "Để thuốc mới không tương tác xấu với thuốc bạn đang dùng",
            "So that a new medicine does not clash with those you take",
        ),
        ("health.patient_summary", "blood_group"): Text(
            "Giúp chuẩn bị nếu cần truyền máu; bệnh viện vẫn sẽ xét nghiệm lại",
            "Helps to prepare if you need blood; the hospital tests it again all the same",
        ),
        ("health.patient_summary", "immunizations"): Text(
            "Để không tiêm lại mũi đã tiêm và biết bạn được bảo vệ trước bệnh nào",
            "To know what you are protected against, and not to vaccinate you twice",
        ),
        ("health.patient_summary", "patient_summary"): Text(
            "Để phần mềm của bệnh viện đọc được cả tóm tắt mà không phải nhập lại",
            "So that the hospital's software can read the summary whole, and nobody types it again",
        ),
        ("education.admission", "name"): Text(
            "Để hồ sơ xét tuyển đứng tên bạn", "So that the application is in your name"
        ),
        ("education.admission", "birthdate"): Text(
            "Để không nhầm bạn với người cùng tên và xét điều kiện về tuổi",
            "To tell you from others of your name, and where a course has an age limit",
        ),
        ("education.admission", "gender"): Text(
            "Chỉ để xếp chỗ ở ký túc xá, nếu bạn muốn", "Only to find you a room in a hall, if you like"
        ),
        ("education.admission", "nationalities"): Text(
            "Để biết học phí, học bổng và thị thực nào dành cho bạn",
            "To know which fees, scholarships and visa are for you",
        ),
        ("education.admission", "travel_document"): Text(
            "Để chuẩn bị giấy phép học tập cho sinh viên nước ngoài",
            "To prepare a foreign student's permit",
        ),
        ("education.admission", "phone_number"): Text(
            "Để hẹn phỏng vấn qua điện thoại", "To arrange an interview by phone"
        ),
        ("education.admission", "email"): Text(
            "Để gửi kết quả xét tuyển cho bạn", "To send you the decision on your application"
        ),
        ("education.admission", "address"): Text(
            "Để gửi giấy báo nhập học bằng thư", "To post the letter of admission"
        ),
        ("education.admission", "immunizations"): Text(
            "Một số trường cần biết bạn đã tiêm phòng gì trước khi nhập học",
            "Some schools need to know your vaccinations before you start",
        ),
        ("education.admission", "qualifications"): Text(
            "Để biết bạn đã tốt nghiệp gì: đây là căn cứ xét tuyển",
            "To know what you have completed: the decision rests on it",
        ),
        ("education.admission", "transcripts"): Text(
            "Để xét điểm từng môn, nếu ngành học yêu cầu",
            "To look at single grades, where a course asks for it",
        ),
        ("education.credential_check", "name"): Text(
            "Để biết văn bằng đúng là của bạn", "To know that the credential is yours"
        ),
        ("education.credential_check", "birthdate"): Text(
            "Để không nhầm văn bằng của bạn với của người cùng tên",
            "So that your credential is not taken for that of somebody of the same name",
        ),
        ("education.credential_check", "qualifications"): Text(
            "Để đối chiếu với văn bằng mà cơ sở giáo dục đã nhận",
            "To compare with the credential that the institution was given",
        ),
        ("education.credential_check", "transcripts"): Text(
            "Để đối chiếu bảng điểm, nếu bạn đã nộp", "To compare the results, if you handed them in"
        ),
        ("education.credential_check", "is_enrolled"): Text(
            "Để biết bạn có đang theo học hay không", "To know whether you study at present"
        ),
        ("tourism.checkin", "name"): Text(
            "Cơ sở lưu trú phải khai báo tên khách", "A hotel has to report its guests by name"
        ),
        ("tourism.checkin", "birthdate"): Text(
            "Mẫu khai báo lưu trú hỏi ngày sinh của khách", "The notice of your stay asks for it"
        ),
        ("tourism.checkin", "gender"): Text(
            "Mẫu khai báo lưu trú hỏi giới tính của khách", "The notice of your stay asks for it"
        ),
        ("tourism.checkin", "nationalities"): Text(
            "Chỉ khách nước ngoài mới phải khai báo theo mẫu này",
            "The notice is for foreign guests: it asks where you are from",
        ),
        ("tourism.checkin", "travel_document"): Text(
            "Mẫu khai báo lưu trú cần số giấy tờ đi lại", "The notice of your stay needs a document's number"
        ),
        ("tourism.checkin", "phone_number"): Text(
            "Để gọi cho bạn trong thời gian lưu trú", "To call you during your stay"
        ),
        ("tourism.checkin", "email"): Text("Để gửi hóa đơn cho bạn", "To send you the bill"),
        ("tourism.age_check", "age_over_18"): Text(
            "Dịch vụ này chỉ dành cho người đủ 18 tuổi", "This service is for adults only"
        ),
        ("tourism.age_check", "nationalities"): Text(
            "Một số ưu đãi chỉ dành cho khách nước ngoài", "Some offers are for visitors from abroad alone"
        ),
    }
)

# Where the sentence above leaves it to the citizen, and a clause does not: the agreement has the last word.
WHY_MANDATORY: Final[Mapping[tuple[str, str], Text]] = MappingProxyType(
    {
        ("education.admission", "gender"): Text(
            "Để xếp chỗ ở ký túc xá cho sinh viên", "To find students a room in a hall"
        ),
        ("education.admission", "immunizations"): Text(
            "Để biết bạn đã tiêm phòng gì trước khi nhập học", "To know your vaccinations before you start"
        ),
        ("education.admission", "transcripts"): Text(
            "Để xét điểm từng môn trong hồ sơ xét tuyển", "To look at single grades in your application"
        ),
        ("education.credential_check", "transcripts"): Text(
            "Để đối chiếu bảng điểm của bạn với văn bằng", "To compare your results with the credential"
        ),
    }
)


def why_asked(purpose: Purpose, claim: str, *, mandatory: bool) -> Text:
    """Why this purpose asks for this attribute; without a sentence of its own, what the purpose is for."""
    chosen = WHY.get((purpose.code, claim), purpose.why)
    return WHY_MANDATORY.get((purpose.code, claim), chosen) if mandatory else chosen
