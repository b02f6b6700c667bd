"""Every reason there is, explained once: the tables of docs/errors.md for those who read no specification."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import rfc8785

from bridge.domain.attributes import Text
from bridge.domain.explanations import explanation
from bridge.domain.reasons import PERSON_DEPENDENT, NotCompleted, Reason
from bridge.web import client_sentences as client
from bridge.web import protocol_sentences as protocol
from bridge.web.page_sentences import SENTENCES


class Listener(StrEnum):
    """Who is told the reason itself; a partner that is not told it learns `not_completed`."""

    PARTNER = "partner"
    CITIZEN = "citizen"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Group:
    """Reasons that belong together."""

    id: str
    heading: Text
    told_to: Listener
    reasons: Mapping[str, Text]


_FOR_ANYONE: Final = "store_unavailable"


def _explained(reasons: Iterable[Reason | NotCompleted]) -> dict[str, Text]:
    return {str(reason): explanation(reason) for reason in reasons}


CATALOGUE: Final[tuple[Group, ...]] = (
    Group(
        "request",
        Text("Yêu cầu trái với thỏa thuận", "The request goes against the agreement"),
        Listener.PARTNER,
        _explained(reason for reason in Reason if reason not in PERSON_DEPENDENT),
    ),
    Group(
        "person",
        Text("Chỉ nói với người đăng nhập", "Told to whoever signed in, and to nobody else"),
        Listener.CITIZEN,
        _explained(reason for reason in Reason if reason in PERSON_DEPENDENT),
    ),
    Group(
        "ended",
        Text("Hành trình dừng giữa chừng", "The journey ended on its way"),
        Listener.CITIZEN,
        _explained(NotCompleted),
    ),
    Group(
        "pages",
        Text("Trang không thể tiếp tục", "A page cannot go on"),
        Listener.CITIZEN,
        {word: text for word, text in SENTENCES.items() if word != _FOR_ANYONE} | protocol.BROWSER,
    ),
    Group(
        "store",
        Text("Không thể ghi nhận", "Nothing can be recorded"),
        Listener.ANYONE,
        {_FOR_ANYONE: SENTENCES[_FOR_ANYONE]},
    ),
    Group(
        "anywhere",
        Text("Ở bất kỳ địa chỉ nào", "At any address"),
        Listener.ANYONE,
        protocol.ANYWHERE,
    ),
    *(
        Group(name, heading, Listener.PARTNER, reasons)
        for name, heading, reasons in (
            ("reading", Text("Đọc yêu cầu", "Reading the request"), protocol.READING),
            ("client", Text("Ứng dụng tự xác thực", "The application proves itself"), client.ASSERTIONS),
            ("secrets", Text("Mật khẩu ứng dụng", "Client secrets"), client.SECRETS),
            ("proofs", Text("Bằng chứng giữ khóa (DPoP)", "Proofs of a key (DPoP)"), client.PROOFS),
            ("pushed", Text("Yêu cầu gửi trước", "The pushed request"), protocol.REQUESTS),
            ("tokens", Text("Mã và mã truy cập", "Codes and tokens"), protocol.TOKENS),
            ("registration", Text("Đăng ký", "Registration"), protocol.REGISTRATION),
            ("facts", Text("Hỏi thử", "Trial requests"), protocol.FACTS),
            ("outcome", Text("Điều tổ chức được biết", "What a partner learns"), protocol.OUTCOME),
        )
    ),
)


def catalogue_document() -> dict[str, Any]:
    """What `GET /v1/reasons` answers."""
    return {
        "reasons": [
            {
                "reason": word,
                "group": group.id,
                "told_to": str(group.told_to),
                "explanation": {"vi": text.vi, "en": text.en},
            }
            for group in CATALOGUE
            for word, text in group.reasons.items()
        ]
    }


def digest_of(document: dict[str, Any]) -> str:
    """The hex SHA-256 of the document's RFC 8785 form."""
    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()
