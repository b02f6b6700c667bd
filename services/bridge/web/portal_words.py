"""What the portal's pages say of statuses, requests and answers, in plain Vietnamese and English."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Final

from babel.dates import format_time

from bridge.domain.attributes import Text
from bridge.domain.clauses import Country
from bridge.domain.records import Status
from bridge.domain.rights import AnswerGround, Misuse, Outcome, RightsState
from bridge.domain.rights_clocks import Deadline, RightsKind
from bridge.flows.citizen_records import Told
from bridge.web.display import shown_day

STATUS: Final[Mapping[Status, Text]] = {
    Status.GIVEN: Text("đang có hiệu lực", "in force"),
    Status.USED: Text("đã gửi", "sent"),
    Status.WITHDRAWN: Text("đã rút lại", "withdrawn"),
    Status.REVOKED: Text("đã bị chấm dứt", "ended"),
    Status.EXPIRED: Text("đã hết hạn", "expired"),
    Status.REFUSED: Text("bạn đã từ chối", "you refused"),
    Status.DENIED: Text("quy định không cho phép", "stopped by the rules"),
}
TOLD: Final[Mapping[Told, Text]] = {
    Told.WAITING: Text(
        "Bên nhận sẽ được báo; thông báo đang chờ gửi. Sự đồng ý đã hết hiệu lực dù họ đã biết hay chưa.",
        "The recipient will be told; the message waits to be sent. The consent is over, told or not.",
    ),
    Told.DELIVERED: Text("Bên nhận đã được báo.", "The recipient has been told."),
    Told.UNDELIVERED: Text(
        "Chưa báo được cho bên nhận. Sự đồng ý vẫn đã hết hiệu lực; bạn có thể tự liên hệ với họ.",
        "The recipient could not be told. The consent is over all the same; you can contact them yourself.",
    ),
}
# What the recipient heard of a denial: in the browser, or when it came for the values.
NOT_TOLD_WHY: Final = Text(
    "Tổ chức chỉ được biết rằng yêu cầu chưa hoàn tất, không biết lý do.",
    "The organisation was told only that the request was not completed, not why.",
)
TOLD_OF_A_DEAD_TOKEN: Final = Text(
    "Tổ chức chỉ được biết rằng không nhận được dữ liệu nữa, không biết lý do.",
    "The organisation was told only that it cannot have the data any more, not why.",
)
TOLD_WHY: Final = Text(
    "Tổ chức được biết lý do này: nó không nói gì về bạn.",
    "The organisation was told this reason: it says nothing about you.",
)
KIND: Final[Mapping[RightsKind, Text]] = {
    RightsKind.ACCESS: Text(
        "Xem: cho tôi biết bên nhận giữ những dữ liệu nào của tôi",
        "Access: tell me what the recipient holds about me",
    ),
    RightsKind.CORRECTION: Text(
        "Chỉnh sửa: dữ liệu đã gửi không đúng", "Correction: what was sent is not right"
    ),
    RightsKind.DELETION: Text("Xóa: xóa dữ liệu đã gửi", "Deletion: delete what was sent"),
    RightsKind.RESTRICTION: Text(
        "Hạn chế xử lý: giữ nhưng không được sử dụng", "Restriction: keep it, but do not use it"
    ),
    RightsKind.OBJECTION: Text(
        "Phản đối: không được xử lý theo cách này nữa", "Objection: do not process it in this way any more"
    ),
    RightsKind.PROTECTION: Text(
        "Báo cáo lạm dụng: yêu cầu biện pháp bảo vệ", "Misuse report: protect me from it"
    ),
}
MISUSE: Final[Mapping[Misuse, Text]] = {
    Misuse.NOT_ME: Text("Không phải tôi đã đồng ý", "It was not I who agreed"),
    Misuse.OTHER_PURPOSE: Text("Dữ liệu được dùng cho mục đích khác", "The data is used for another purpose"),
    Misuse.PASSED_ON: Text("Dữ liệu được chuyển cho người khác", "The data was passed on to others"),
    Misuse.KEPT_TOO_LONG: Text("Dữ liệu được giữ quá thời hạn", "The data is kept longer than allowed"),
    Misuse.PRESSED: Text("Tôi bị ép hoặc bị lừa để đồng ý", "I was pressed or misled into agreeing"),
    Misuse.SOMETHING_ELSE: Text(
        "Việc khác; tôi sẽ nói khi được liên hệ", "Something else; I will say what when I am contacted"
    ),
}
STATE: Final[Mapping[RightsState, Text]] = {
    RightsState.RECEIVED: Text("cầu nối đã tiếp nhận, đang chờ", "received by the bridge, waiting"),
    RightsState.ACKNOWLEDGED: Text("đã xác nhận, đang xử lý", "acknowledged, being worked on"),
    RightsState.OVERDUE: Text("quá hạn", "overdue"),
    RightsState.ANSWERED: Text("đã trả lời", "answered"),
}
OUTCOME: Final[Mapping[Outcome, Text]] = {
    Outcome.GRANTED: Text("Được chấp nhận", "Granted"),
    Outcome.PARTLY_GRANTED: Text("Được chấp nhận một phần", "Partly granted"),
    Outcome.REFUSED: Text("Không được chấp nhận", "Refused"),
}
GROUND: Final[Mapping[AnswerGround, Text]] = {
    AnswerGround.DONE: Text("Đã thực hiện.", "It was done."),
    AnswerGround.NOTHING_HELD: Text(
        "Bên nhận không còn giữ dữ liệu nào thuộc yêu cầu này.",
        "The recipient no longer holds anything that this is about.",
    ),
    AnswerGround.SOURCE_CORRECTS: Text(
        "Dữ liệu được chỉnh sửa tại nơi cấp; hãy liên hệ VNeID hoặc Singpass, nơi bạn đăng nhập.",
        "It is corrected at its source; please contact VNeID or Singpass, where you signed in.",
    ),
    AnswerGround.KEPT_BY_LAW: Text(
        "Pháp luật buộc bên nhận giữ dữ liệu này.", "A law obliges the recipient to keep this."
    ),
    AnswerGround.NOT_CONFIRMED: Text(
        "Không xác nhận được điều đã nêu.", "What was claimed could not be confirmed."
    ),
}
_HOURS: Final = {"vneid": 7, "singpass": 8}
_PROVIDER_OF: Final = {Country.VN: "vneid", Country.SG: "singpass"}
_LOCALES: Final = {"vi": "vi_VN", "en": "en_GB"}


def moment(at: datetime, language: str, provider: str) -> str:
    """`23:42, 29 November 2026`: as clocks show it where this citizen's identity provider is."""
    return f"{clock(at, language, provider)}, {shown_day(_there(at, provider).date(), language)}"


def clock(at: datetime, language: str, provider: str) -> str:
    """`23:42`, there."""
    return format_time(_there(at, provider).timetz(), "HH:mm", locale=_LOCALES[language])


def _there(at: datetime, provider: str) -> datetime:
    return at.astimezone(timezone(timedelta(hours=_HOURS[provider])))


def last_day(deadline: Deadline, language: str) -> str:
    """The last day of a clock, in the country whose clock it is."""
    hours = _HOURS[_PROVIDER_OF[deadline.country]]
    there = (deadline.ends_at - timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=hours)))
    return shown_day(there.date(), language)
