"""What would pass, and what to do now: for the citizen whom a refusal concerns. Braces are filled in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import Text
from bridge.domain.clauses import Country
from bridge.domain.reasons import NotCompleted, Reason

_ASK_AGAIN: Final = Text(
    "Hãy cho {who} biết mã tham chiếu dưới đây; họ phải gửi lại một yêu cầu đúng với thỏa thuận.",
    "Give {who} the reference below; it has to ask again, in a way that the agreement allows.",
)
_START_ANEW: Final = Text(
    "Nếu bạn vẫn muốn, hãy bắt đầu lại từ trang của {who} và trả lời yêu cầu mới.",
    "If you still want to, start again on the site of {who}, and answer the new request.",
)
_CARRIED_AGAIN: Final = Text(
    "Hãy thử lại khi văn bản chuyển dữ liệu có hiệu lực, hoặc đưa giấy tờ trực tiếp cho {who}.",
    "Try again when a transfer instrument is in force, or show {who} your papers in person.",
)
# Decree 69/2024 articles 7 ff.: level 1 is registered in the app, level 2 in person.
_LEVEL_2: Final = Text(
    "Tài khoản của bạn ở mức độ 1, và đăng nhập cách nào cũng chưa đủ. Hãy đăng ký mức độ 2 (công dân: tại "
    "cơ quan công an; người nước ngoài: tại cơ quan quản lý xuất nhập cảnh), rồi bắt đầu lại từ trang của "
    "{who}.",
    "Your account is level 1, with which no sign-in is enough. Register it at level 2 (citizens: at a police "
    "office; foreigners: at an immigration office), then start again on the site of {who}.",
)
# What a sign-in of that level is made of, by provider.
_PASSWORD_AND_MORE: Final = Text(
    "ứng dụng hoặc mã một lần, không chỉ mật khẩu", "the app or a one-time code, not a password alone"
)
_STRONGER: Final[Mapping[tuple[Country, Assurance], Text]] = MappingProxyType(
    {
        (Country.VN, Assurance.HIGH): Text(
            "thẻ căn cước hoặc thiết bị, mật khẩu, và khuôn mặt hoặc vân tay",
            "your card or device, your password, and your face or fingerprint",
        ),
        (Country.SG, Assurance.HIGH): Text("xác thực khuôn mặt", "face verification"),
    }
)
_NEXT: Final[Mapping[Reason | NotCompleted, Text]] = MappingProxyType(
    {
        Reason.PURPOSE_UNKNOWN: _ASK_AGAIN,
        Reason.ATTRIBUTE_UNKNOWN: _ASK_AGAIN,
        Reason.NO_ATTRIBUTE_REQUESTED: _ASK_AGAIN,
        Reason.PURPOSE_NOT_REGISTERED: Text(
            "{who} phải đăng ký mục đích này trước, rồi gửi lại yêu cầu.",
            "{who} has to register for this purpose first, and then ask again.",
        ),
        Reason.ATTRIBUTE_NOT_IN_PURPOSE: Text(
            "{who} phải gửi lại yêu cầu mà không hỏi mục thừa{attribute}.",
            "{who} has to ask again without what goes too far{attribute}.",
        ),
        Reason.ATTRIBUTE_NOT_REGISTERED: Text(
            "{who} phải gửi lại yêu cầu mà không hỏi mục thừa{attribute}, hoặc đăng ký mục đó trước.",
            "{who} has to ask again without what goes too far{attribute}, or register for it first.",
        ),
        Reason.DIRECTION_NOT_COVERED: Text(
            "Bạn không thể làm gì thêm ở đây: hãy đưa giấy tờ trực tiếp cho {who}, nếu bạn muốn.",
            "There is nothing more to do here: show {who} your papers in person, if you like.",
        ),
        Reason.AGREEMENT_NOT_IN_FORCE: Text(
            "Hãy thử lại khi thỏa thuận có hiệu lực, hoặc đưa giấy tờ trực tiếp cho {who}.",
            "Try again when the agreement is in force, or show {who} your papers in person.",
        ),
        Reason.AGREEMENT_SUSPENDED: Text(
            "Hãy thử lại khi hai nước đã dỡ bỏ việc tạm dừng, hoặc đưa giấy tờ trực tiếp cho {who}.",
            "Try again when both countries have lifted the suspension, or show {who} your papers in person.",
        ),
        Reason.ATTRIBUTE_NEEDS_OTHERS: _ASK_AGAIN,
        Reason.IMPACT_DOSSIER_OVERDUE: _CARRIED_AGAIN,
        Reason.PUBLIC_AGENCY_DIRECTION_MISSING: _CARRIED_AGAIN,
        Reason.SECTOR_NOT_COVERED: _ASK_AGAIN,
        Reason.BASELINE_NOT_ALLOWED: Text(
            "{who} phải kết nối theo cách được bảo vệ chặt chẽ hơn, rồi gửi lại yêu cầu.",
            "{who} has to connect in the better protected way, and then ask again.",
        ),
        Reason.TRANSFER_INSTRUMENT_MISSING: _CARRIED_AGAIN,
        Reason.ASSURANCE_TOO_LOW: Text(
            "Nếu bạn đăng nhập được bằng {stronger}, hãy bắt đầu lại từ trang của {who} và làm như vậy: cần "
            "mức đảm bảo “{assurance}”. Nếu không, hãy đưa giấy tờ trực tiếp cho {who}.",
            "If you can sign in with {stronger}, start again on the site of {who} and do so: “{assurance}” "
            "assurance is needed. If you cannot, show {who} your papers in person.",
        ),
        Reason.ACCOUNT_NOT_ACTIVE: Text(
            "Hãy liên hệ {provider} để mở khóa tài khoản, rồi bắt đầu lại từ trang của {who}.",
            "Ask {provider} to unlock your account, then start again on the site of {who}.",
        ),
        Reason.AGE_UNKNOWN: Text(
            "Hãy yêu cầu {provider} bổ sung ngày sinh của bạn, rồi bắt đầu lại từ trang của {who}.",
            "Ask {provider} to add your date of birth, then start again on the site of {who}.",
        ),
        Reason.REPRESENTATIVE_CONSENT_REQUIRED: Text(
            "Hãy nhờ cha mẹ hoặc người giám hộ trao đổi trực tiếp với {who}.",
            "Ask your parent or guardian to speak to {who}.",
        ),
        Reason.NOT_THE_REPRESENTATIVE: Text(
            "Hãy bắt đầu lại từ trang của {who}, và để người đại diện mà {provider} ghi nhận tự đăng nhập.",
            "Start again on the site of {who}, and let the representative whom {provider} names sign in.",
        ),
        Reason.REPRESENTATIVE_NOT_OF_AGE: Text(
            "Hãy nhờ cha mẹ hoặc người giám hộ từ đủ 18 tuổi trao đổi trực tiếp với {who}.",
            "Ask a parent or guardian of 18 or older to speak to {who}.",
        ),
        Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL: Text(
            f"{_LEVEL_2.vi} Hoặc hãy đưa giấy tờ trực tiếp cho {{who}}.",
            f"{_LEVEL_2.en} Or show {{who}} your papers in person.",
        ),
        Reason.CONSENT_MISSING: _START_ANEW,
        Reason.CONSENT_REFUSED: _START_ANEW,
        Reason.CONSENT_NOT_IN_FORCE: _START_ANEW,
        Reason.CONSENT_USED_UP: _START_ANEW,
        Reason.CONSENT_MISMATCH: _START_ANEW,
        Reason.NOTHING_TO_RELEASE: Text(
            "Hãy đưa giấy tờ trực tiếp cho {who}, hoặc yêu cầu {provider} bổ sung hồ sơ của bạn.",
            "Show {who} your papers in person, or ask {provider} to complete your record.",
        ),
        NotCompleted.SIGN_IN_REFUSED: _START_ANEW,
        NotCompleted.SIGN_IN_FAILED: Text(
            "Không có gì để chia sẻ từ tài khoản này: hãy đưa giấy tờ trực tiếp cho {who}.",
            "There is nothing to share from this account: show {who} your papers in person.",
        ),
        NotCompleted.PROVIDER_UNAVAILABLE: Text(
            "Hãy thử lại sau ít phút từ trang của {who}.", "Try again in a few minutes on the site of {who}."
        ),
        NotCompleted.PROVIDER_UNTRUSTED: Text(
            "Hãy thử lại sau từ trang của {who}. Nếu vẫn vậy, hãy báo mã tham chiếu dưới đây.",
            "Try again later on the site of {who}. If it happens again, report the reference below.",
        ),
        NotCompleted.PARTNER_GONE: Text(
            "Hãy liên hệ trực tiếp với tổ chức này.", "Turn to the organisation directly."
        ),
    }
)


def next_step_after(reason: Reason | NotCompleted, *, is_account_too_low: bool = False) -> Text:
    """What to do after that refusal: `{who}`, `{provider}`, `{assurance}`, `{stronger}`, `{attribute}` are
    filled in. An account that no sign-in lifts is told so, and never to sign in better.
    """
    if reason is Reason.ASSURANCE_TOO_LOW and is_account_too_low:
        return _NEXT[Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL]
    return _NEXT[reason]


def stronger_sign_in(exporter: Country, needed: Assurance) -> Text:
    """How one signs in at that level with that country's provider."""
    return _STRONGER.get((exporter, needed), _PASSWORD_AND_MORE)
