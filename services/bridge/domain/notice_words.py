"""The sentences of a consent notice, in Vietnamese and English. In braces: what the request says of itself.

The Vietnamese terms are those of Law 91/2025/QH15. Another wording is another `NOTICE_VERSION`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bridge.domain.attributes import Text
from bridge.domain.clauses import Country

TITLE: Final = Text("Đồng ý chia sẻ", "Consent to share")
HEADING: Final = Text("{who} đề nghị bạn chia sẻ dữ liệu cá nhân", "{who} asks you to share personal data")

# The journey: where the data is, where the citizen is, where it would go, and whose law holds there.
JOURNEY: Final = Text(
    "Đường đi của dữ liệu: từ {provider}, qua câu trả lời của bạn, sang {who}",
    "The way of the data: from {provider}, by your answer, to {who}",
)
COUNTRIES: Final[Mapping[Country, Text]] = MappingProxyType(
    {Country.VN: Text("Việt Nam", "Viet Nam"), Country.SG: Text("Singapore", "Singapore")}
)
PROVIDERS: Final[Mapping[Country, str]] = MappingProxyType({Country.VN: "VNeID", Country.SG: "Singpass"})
LAWS: Final[Mapping[Country, Text]] = MappingProxyType(
    {
        Country.VN: Text(
            "Theo Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15",
            "Under Viet Nam's Personal Data Protection Law 91/2025/QH15",
        ),
        Country.SG: Text(
            "Theo Luật Bảo vệ dữ liệu cá nhân 2012 (PDPA) của Singapore",
            "Under Singapore's Personal Data Protection Act 2012 (PDPA)",
        ),
    }
)
# A public agency of Singapore lets data out under another law than binds organisations (PDPA s 4(1)(c)).
EXPORTING_LAWS: Final[Mapping[Country, Text]] = MappingProxyType(
    {
        Country.VN: LAWS[Country.VN],
        Country.SG: Text(
            "Theo Luật Quản trị khu vực công 2018 (PSGA) của Singapore",
            "Under Singapore's Public Sector (Governance) Act 2018 (PSGA)",
        ),
    }
)
AT_THE_SOURCE: Final = Text("Dữ liệu của bạn đang ở đây.", "Your data is here.")
YOU: Final = Text("Bạn quyết định", "You decide")
YOU_ARE_HERE: Final = Text(
    "Bạn đang ở đây. Chưa có gì rời khỏi {country}.", "You are here. Nothing has left {country} yet."
)
BOTH_LAWS: Final = Text("Luật của cả hai nước được áp dụng", "The laws of both countries hold")
WOULD_RECEIVE: Final = Text(
    "Nhận dữ liệu qua biên giới, nếu bạn đồng ý.", "Receives it across the border, if you agree."
)

# Who asks, and what for.
IF_YOU_AGREE: Final = Text(
    "Nếu bạn đồng ý, {who} sẽ nhận những dữ liệu dưới đây, và chỉ dùng cho mục đích này.",
    "If you agree, {who} receives the data below, for this purpose alone.",
)
TO_THE_ANSWERS: Final = Text("Đến phần trả lời", "To the answers")
PURPOSE: Final = Text("Mục đích", "Purpose")
RECIPIENT: Final = Text("Bên nhận", "Recipient")
VERIFICATION: Final = Text("Xác minh", "Verification")
VERIFIED: Final = Text(
    "Đã được {country} xác minh là đúng tổ chức này", "{country} vouches that it is this organisation"
)
NOT_VERIFIED: Final = Text(
    "Chưa được nước nào xác minh: tên và liên hệ do tổ chức tự khai",
    "Not verified by either country: its name and contact are its own words",
)
CONTACT: Final = Text("Liên hệ về dữ liệu cá nhân", "Contact for personal data")

# What would go.
MANDATORY: Final = Text("Sẽ được chia sẻ nếu bạn đồng ý", "Will be shared if you agree")
OPTIONAL: Final = Text("Không bắt buộc: chỉ chia sẻ mục bạn chọn", "Optional: shared only if you tick it")
WHY: Final = Text("Vì sao: {why}", "Why: {why}")
# Decree 356/2025 art 6: that data is sensitive has to be said before consent is given.
SENSITIVE: Final = Text("dữ liệu cá nhân nhạy cảm", "sensitive personal data")
SENSITIVE_ANNOUNCED: Final = Text(
    "Yêu cầu này hỏi cả dữ liệu cá nhân nhạy cảm, theo Điều 4 Nghị định 356/2025/NĐ-CP: {items}.",
    "This request asks for sensitive personal data too (Decree 356/2025/NĐ-CP article 4): {items}.",
)
MISSING: Final = Text(
    "{provider} không có các mục sau, nên sẽ không được chia sẻ: {items}.",
    "{provider} does not hold these, so they will not be shared: {items}.",
)
NOTHING_TICKED: Final = Text(
    "Chưa có mục nào được chọn. Hãy chọn ít nhất một mục, hoặc chọn “Tôi không đồng ý”.",
    "Nothing is ticked yet. Tick at least one item, or choose “I do not agree”.",
)

# On what terms.
TERMS: Final = Text("Điều khoản", "The terms")
USE: Final = Text("Sự đồng ý này", "This consent")
ONE_USE: Final = Text(
    "Cho một lần gửi, trong vòng 5 phút sau khi bạn đồng ý; sau đó tự hết hiệu lực. Lần sau sẽ hỏi bạn lại.",
    "For one delivery, within 5 minutes of your yes; then it ends by itself. Next time you are asked again.",
)
SEVERAL_USES: Final = Text(
    "Cho tối đa {uses} lần gửi, trong vòng 5 phút sau khi bạn đồng ý; sau đó tự hết hiệu lực. Lần sau sẽ hỏi "
    "bạn lại.",
    "For up to {uses} deliveries, within 5 minutes of your yes; then it ends by itself. Next time you are "
    "asked again.",
)
RETENTION: Final = Text("Thời hạn lưu trữ", "Kept by the recipient")
KEPT_UNTIL: Final = Text(
    "{duration}, muộn nhất đến {day}; sau đó không được giữ nữa",
    "{duration}, until {day} at the latest; not beyond",
)
KEPT_FOR: Final = Text("{duration}; sau đó không được giữ nữa", "{duration}; not beyond")
ONWARD: Final = Text("Chuyển tiếp", "Passed on")
ONWARD_ALLOWED: Final = Text(
    "Bên nhận được phép chuyển tiếp theo thỏa thuận.", "The recipient may pass it on under the agreement."
)
ONWARD_NOT_ALLOWED: Final = Text(
    "Bên nhận không được chuyển tiếp cho bên thứ ba.", "The recipient may not pass it on to anybody."
)
WRITTEN_SUMMARY: Final = Text("Dữ liệu được bảo vệ ra sao ở nước nhận", "How it is protected abroad")
LAW: Final = Text("Cơ sở pháp lý và điều khoản", "Legal basis and clause")
LEGAL_BASIS: Final = Text("Cơ sở pháp lý, {country}", "Legal basis, {country}")
CLAUSE: Final = Text("Điều khoản thỏa thuận", "Clause of the agreement")
CLAUSE_OF: Final = Text("{clause}, số hiệu {serial}", "{clause}, serial {serial}")

# What the citizen can do later (PDPL art 4.1 and 10, PDPA s 16, 21 and 22).
RIGHTS: Final = Text("Quyền của bạn", "Your rights")
WITHDRAWAL: Final = Text("Rút lại sự đồng ý", "Withdrawing consent")
WITHDRAW: Final = Text(
    "Bất cứ lúc nào, ở “Trang của bạn” tại cầu nối này (địa chỉ ở dưới), hoặc viết cho {contact}. Có "
    "hiệu lực ngay ở đây; điều đã gửi trước đó thì bên nhận phải ngừng sử dụng theo luật.",
    "At any time, in “Your pages” on this bridge (the address is below), or by writing to {contact}. It "
    "takes effect here at once; what was sent before, the recipient has to stop using as the law says.",
)
ASK_TO_SEE: Final = Text("Xem, sửa, xóa", "Seeing, correcting, deleting")
ASK: Final = Text(
    "Viết cho {contact} để được xem, chỉnh sửa hoặc xóa dữ liệu. Bạn cũng có quyền khiếu nại.",
    "Write to {contact} to see, correct or delete your data. You may also complain.",
)
CLOSING: Final = Text(
    "Im lặng không phải là đồng ý. Nếu bạn từ chối, tổ chức chỉ biết rằng yêu cầu chưa hoàn tất, không "
    "biết vì sao.",
    "Silence is not consent. If you refuse, the organisation learns only that the request was not completed, "
    "and not why.",
)
APPROVE: Final = Text("Tôi đồng ý", "I agree")
DENY: Final = Text("Tôi không đồng ý", "I do not agree")
