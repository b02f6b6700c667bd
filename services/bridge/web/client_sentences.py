"""How a client proves itself, and what goes wrong with it: a part of the sentences of the protocol."""

from typing import Final

from bridge.domain.attributes import Text

ASSERTIONS: Final = {
    "assertion_missing": Text(
        "Ứng dụng chưa chứng minh mình là ai: thiếu chữ ký xác thực.",
        "The application did not prove who it is: its signed assertion is missing.",
    ),
    "client_secret_refused": Text(
        "Mật khẩu được gửi trong nội dung yêu cầu; ở đây phải xác thực bằng chữ ký.",
        "A secret was sent in the body; here an application proves itself by a signature.",
    ),
    "client_differs": Text(
        "Yêu cầu nêu tên một ứng dụng khác với ứng dụng đã ký.",
        "The request names another application than the one that signed.",
    ),
    "jwks_unavailable": Text(
        "Không lấy được khóa công khai của ứng dụng ở địa chỉ đã đăng ký.",
        "The application's public keys could not be fetched from their registered address.",
    ),
    "assertion_malformed": Text(
        "Chữ ký xác thực không có dạng đúng.", "The signed assertion does not have the right form."
    ),
    "assertion_too_large": Text("Chữ ký xác thực quá dài.", "The signed assertion is too long."),
    "assertion_algorithm_not_allowed": Text(
        "Chữ ký xác thực dùng một thuật toán không được chấp nhận.",
        "The assertion is signed with an algorithm that is not accepted.",
    ),
    "assertion_unknown_critical_header": Text(
        "Chữ ký xác thực đòi hỏi một quy tắc mà ở đây không ai biết.",
        "The assertion demands a rule that nobody knows here.",
    ),
    "assertion_unknown_key": Text(
        "Chữ ký xác thực nêu một khóa chưa được đăng ký.",
        "The assertion names a key that is not registered.",
    ),
    "assertion_bad_signature": Text(
        "Chữ ký xác thực không khớp với khóa đã đăng ký.",
        "The assertion's signature does not fit the registered key.",
    ),
    "assertion_wrong_subject": Text(
        "Chữ ký xác thực nói về một ứng dụng khác.", "The assertion speaks of another application."
    ),
    "assertion_wrong_audience": Text(
        "Chữ ký xác thực được làm cho một máy chủ khác.", "The assertion was made for another server."
    ),
    "assertion_expiry_missing": Text(
        "Chữ ký xác thực không nêu khi nào hết hạn.", "The assertion does not say when it expires."
    ),
    "assertion_expired": Text("Chữ ký xác thực đã hết hạn.", "The assertion has expired."),
    "assertion_not_yet_valid": Text(
        "Chữ ký xác thực đến từ tương lai: đồng hồ của ứng dụng chạy sai.",
        "The assertion comes from the future: the application's clock is wrong.",
    ),
    "assertion_lifetime_too_long": Text(
        "Chữ ký xác thực có thời hạn dài hơn mức cho phép.", "The assertion is valid for longer than allowed."
    ),
    "assertion_jti_missing": Text(
        "Chữ ký xác thực thiếu số riêng để chỉ dùng được một lần.",
        "The assertion lacks the number of its own by which it counts once.",
    ),
    "assertion_replayed": Text("Chữ ký xác thực này đã được dùng rồi.", "This assertion was used before."),
}
SECRETS: Final = {
    "credentials_wrong": Text(
        "Tên ứng dụng và mật khẩu không khớp nhau.", "The application's name and secret do not fit together."
    ),
    "credentials_malformed": Text(
        "Tên ứng dụng và mật khẩu được gửi ở dạng không đọc được.",
        "The application's name and secret came in a form that cannot be read.",
    ),
    "authenticated_twice": Text(
        "Ứng dụng tự xác thực theo hai cách cùng lúc.", "The application proves itself in two ways at once."
    ),
    "method_differs": Text(
        "Ứng dụng đã đăng ký một cách xác thực khác.",
        "The application is registered to prove itself in another way.",
    ),
    "dpop_not_offered": Text(
        "Ở địa chỉ này, mã truy cập không gắn với khóa nào.", "At this address no token is bound to a key."
    ),
    "credentials_in_browser": Text(
        "Mật khẩu của ứng dụng xuất hiện trong địa chỉ của trình duyệt và phải được thay.",
        "The application's secret stood in the browser's address, and has to be replaced.",
    ),
}
PROOFS: Final = {
    "dpop_missing": Text(
        "Thiếu bằng chứng rằng ứng dụng giữ khóa của mình.",
        "The proof that the application holds its key is missing.",
    ),
    "dpop_repeated": Text(
        "Có hai bằng chứng giữ khóa trong một yêu cầu.", "One request carries two proofs of a key."
    ),
    "dpop_malformed": Text(
        "Bằng chứng giữ khóa không có dạng đúng.", "The proof of the key does not have the right form."
    ),
    "dpop_too_large": Text("Bằng chứng giữ khóa quá dài.", "The proof of the key is too long."),
    "dpop_algorithm_not_allowed": Text(
        "Bằng chứng giữ khóa dùng một thuật toán không được chấp nhận.",
        "The proof of the key uses an algorithm that is not accepted.",
    ),
    "dpop_unknown_critical_header": Text(
        "Bằng chứng giữ khóa đòi hỏi một quy tắc mà ở đây không ai biết.",
        "The proof of the key demands a rule that nobody knows here.",
    ),
    "dpop_wrong_type": Text(
        "Một chữ ký làm cho việc khác được đưa ra làm bằng chứng giữ khóa.",
        "A signature made for something else was sent as the proof of the key.",
    ),
    "dpop_unusable_key": Text(
        "Khóa trong bằng chứng bị thiếu, yếu hoặc không phải khóa công khai.",
        "The key in the proof is missing, weak or not a public one.",
    ),
    "dpop_unknown_key": Text(
        "Khóa trong bằng chứng không hợp với thuật toán đã nêu.",
        "The key in the proof does not fit its algorithm.",
    ),
    "dpop_bad_signature": Text(
        "Bằng chứng không do khóa của nó ký.", "The proof was not signed by its own key."
    ),
    "dpop_wrong_method": Text(
        "Bằng chứng được làm cho một loại yêu cầu khác.", "The proof was made for another kind of request."
    ),
    "dpop_wrong_url": Text(
        "Bằng chứng được làm cho một địa chỉ khác.", "The proof was made for another address."
    ),
    "dpop_not_yet_valid": Text(
        "Bằng chứng đến từ tương lai: đồng hồ của ứng dụng chạy sai.",
        "The proof comes from the future: the application's clock is wrong.",
    ),
    "dpop_expired": Text("Bằng chứng giữ khóa đã quá cũ.", "The proof of the key is too old."),
    "dpop_lifetime_too_long": Text(
        "Bằng chứng giữ khóa có thời hạn dài hơn mức cho phép.",
        "The proof of the key is valid for longer than allowed.",
    ),
    "dpop_jti_missing": Text(
        "Bằng chứng thiếu số riêng để chỉ dùng được một lần.",
        "The proof lacks the number of its own by which it counts once.",
    ),
    "dpop_replayed": Text("Bằng chứng này đã được dùng rồi.", "This proof was used before."),
    "dpop_wrong_access_token": Text(
        "Bằng chứng được làm cho một mã truy cập khác.", "The proof was made for another access token."
    ),
    "dpop_nonce_missing": Text(
        "Máy chủ muốn bằng chứng có số mà nó vừa gửi; hãy gửi lại, chưa có gì mất đi.",
        "The server wants its own number in the proof; send it again, nothing was spent.",
    ),
    "dpop_nonce_stale": Text(
        "Số của máy chủ trong bằng chứng đã cũ; hãy gửi lại với số mới, chưa có gì mất đi.",
        "The server's number in the proof is old; send it again with the new one, nothing was spent.",
    ),
    "dpop_key_changed": Text(
        "Yêu cầu này dùng một khóa khác với lúc bắt đầu.",
        "This request uses another key than the one it began with.",
    ),
}
