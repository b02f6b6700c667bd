"""The agreement and its answers in plain words, for somebody who reads neither code nor clauses."""

from collections.abc import Iterable, Mapping
from typing import Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, Text
from bridge.domain.calendar_words import day_words
from bridge.domain.clauses import Agreement, Clause, InstrumentKind
from bridge.domain.decisions import Deny
from bridge.domain.facts import Facts
from bridge.domain.mapping import Quality
from bridge.domain.reasons import Reason

ASSURANCE: Final[Mapping[Assurance, Text]] = {
    Assurance.LOW: Text("thấp", "low"),
    Assurance.SUBSTANTIAL: Text("trung bình", "substantial"),
    Assurance.HIGH: Text("cao", "high"),
}
SECTOR: Final[Mapping[str, Text]] = {
    "health": Text("y tế", "health care"),
    "education": Text("giáo dục", "education"),
    "tourism": Text("du lịch", "tourism"),
}
INSTRUMENT: Final[Mapping[InstrumentKind, Text]] = {
    InstrumentKind.TRANSFER_AGREEMENT: Text("thỏa thuận chuyển dữ liệu", "transfer agreement"),
    InstrumentKind.STATE_AUTHORITY_EXEMPTION: Text(
        "miễn trừ cho cơ quan nhà nước", "exemption for state authorities"
    ),
    InstrumentKind.ENFORCEABLE_CONTRACT: Text("hợp đồng có hiệu lực ràng buộc", "enforceable contract"),
    InstrumentKind.ASEAN_MODEL_CLAUSES: Text(
        "điều khoản hợp đồng mẫu ASEAN", "ASEAN model contractual clauses"
    ),
    InstrumentKind.CONSENT_AFTER_SUMMARY: Text(
        "sự đồng ý sau khi đọc bản tóm tắt", "consent after a written summary"
    ),
}
QUALITY: Final[Mapping[Quality, Text]] = {
    Quality.EXACT: Text("nguyên vẹn", "exact"),
    Quality.DERIVED: Text("suy ra", "derived"),
    Quality.LOSSY: Text("mất một phần", "lossy"),
    Quality.UNAVAILABLE: Text("không có", "unavailable"),
}
# In braces: what the clause, or the agreement, says of it.
_REMEDIES: Final[Mapping[Reason, Text]] = {
    Reason.PURPOSE_UNKNOWN: Text(
        "Chọn một trong các mục đích của thỏa thuận: {purposes}.",
        "Choose one of the agreement's purposes: {purposes}.",
    ),
    Reason.ATTRIBUTE_UNKNOWN: Text(
        "Chỉ hỏi những dữ liệu có trong danh sách của trang này.",
        "Ask only for data that this page lists.",
    ),
    Reason.NO_ATTRIBUTE_REQUESTED: Text("Hỏi ít nhất một dữ liệu.", "Ask for at least one item of data."),
    Reason.ATTRIBUTE_NOT_IN_PURPOSE: Text(
        "Với mục đích này chỉ có thể hỏi: {attributes}.",
        "For this purpose only these can be asked for: {attributes}.",
    ),
    Reason.ATTRIBUTE_NEEDS_OTHERS: Text(
        "Hỏi cả những mục tạo nên bản tóm tắt: {parts}.",
        "Ask as well for what the summary is made of: {parts}.",
    ),
    Reason.DIRECTION_NOT_COVERED: Text(
        "Một mục đích mà thỏa thuận cho phép theo chiều {direction}.",
        "A purpose that the agreement covers in the direction {direction}.",
    ),
    Reason.AGREEMENT_NOT_IN_FORCE: Text(
        "Một yêu cầu từ {from_day} và trước {until_day}.",
        "A request from {from_day} on, and before {until_day}.",
    ),
    Reason.AGREEMENT_SUSPENDED: Text(
        "Một yêu cầu sau khi cả hai nước cùng chấm dứt việc tạm đình chỉ.",
        "A request after both countries have lifted the suspension.",
    ),
    Reason.SECTOR_NOT_COVERED: Text(
        "Một tổ chức thuộc lĩnh vực {sectors}.", "An organisation in the sector of {sectors}."
    ),
    Reason.BASELINE_NOT_ALLOWED: Text(
        "Kết nối theo cách được bảo vệ chặt chẽ hơn (FAPI 2.0).",
        "A connection in the better protected way (FAPI 2.0).",
    ),
    Reason.TRANSFER_INSTRUMENT_MISSING: Text(
        "Một văn bản chuyển dữ liệu theo chiều {direction} đang có hiệu lực.",
        "A transfer instrument for the direction {direction} that is in force today.",
    ),
    Reason.PUBLIC_AGENCY_DIRECTION_MISSING: Text(
        "Một chỉ thị chia sẻ dữ liệu cho mục đích này, hoặc chỉ hỏi dữ liệu do chính người đó lưu giữ.",
        "A data sharing direction for this purpose, or a request for what the person alone holds.",
    ),
    Reason.IMPACT_DOSSIER_OVERDUE: Text(
        "Hồ sơ đánh giá tác động đã được nộp, hoặc một trường hợp được miễn.",
        "An impact dossier that has been filed, or an exemption.",
    ),
    Reason.ASSURANCE_TOO_LOW: Text(
        "Đăng nhập với mức đảm bảo ít nhất là “{assurance}”.",
        "A sign-in of at least “{assurance}” assurance.",
    ),
    Reason.AGE_UNKNOWN: Text(
        "Nguồn dữ liệu biết ngày sinh của người đó.", "A source that knows the person's date of birth."
    ),
    Reason.REPRESENTATIVE_CONSENT_REQUIRED: Text(
        "Người từ {age} tuổi trở lên, hoặc sự đồng ý của người đại diện mà nguồn dữ liệu biết.",
        "A person of {age} or older, or the consent of a legal representative whom the source names.",
    ),
}


def what_would_pass(agreement: Agreement, facts: Facts, deny: Deny, *, language: str) -> str:
    """How this request would be allowed. A denial that the page's form cannot meet is told in the policy's
    own words.
    """
    remedy = _REMEDIES.get(deny.reason)
    if remedy is None:
        return deny.what_would_pass
    clause = agreement.clause_for(facts.purpose, facts.direction)
    known = {
        "purposes": "; ".join(each.text.in_(language) for each in agreement.purposes.values()),
        "parts": labels(_parts_of(deny.attribute), language),
        "direction": f"{facts.direction.exporter}→{facts.direction.importer}",
        "from_day": day_words(agreement.in_force_from, language),
        "until_day": day_words(agreement.in_force_until, language),
    }
    return remedy.in_(language).format_map(known | ({} if clause is None else _of_clause(clause, language)))


def _parts_of(attribute: str | None) -> Iterable[str]:
    return ATTRIBUTES[attribute].made_of if attribute is not None and attribute in ATTRIBUTES else ()


def labels(claims: Iterable[str], language: str) -> str:
    """What the citizen calls these attributes; a word that is no attribute stands for itself."""
    return ", ".join(
        ATTRIBUTES[claim].label.in_(language) if claim in ATTRIBUTES else claim for claim in claims
    )


def sectors(words: Iterable[str], language: str) -> str:
    """The kinds of organisation, in words."""
    return ", ".join(SECTOR[word].in_(language) for word in sorted(words))


def _of_clause(clause: Clause, language: str) -> dict[str, str]:
    return {
        "attributes": labels((*clause.mandatory, *clause.optional), language),
        "sectors": sectors(clause.sectors, language),
        "assurance": ASSURANCE[clause.minimum_assurance].in_(language),
        "age": str(clause.child_below),
    }
