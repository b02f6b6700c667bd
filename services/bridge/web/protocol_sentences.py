"""What a partner's server is told by a word, in plain Vietnamese and English: the tables of docs/errors.md.

The English `error_description` of an answer is for the developer at that very request; this is for whoever
meets the word in a log, a ticket or a course, and does not read the specification.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bridge.domain.attributes import Text
from bridge.web.client_sentences import ASSERTIONS, PROOFS, SECRETS

READING: Final = {
    "parameters_malformed": Text(
        "Các tham số được mã hóa sai, nên không thể đọc chắc chắn.",
        "The parameters are encoded wrongly, so they cannot be read for certain.",
    ),
    "parameter_repeated": Text(
        "Một tham số có hai lần, nên không rõ giá trị nào được dùng.",
        "A parameter is there twice, so it is not clear which value counts.",
    ),
    "body_malformed": Text(
        "Nội dung gửi đến không phải JSON, hoặc có thể hiểu theo hai cách.",
        "What was sent is not JSON, or can be read in two ways.",
    ),
    "body_too_large": Text("Nội dung gửi đến quá dài.", "What was sent is too long."),
    "media_type_unsupported": Text(
        "Nội dung được gửi ở một dạng mà địa chỉ này không nhận.",
        "What was sent is of a kind that this address does not take.",
    ),
}
REQUESTS: Final = {
    "request_object": Text(
        "Yêu cầu được gói theo cách mà ở đây không nhận.",
        "The request came wrapped in a way that is not taken here.",
    ),
    "redirect_uri_missing": Text(
        "Yêu cầu không nêu địa chỉ để đưa bạn trở về.", "The request does not say where to send you back."
    ),
    "response_type_missing": Text(
        "Yêu cầu không nêu muốn nhận lại gì.", "The request does not say what it wants in return."
    ),
    "response_type_unsupported": Text(
        "Yêu cầu muốn nhận lại điều mà ở đây không cấp.",
        "The request wants in return what is not given here.",
    ),
    "response_mode": Text(
        "Yêu cầu muốn nhận câu trả lời theo cách mà ở đây không dùng.",
        "The request wants its answer in a way that is not used here.",
    ),
    "pkce_required": Text(
        "Yêu cầu thiếu phần bảo vệ chống đánh cắp mã (PKCE).",
        "The request lacks the protection against a stolen code (PKCE).",
    ),
    "pkce_method": Text(
        "Phần bảo vệ chống đánh cắp mã dùng cách không được chấp nhận.",
        "The protection against a stolen code uses a method that is not accepted.",
    ),
    "pkce_challenge": Text(
        "Phần bảo vệ chống đánh cắp mã không có dạng đúng.",
        "The protection against a stolen code does not have the right form.",
    ),
    "scope_malformed": Text("Phạm vi yêu cầu được viết sai.", "The scope is written wrongly."),
    "openid_missing": Text(
        "Yêu cầu không nêu rằng cần đăng nhập (openid).",
        "The request does not say that it wants a sign-in (openid).",
    ),
    "scope_not_offered": Text(
        "Yêu cầu hỏi một phạm vi không có ở đây.", "The request asks for a scope that does not exist here."
    ),
    "refresh_not_offered": Text(
        "Tổ chức muốn lấy dữ liệu khi bạn vắng mặt; ở đây mỗi lần đều phải hỏi bạn.",
        "The organisation wants data while you are away; here you are asked each time.",
    ),
    "no_session": Text(
        "Tổ chức muốn tiếp tục mà không để bạn đăng nhập; ở đây mỗi lần đều phải đăng nhập.",
        "The organisation wants to go on without your sign-in; here each use is a fresh sign-in.",
    ),
    "prompt_malformed": Text(
        "Yêu cầu vừa muốn vừa không muốn hiện trang cho bạn.",
        "The request both wants and does not want you to see a page.",
    ),
    "probe_refused": Text(
        "Tổ chức muốn kiểm tra một phỏng đoán về bạn; phỏng đoán không được trả lời.",
        "The organisation wants a guess about you confirmed; guesses are not answered.",
    ),
    "parameter_too_long": Text("Một tham số quá dài.", "A parameter is too long."),
    "details_malformed": Text(
        "Phần nêu dữ liệu được hỏi không có dạng đúng.",
        "The part that names the data does not have the right form.",
    ),
    "details_type_unknown": Text(
        "Phần nêu dữ liệu được hỏi thuộc một loại không có ở đây.",
        "The part that names the data is of a kind that does not exist here.",
    ),
    "purpose_not_single": Text("Yêu cầu phải có đúng một mục đích.", "A request has exactly one purpose."),
    "purpose_named_twice": Text("Mục đích được nêu ở hai chỗ.", "The purpose is named in two places."),
    "claims_malformed": Text(
        "Phần thu hẹp dữ liệu không có dạng đúng.",
        "The part that narrows the data does not have the right form.",
    ),
    "claims_leave_nothing": Text(
        "Sau khi thu hẹp thì không còn dữ liệu nào được hỏi.", "After narrowing, no data is asked for."
    ),
    "acr_values_unknown": Text(
        "Yêu cầu nêu một mức đảm bảo không tồn tại.",
        "The request names a level of assurance that does not exist.",
    ),
    "identity_provider_unknown": Text(
        "Yêu cầu nêu một nơi cấp định danh không có ở đây.",
        "The request names an identity provider that is not here.",
    ),
    "dpop_jkt_malformed": Text(
        "Dấu của khóa trong yêu cầu không có dạng đúng.",
        "The key's thumbprint in the request does not have the right form.",
    ),
    "dpop_jkt_differs": Text(
        "Dấu của khóa trong yêu cầu là của một khóa khác.",
        "The key's thumbprint in the request is that of another key.",
    ),
}
TOKENS: Final = {
    "grant_type_missing": Text(
        "Yêu cầu không nêu đổi gì lấy mã truy cập.", "The request does not say what it exchanges for a token."
    ),
    "grant_type_unsupported": Text(
        "Không thể đổi thứ này lấy mã truy cập ở đây.", "This cannot be exchanged for a token here."
    ),
    "code_missing": Text("Yêu cầu không có mã.", "The request has no code."),
    "code_not_redeemable": Text(
        "Mã này không đổi được: không biết, quá hạn, đã dùng, hoặc của ứng dụng khác.",
        "This code cannot be exchanged: it is unknown, too old, used, or another application's.",
    ),
    "redirect_uri_differs": Text(
        "Địa chỉ trở về khác với lúc bắt đầu.", "The address to return to is another than at the start."
    ),
    "pkce_verifier": Text(
        "Phần mở khóa chống đánh cắp mã không có dạng đúng.",
        "The counterpart of the protection against a stolen code does not have the right form.",
    ),
    "pkce_mismatch": Text(
        "Người đổi mã không phải người đã bắt đầu yêu cầu.",
        "Whoever exchanges the code is not who began the request.",
    ),
    "token_missing": Text("Yêu cầu không có mã truy cập.", "The request has no access token."),
    "token_malformed": Text("Mã truy cập được gửi sai cách.", "The access token was sent in the wrong way."),
    "token_parameter_missing": Text(
        "Yêu cầu không nêu hỏi về mã truy cập nào.", "The request does not say which token it is about."
    ),
    "token_not_usable": Text(
        "Mã truy cập này không dùng được: không biết, quá hạn, đã dùng hết, hoặc sự đồng ý không còn.",
        "This access token cannot be used: unknown, too old, used up, or without a consent behind it.",
    ),
    "userinfo_parameters": Text("Địa chỉ này không nhận tham số nào.", "This address takes no parameters."),
}
REGISTRATION: Final = {
    "metadata_refused": Text(
        "Đơn đăng ký thiếu, thừa hoặc sai một mục.",
        "Something in the registration is missing, unknown or wrong.",
    ),
    "redirect_uri_refused": Text(
        "Địa chỉ trở về trong đơn đăng ký không an toàn.",
        "The address to return to in the registration is not safe.",
    ),
    "unusable_key": Text(
        "Khóa trong đơn đăng ký bị thiếu, yếu, trùng hoặc là khóa bí mật.",
        "A key in the registration is missing, weak, repeated or private.",
    ),
    "client_id_differs": Text(
        "Đơn nêu tên một ứng dụng khác với địa chỉ.",
        "The registration names another application than its address.",
    ),
    "profile_differs": Text(
        "Đơn được gửi đến nhầm nơi cấp.", "The registration was sent to the wrong issuer."
    ),
    "client_secret_differs": Text(
        "Không ai được tự chọn mật khẩu ứng dụng.", "Nobody chooses an application's secret."
    ),
    "registration_token_wrong": Text(
        "Mã quản lý này không thuộc đăng ký nào ở địa chỉ đó.",
        "This token manages no registration at that address.",
    ),
}
FACTS: Final = {
    "facts_malformed": Text(
        "Câu hỏi thử thiếu, thừa hoặc sai một mục.",
        "Something in the trial request is missing, unknown or wrong.",
    ),
}
BROWSER: Final = {
    "client_id_missing": Text(
        "Địa chỉ này không nêu tổ chức nào gửi bạn đến.",
        "This address does not say which organisation sent you.",
    ),
    "not_pushed": Text(
        "Tổ chức chưa gửi trước yêu cầu của mình, nên không thể bắt đầu.",
        "The organisation did not send its request ahead, so nothing can begin.",
    ),
    "parameter_not_pushed": Text(
        "Địa chỉ này chứa thêm điều mà tổ chức phải gửi trước.",
        "This address holds more than it may: the organisation has to send that ahead.",
    ),
    "request_uri_foreign": Text(
        "Yêu cầu này được gửi trước đến một máy chủ khác.", "This request was sent ahead to another server."
    ),
}
OUTCOME: Final = {
    "not_completed": Text(
        "Yêu cầu chưa hoàn tất. Lý do chỉ được nói với chính người đó.",
        "The request was not completed. Why is told to the person alone.",
    ),
}
ANYWHERE: Final = {
    "no_such_address": Text("Địa chỉ này không có ở đây.", "There is nothing at this address."),
    "method_not_allowed": Text(
        "Địa chỉ này không được dùng theo cách đã dùng.",
        "This address is not for use in the way it was used.",
    ),
    "server_error": Text(
        "Đã có lỗi ở phía chúng tôi, không phải ở yêu cầu.",
        "Something failed on our side, not in the request.",
    ),
}

PROTOCOL_SENTENCES: Final[Mapping[str, Text]] = MappingProxyType(
    READING | ASSERTIONS | SECRETS | PROOFS | REQUESTS | TOKENS | REGISTRATION | FACTS | BROWSER | OUTCOME
)
