"""The other words of a notice where it is about a child: the child's own, and those of who represents it.

Whatever is not in a reader's table is said in the words of `notice_words`, to which these belong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bridge.domain import notice_words as words
from bridge.domain.attributes import Text
from bridge.domain.notices import Reader


@dataclass(frozen=True, slots=True)
class About:
    """What has to be known before the rest is read."""

    heading: Text
    sentences: tuple[Text, ...]


THEN_THE_REPRESENTATIVE: Final = Text("Người đại diện trả lời", "Your representative answers")
WILL_BE_ASKED: Final = Text(
    "Được hỏi sau em, và cũng phải đồng ý.", "Is asked after you, and must agree as well."
)

_YOU_ANSWER_FOR: Final = Text(
    "Bạn đã đăng nhập là người đại diện theo pháp luật của trẻ đã đăng nhập trước. Mọi dữ liệu dưới đây là "
    "của trẻ, không phải của bạn.",
    "You signed in as the legal representative of the child who signed in before. Everything below is the "
    "child's data, not yours.",
)
_ON_BEHALF: Final = Text("Bạn trả lời thay cho trẻ", "You answer for a child")

ABOUT: Final[Mapping[Reader, About]] = MappingProxyType(
    {
        Reader.CHILD: About(
            Text("Em nên biết trước", "Know this first"),
            (
                Text(
                    "Em có quyền nói không. Không ai bị phạt vì nói không.",
                    "You may say no. Nobody may punish you for it.",
                ),
                Text(
                    "Nếu em nói có, cha, mẹ hoặc người giám hộ của em sẽ được hỏi tiếp. Chỉ khi cả hai cùng "
                    "đồng ý thì dữ liệu mới được gửi đi.",
                    "If you say yes, your parent or guardian is asked next. Only if both of you agree is "
                    "anything sent.",
                ),
                Text(
                    "Người đó chỉ thấy những gì em đồng ý, không thấy mục em bỏ trống.",
                    "They see what you agreed to, and not what you left unticked.",
                ),
                Text(
                    "Nếu em không hiểu, hãy hỏi một người lớn mà em tin tưởng trước khi trả lời.",
                    "If you do not understand something, ask an adult you trust before you answer.",
                ),
            ),
        ),
        Reader.WITH_CHILD: About(
            _ON_BEHALF,
            (
                _YOU_ANSWER_FOR,
                Text(
                    "Trẻ đã đồng ý với những mục dưới đây. Không có sự đồng ý của bạn thì không có gì được "
                    "gửi đi.",
                    "The child has agreed to the items below. Without your consent nothing is sent.",
                ),
            ),
        ),
        Reader.FOR_CHILD: About(
            _ON_BEHALF,
            (
                _YOU_ANSWER_FOR,
                Text(
                    "Trẻ dưới bảy tuổi không được hỏi: bạn quyết định một mình.",
                    "A child under seven is not asked: you decide alone.",
                ),
            ),
        ),
    }
)

_CHILDS: Final[Mapping[Text, Text]] = MappingProxyType(
    {
        words.TITLE: Text("Em có đồng ý không?", "Do you agree?"),
        words.HEADING: Text("{who} muốn biết một số điều về em", "{who} wants to know some things about you"),
        words.JOURNEY: Text(
            "Đường đi của dữ liệu: từ {provider}, qua câu trả lời của em và của người đại diện, sang {who}",
            "The way of the data: from {provider}, by your answer and your representative's, to {who}",
        ),
        words.AT_THE_SOURCE: Text("Dữ liệu của em đang ở đây.", "Your data is here."),
        words.YOU: Text("Em trả lời", "You answer"),
        words.YOU_ARE_HERE: Text(
            "Em đang ở đây. Chưa có gì rời khỏi {country}.", "You are here. Nothing has left {country} yet."
        ),
        words.WOULD_RECEIVE: Text(
            "Nhận dữ liệu qua biên giới, nếu cả hai đồng ý.", "Receives it across the border, if both agree."
        ),
        words.IF_YOU_AGREE: Text(
            "Nếu cả hai đồng ý, {who} sẽ nhận những điều dưới đây, và chỉ dùng cho việc này.",
            "If both of you agree, {who} gets what is below, for this alone.",
        ),
        words.PURPOSE: Text("Để làm gì", "What for"),
        words.RECIPIENT: Text("Ai nhận", "Who gets it"),
        words.VERIFICATION: Text("Có đúng là họ không", "Is it really them"),
        words.CONTACT: Text("Hỏi thêm ở đâu", "Whom to ask"),
        words.MANDATORY: Text("Sẽ được gửi nếu cả hai đồng ý", "Will be sent if both of you agree"),
        words.OPTIONAL: Text("Em tự chọn: chỉ gửi mục em đánh dấu", "Your choice: sent only if you tick it"),
        words.SENSITIVE: Text("riêng tư", "private"),
        words.SENSITIVE_ANNOUNCED: Text(
            "Họ hỏi cả những điều rất riêng tư (Điều 4 Nghị định 356/2025/NĐ-CP): {items}.",
            "They ask for very private things too (Decree 356/2025/NĐ-CP article 4): {items}.",
        ),
        words.MISSING: Text(
            "{provider} không có các mục sau, nên sẽ không được gửi: {items}.",
            "{provider} has no data on these, so they will not be sent: {items}.",
        ),
        words.NOTHING_TICKED: Text(
            "Em chưa chọn mục nào. Hãy chọn ít nhất một mục, hoặc chọn “Em không đồng ý”.",
            "Nothing is ticked yet. Tick at least one item, or choose “No, I do not agree”.",
        ),
        words.TERMS: Text("Điều em nên biết", "Good to know"),
        words.USE: Text("Bao nhiêu lần", "How often"),
        words.ONE_USE: Text(
            "Một lần, trong vòng 5 phút sau khi cả hai đồng ý; rồi sự đồng ý hết hiệu lực.",
            "Once, within 5 minutes of both answers. Then your agreement is over.",
        ),
        words.SEVERAL_USES: Text(
            "Tối đa {uses} lần, trong vòng 5 phút sau khi cả hai đồng ý; rồi sự đồng ý hết hiệu lực.",
            "Up to {uses} times, within 5 minutes of both answers. Then your agreement is over.",
        ),
        words.RETENTION: Text("Được giữ bao lâu", "How long they keep it"),
        words.ONWARD: Text("Có được đưa cho người khác không", "May they pass it on"),
        words.ONWARD_ALLOWED: Text("Có, theo thỏa thuận.", "Yes, under the agreement."),
        words.ONWARD_NOT_ALLOWED: Text("Không.", "No."),
        words.LAW: Text("Luật và điều khoản", "The law and the clause"),
        words.LEGAL_BASIS: Text("Luật, {country}", "The law, {country}"),
        words.RIGHTS: Text("Quyền của em", "Your rights"),
        words.WITHDRAWAL: Text("Đổi ý", "Changing your mind"),
        words.WITHDRAW: Text(
            "Bất cứ lúc nào, ở “Trang của bạn” tại cầu nối này (địa chỉ ở dưới); hoặc em hay người đại diện "
            "viết cho {contact}. Điều đã gửi trước đó thì bên nhận phải ngừng sử dụng theo luật.",
            "At any time, in “Your pages” on this bridge (the address is below); or you or your "
            "representative write to {contact}. What was sent before, the recipient has to stop using as the "
            "law says.",
        ),
        words.ASK: Text(
            "Viết cho {contact} để được xem, chỉnh sửa hoặc xóa dữ liệu của em. Em cũng có quyền khiếu nại.",
            "Write to {contact} to see, correct or delete your data. You may also complain.",
        ),
        words.CLOSING: Text(
            "Im lặng không phải là đồng ý. Nếu em nói không, tổ chức chỉ biết rằng yêu cầu chưa hoàn tất.",
            "Silence is not a yes. If you say no, the organisation learns only that the request was not "
            "completed.",
        ),
        words.APPROVE: Text("Em đồng ý, hãy hỏi người đại diện", "Yes, and now ask my representative"),
        words.DENY: Text("Em không đồng ý", "No, I do not agree"),
    }
)

_REPRESENTATIVES: Final[Mapping[Text, Text]] = MappingProxyType(
    {
        words.HEADING: Text(
            "{who} đề nghị chia sẻ dữ liệu cá nhân của một trẻ", "{who} asks to share a child's personal data"
        ),
        words.AT_THE_SOURCE: Text("Dữ liệu của trẻ đang ở đây.", "The child's data is here."),
        words.YOU: Text("Bạn quyết định thay cho trẻ", "You decide for the child"),
        words.IF_YOU_AGREE: Text(
            "Nếu bạn đồng ý, {who} sẽ nhận những dữ liệu của trẻ dưới đây, và chỉ dùng cho mục đích này.",
            "If you agree, {who} receives the child's data below, for this purpose alone.",
        ),
        words.ASK: Text(
            "Viết cho {contact} để được xem, chỉnh sửa hoặc xóa dữ liệu của trẻ. Bạn cũng có quyền khiếu "
            "nại.",
            "Write to {contact} to see, correct or delete the child's data. You may also complain.",
        ),
    }
)

WORDS: Final[Mapping[Reader, Mapping[Text, Text]]] = MappingProxyType(
    {
        Reader.CITIZEN: MappingProxyType({}),
        Reader.CHILD: _CHILDS,
        Reader.WITH_CHILD: _REPRESENTATIVES,
        Reader.FOR_CHILD: _REPRESENTATIVES,
    }
)
