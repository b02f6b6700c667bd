"""What a visitor, or an auditor, would want on paper: who received what for, when, and under which name."""

from datetime import UTC, datetime

from babel.dates import format_datetime

from examples.partner_site.profile import Purpose, Text
from examples.partner_site.relying_party import Received

_LOCALES = {"vi": "vi_VN", "en": "en_GB"}
_NAMES: dict[str, Text] = {
    "purpose": {"vi": "Mục đích", "en": "Purpose"},
    "signed_in": {"vi": "Bạn đăng nhập lúc", "en": "You signed in"},
    "subject": {"vi": "Chúng tôi biết bạn là", "en": "We know you as"},
    "receipt": {"vi": "Biên nhận đồng ý", "en": "Consent receipt"},
}
_PAIRWISE: Text = {
    "vi": "Mã chỉ dành cho chúng tôi; nơi khác nhận mã khác.",
    "en": "A code for us alone; anyone else gets another one.",
}


def receipt(purpose: Purpose, received: Received, language: str) -> list[tuple[str, str, str]]:
    """Rows of name, value and remark. What the bridge did not say has no row."""
    userinfo, signed_in = received.userinfo, received.id_token.get("auth_time")
    rows = [("purpose", purpose.title[language], purpose.code)]
    if isinstance(signed_in, int):
        rows.append(("signed_in", _moment(signed_in, language), ""))
    rows.append(("subject", str(userinfo["sub"]), _PAIRWISE[language]))
    if "consent_receipt" in userinfo:
        rows.append(("receipt", str(userinfo["consent_receipt"]), ""))
    return [(_NAMES[name][language], value, remark) for name, value, remark in rows]


def _moment(seconds: int, language: str) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return format_datetime(moment, format="long", locale=_LOCALES[language])
