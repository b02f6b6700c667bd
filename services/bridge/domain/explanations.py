"""What a citizen is told when nothing is sent: the same reasons, in plain Vietnamese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from bridge.domain.attributes import Text
from bridge.domain.reasons import NotCompleted, Reason

_EXPLANATIONS: Mapping[Reason | NotCompleted, Text] = MappingProxyType(
    {
        Reason.PURPOSE_UNKNOWN: Text(
            "Bên yêu cầu nêu một mục đích không có trong thỏa thuận giữa hai nước.",
            "The organisation named a purpose that the agreement between the two countries does not have.",
        ),
        Reason.ATTRIBUTE_UNKNOWN: Text(
            "Bên yêu cầu hỏi một loại dữ liệu không tồn tại ở đây.",
            "The organisation asked for a kind of data that does not exist here.",
        ),
        Reason.NO_ATTRIBUTE_REQUESTED: Text(
            "Bên yêu cầu không nêu dữ liệu nào.",
            "The organisation did not name any data.",
        ),
        Reason.PURPOSE_NOT_REGISTERED: Text(
            "Bên yêu cầu chưa đăng ký mục đích này.",
            "The organisation is not registered for this purpose.",
        ),
        Reason.ATTRIBUTE_NOT_IN_PURPOSE: Text(
            "Bên yêu cầu hỏi nhiều hơn mức mà mục đích này cho phép, nên toàn bộ yêu cầu bị từ chối.",
            "The organisation asked for more than this purpose allows, so the whole request was refused.",
        ),
        Reason.ATTRIBUTE_NOT_REGISTERED: Text(
            "Bên yêu cầu hỏi dữ liệu mà họ chưa đăng ký, nên toàn bộ yêu cầu bị từ chối.",
            "The organisation asked for data it is not registered for, so the whole request was refused.",
        ),
        Reason.ATTRIBUTE_NEEDS_OTHERS: Text(
            "Bên yêu cầu hỏi một bản tóm tắt mà không hỏi những mục tạo nên nó, nên toàn bộ yêu cầu bị từ "
            "chối.",
            "The organisation asked for a summary without asking for what it is made of, so the whole "
            "request was refused.",
        ),
        Reason.DIRECTION_NOT_COVERED: Text(
            "Thỏa thuận không cho phép gửi dữ liệu theo chiều này.",
            "The agreement does not let data cross the border in this direction.",
        ),
        Reason.AGREEMENT_NOT_IN_FORCE: Text(
            "Thỏa thuận giữa hai nước hiện không có hiệu lực.",
            "The agreement between the two countries is not in force at the moment.",
        ),
        Reason.AGREEMENT_SUSPENDED: Text(
            "Một trong hai nước đã tạm đình chỉ thỏa thuận, nên hiện không có dữ liệu nào được gửi qua biên "
            "giới. Không phải do bạn; hãy thử lại khi thỏa thuận được khôi phục.",
            "One of the two countries has suspended the agreement, so no data crosses the border at the "
            "moment. It is not because of you; please try again once the agreement has been resumed.",
        ),
        Reason.SECTOR_NOT_COVERED: Text(
            "Thỏa thuận không cho phép loại tổ chức này nhận dữ liệu cho mục đích đó.",
            "The agreement does not let this kind of organisation receive data for that purpose.",
        ),
        Reason.BASELINE_NOT_ALLOWED: Text(
            "Thỏa thuận đòi hỏi tổ chức này kết nối theo cách được bảo vệ chặt chẽ hơn cho mục đích đó.",
            "The agreement asks the organisation to connect in a better protected way for this purpose.",
        ),
        Reason.TRANSFER_INSTRUMENT_MISSING: Text(
            "Chưa có văn bản chuyển dữ liệu cá nhân xuyên biên giới đang có hiệu lực cho trường hợp này.",
            "No instrument for a cross-border transfer of personal data is in force for this case.",
        ),
        Reason.IMPACT_DOSSIER_OVERDUE: Text(
            "Hồ sơ đánh giá tác động chuyển dữ liệu xuyên biên giới chưa được nộp đúng hạn 60 ngày, nên "
            "dữ liệu không còn được gửi đi.",
            "The impact assessment for transfers across the border was not filed within 60 days, so no more "
            "data is sent.",
        ),
        Reason.PUBLIC_AGENCY_DIRECTION_MISSING: Text(
            "Dữ liệu này do cơ quan nhà nước Singapore nắm giữ, và chưa có chỉ thị cho phép chia sẻ cho mục "
            "đích này.",
            "A public agency of Singapore holds this data, and no direction lets it be shared for this "
            "purpose.",
        ),
        Reason.ASSURANCE_TOO_LOW: Text(
            "Việc này cần biết chắc hơn bạn là ai; lần đăng nhập này chưa đủ.",
            "This needs more certainty about who you are than this sign-in gives.",
        ),
        Reason.ACCOUNT_NOT_ACTIVE: Text(
            "Tài khoản của bạn đang bị khóa hoặc không hoạt động tại nơi cấp.",
            "Your account is locked or not active at its identity provider.",
        ),
        Reason.AGE_UNKNOWN: Text(
            "Không xác định được tuổi của bạn, nên không thể áp dụng quy định bảo vệ trẻ em.",
            "Your age is not known, so the rules that protect children cannot be applied.",
        ),
        Reason.REPRESENTATIVE_CONSENT_REQUIRED: Text(
            "Người ở tuổi này cần có sự đồng ý của người đại diện theo pháp luật, nhưng nơi cấp định danh "
            "không cho biết người đó là ai.",
            "At this age the consent of a legal representative is needed, and the identity provider does not "
            "say who that is.",
        ),
        Reason.NOT_THE_REPRESENTATIVE: Text(
            "Theo dữ liệu của nơi cấp định danh, người vừa đăng nhập không phải là người đại diện theo pháp "
            "luật của trẻ.",
            "In the identity provider's records, whoever just signed in is not the child's legal "
            "representative.",
        ),
        Reason.REPRESENTATIVE_NOT_OF_AGE: Text(
            "Người đại diện phải từ đủ 18 tuổi.",
            "Whoever represents a child must be 18 or older.",
        ),
        Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL: Text(
            "Dữ liệu cá nhân nhạy cảm chỉ được gửi từ tài khoản đã xác minh trực tiếp (VNeID mức độ 2).",
            "Sensitive personal data is only sent from an account verified in person (VNeID level 2).",
        ),
        Reason.CONSENT_MISSING: Text(
            "Bạn chưa đồng ý. Im lặng không được coi là đồng ý.",
            "You have not consented. Silence is not taken for consent.",
        ),
        Reason.CONSENT_REFUSED: Text(
            "Bạn đã không đồng ý. Không có dữ liệu nào được gửi đi.",
            "You did not consent. Nothing was sent.",
        ),
        Reason.CONSENT_NOT_IN_FORCE: Text(
            "Sự đồng ý của bạn đã hết hiệu lực hoặc đã được rút lại.",
            "Your consent has run out or was withdrawn.",
        ),
        Reason.CONSENT_USED_UP: Text(
            "Sự đồng ý của bạn chỉ dùng cho một lần và đã được dùng.",
            "Your consent was for one use, and it has been used.",
        ),
        Reason.CONSENT_MISMATCH: Text(
            "Sự đồng ý của bạn dành cho một yêu cầu khác.",
            "Your consent was given to a different request.",
        ),
        Reason.NOTHING_TO_RELEASE: Text(
            "Nơi cấp định danh của bạn không có dữ liệu nào trong số được yêu cầu.",
            "Your identity provider holds none of the data that was asked for.",
        ),
        NotCompleted.SIGN_IN_REFUSED: Text(
            "Bạn đã không đăng nhập. Không có dữ liệu nào được gửi đi.",
            "You did not sign in. Nothing was sent.",
        ),
        NotCompleted.SIGN_IN_FAILED: Text(
            "Nơi cấp định danh không cung cấp dữ liệu cá nhân nào của tài khoản này. Chẳng hạn, tài khoản "
            "Singpass cho người nước ngoài (Foreign Account) không có dữ liệu cá nhân.",
            "The identity provider gave out no personal data for this account. A Singpass Foreign Account, "
            "for instance, holds none.",
        ),
        NotCompleted.PROVIDER_UNAVAILABLE: Text(
            "Nơi cấp định danh hiện không trả lời. Hãy thử lại sau.",
            "The identity provider does not answer at the moment. Please try again later.",
        ),
        NotCompleted.PARTNER_GONE: Text(
            "Tổ chức này đã rút hoặc thay đổi đăng ký trong lúc bạn đang thực hiện.",
            "The organisation withdrew or changed its registration while you were on your way.",
        ),
        NotCompleted.PROVIDER_UNTRUSTED: Text(
            "Câu trả lời của nơi cấp định danh không kiểm chứng được, nên không có gì được sử dụng.",
            "The identity provider's answer could not be verified, so none of it was used.",
        ),
    }
)


def explanation(reason: Reason | NotCompleted) -> Text:
    """The sentence for a reason; every reason has one."""
    return _EXPLANATIONS[reason]
