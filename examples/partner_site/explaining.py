"""An OAuth error in a visitor's words. Whatever depends on the person arrives as one and the same error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from examples.partner_site.profile import Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, and what a visitor can do about it."""

    happened: Text
    advice: Text


_NOT_COMPLETED = Explanation(
    {
        "vi": "Yêu cầu chưa hoàn tất. Chúng tôi không được biết lý do, và không cần biết.",
        "en": "The request was not completed. We are not told why, and need not know.",
    },
    {
        "vi": "Nếu bạn không tự dừng lại, trang liên kết đã cho bạn biết lý do.",
        "en": "Unless you stopped it yourself, the link has told you the reason.",
    },
)
_BY_ERROR: Mapping[str, Explanation] = {
    "access_denied": _NOT_COMPLETED,
    "unmet_authentication_requirements": Explanation(
        {
            "vi": "Lần đăng nhập này chưa đủ chắc chắn cho mục đích đã chọn.",
            "en": "This sign-in was not strong enough for what you chose.",
        },
        {
            "vi": "Hãy thử lại với cách đăng nhập mạnh hơn, hoặc với tài khoản đã được xác minh.",
            "en": "Try again with a stronger way to sign in, or with an account that has been verified.",
        },
    ),
    "temporarily_unavailable": Explanation(
        {"vi": "Trang liên kết đang bận.", "en": "The link is busy."},
        {"vi": "Hãy thử lại sau vài phút.", "en": "Please try again in a few minutes."},
    ),
    "server_error": Explanation(
        {"vi": "Trang liên kết gặp trục trặc.", "en": "The link ran into a problem of its own."},
        {"vi": "Hãy thử lại sau.", "en": "Please try again later."},
    ),
    "invalid_grant": Explanation(
        {
            "vi": "Chúng tôi nhận câu trả lời quá muộn, hoặc nó đã được dùng.",
            "en": "The answer reached us too late, or had been used before.",
        },
        {
            "vi": "Không có dữ liệu nào được gửi lần thứ hai. Hãy bắt đầu lại.",
            "en": "Nothing is sent a second time. Please start again.",
        },
    ),
    "invalid_token": Explanation(
        {
            "vi": "Sự đồng ý của bạn không còn hiệu lực khi chúng tôi đến lấy dữ liệu.",
            "en": "Your consent was no longer in force when we came to collect.",
        },
        {
            "vi": "Nếu bạn đã rút lại sự đồng ý, mọi việc đều đúng. Nếu không, hãy bắt đầu lại.",
            "en": "If you withdrew it, all is as it should be. If not, please start again.",
        },
    ),
}
_OUR_MISTAKE = Explanation(
    {
        "vi": "Trang liên kết không chấp nhận yêu cầu của chúng tôi.",
        "en": "The link did not accept our request.",
    },
    {
        "vi": "Lỗi thuộc về chúng tôi, không phải bạn. Chi tiết bên dưới giúp chúng tôi sửa.",
        "en": "That is our mistake, not yours. The detail below helps us to mend it.",
    },
)


def explained(body: Mapping[str, Any]) -> Explanation:
    """The words for an error; one that is not listed is about our request, not about the visitor."""
    return _BY_ERROR.get(str(body.get("error", "")), _OUR_MISTAKE)
