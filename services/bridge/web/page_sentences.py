"""What a citizen is told when a page cannot go on, in plain Vietnamese and English."""

from collections.abc import Mapping
from typing import Final

from bridge.domain.attributes import Text
from bridge.web.protocol_sentences import BROWSER, PROTOCOL_SENTENCES, READING
from eid_kit.oauth.errors import OAuthError

HEADING: Final = Text("Không thể tiếp tục trang này", "This page cannot go on")
# True of every such page, also when the same request went on in another tab.
NOTHING_FROM_HERE: Final = Text(
    "Trang này không chia sẻ dữ liệu nào. Muốn bắt đầu lại, hãy quay về trang của tổ chức.",
    "Nothing is shared from this page. To start again, go back to the organisation's site.",
)
# Said where a journey may have ended with a yes, lest "nothing" be read of what was shared then.
AGREED_BEFORE: Final = Text(
    "Nếu trước đó bạn đã đồng ý, bạn có thể xem những gì đã chia sẻ tại trang của bạn.",
    "If you agreed earlier, you find what was shared then on your own pages.",
)
OWN_PAGES: Final = Text("Đến trang của bạn", "To your pages")
PERHAPS_ANSWERED: Final = frozenset(
    {
        "page_unknown",
        "answer_late",
        "answered_elsewhere",
        "request_uri_unknown",
        "request_uri_expired",
        "request_under_way",
        "sign_in_unknown",
    }
)
# The request alone decides these, whoever sends it: whoever builds it may read the word on the page.
OF_THE_REQUEST: Final = frozenset(
    {
        *READING,
        *BROWSER,
        "client_unknown",
        "redirect_uri_missing",
        "redirect_uri_unregistered",
        "request_uri_unknown",
        "request_uri_expired",
        "request_under_way",
        "sign_in_unknown",
        "issuer_missing",
        "issuer_mismatch",
        "answer_missing",
        "form_altered",
        "form_token",
        "foreign_origin",
        "store_unavailable",
    }
)
# The same address with another `lang` meets the same error, and changes nothing. Not so where that would put
# a malformed query right, where a pushed request bears no `lang` beside it, or after mere bad luck.
SAME_IN_OTHER_LANGUAGE: Final = frozenset(
    {
        *BROWSER,
        "client_unknown",
        "redirect_uri_missing",
        "redirect_uri_unregistered",
        "page_unknown",
        "answer_late",
        "agreement_changed",
        "record_unknown",
    }
)

_OTHERWISE: Final = Text("Yêu cầu không hợp lệ.", "The request is not in order.")
SENTENCES: Final[Mapping[str, Text]] = {
    "page_unknown": Text(
        "Trang này không được nhận ra trong trình duyệt này, hoặc đã được trả lời.",
        "This page is not known in this browser, or it was already answered.",
    ),
    "answer_late": Text(
        "Yêu cầu này không còn chờ câu trả lời: đã được trả lời hoặc đã hết hạn.",
        "This request no longer waits for an answer: it was answered, or it expired.",
    ),
    "answered_elsewhere": Text(
        "Yêu cầu này đã được trả lời ở một thẻ khác.",
        "This request was already answered in another tab.",
    ),
    "agreement_changed": Text(
        "Thỏa thuận đã thay đổi và không còn cho phép yêu cầu này.",
        "The agreement changed, and no longer covers this request.",
    ),
    "answer_missing": Text(
        "Biểu mẫu không có câu trả lời; im lặng không được coi là đồng ý.",
        "The form came without an answer; silence is not consent.",
    ),
    "form_altered": Text(
        "Biểu mẫu đã bị sửa: có mục không được đề nghị.",
        "The form was altered: it names something that was not offered.",
    ),
    "form_token": Text(
        "Biểu mẫu này không thuộc về trang đang mở, hoặc trang đã thay đổi.",
        "This form does not belong to the page as it is now.",
    ),
    "foreign_origin": Text(
        "Biểu mẫu được gửi từ một trang khác.",
        "The form was sent from another site.",
    ),
    "request_uri_unknown": Text(
        "Không tìm thấy yêu cầu này. Có thể nó đã hết hạn hoặc đã được dùng.",
        "This request is not known here. It may have expired, or been used already.",
    ),
    "request_uri_expired": Text(
        "Yêu cầu này đã hết hạn hoặc đã được dùng.",
        "This request has expired, or was used already.",
    ),
    "request_under_way": Text(
        "Yêu cầu này đã được mở, có thể ở một thẻ hoặc trình duyệt khác.",
        "This request is already open, perhaps in another tab or browser.",
    ),
    "client_unknown": Text(
        "Tổ chức gửi bạn đến đây chưa được đăng ký ở địa chỉ này.",
        "The organisation that sent you here is not registered at this address.",
    ),
    "redirect_uri_unregistered": Text(
        "Yêu cầu muốn gửi bạn đến một địa chỉ mà tổ chức chưa đăng ký, nên không ai được gửi đến đó.",
        "The request would send you to an address that the organisation has not registered.",
    ),
    "sign_in_unknown": Text(
        "Lượt đăng nhập này không được nhận ra ở đây, hoặc đã hoàn tất.",
        "This sign-in is not known here, or it was already completed.",
    ),
    "issuer_missing": Text(
        "Câu trả lời không nêu nơi cấp định danh nào đã gửi nó.",
        "The answer does not say which identity provider sent it.",
    ),
    "issuer_mismatch": Text(
        "Câu trả lời đến từ một nơi cấp định danh khác.",
        "The answer comes from another identity provider than the one that was asked.",
    ),
    "record_unknown": Text(
        "Không có mục nào như vậy trong số những gì bạn đã trả lời.",
        "There is no such entry among what you answered.",
    ),
    "choice_missing": Text(
        "Biểu mẫu thiếu một lựa chọn.",
        "The form came without a choice.",
    ),
    "too_many_requests": Text(
        "Nhiều yêu cầu của bạn đang chờ trả lời, nên chưa nhận thêm được yêu cầu mới.",
        "So many of your requests wait for an answer that no further one is taken yet.",
    ),
    "store_unavailable": Text(
        "Hiện chưa thể ghi nhận bất cứ điều gì. Vui lòng thử lại sau ít phút.",
        "Nothing can be recorded at the moment. Please try again in a few minutes.",
    ),
}


def sentence(error: OAuthError) -> Text:
    """The sentence for an error; an error without a reason is told in the developer's words."""
    otherwise = PROTOCOL_SENTENCES.get(error.reason or "")
    if otherwise is None:
        otherwise = Text(_OTHERWISE.vi, error.description or _OTHERWISE.en)
    return SENTENCES.get(error.reason or "", otherwise)
