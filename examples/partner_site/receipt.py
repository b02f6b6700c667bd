"""What a visitor would want on paper: what for, when, and the receipt's number; the codes apart from it."""

from datetime import UTC, datetime, timedelta, timezone

from babel.dates import format_time

from examples.partner_site.display import shown_day
from examples.partner_site.profile import Profile, Purpose, Text
from examples.partner_site.relying_party import Received

# Neither country moves its clocks in summer.
_ZONES = {"VN": timezone(timedelta(hours=7)), "SG": timezone(timedelta(hours=8))}
_CLOCKS: dict[str, Text] = {
    "VN": {"vi": "Giờ Việt Nam", "en": "Viet Nam time"},
    "SG": {"vi": "Giờ Singapore", "en": "Singapore time"},
}
_LOCALES = {"vi": "vi_VN", "en": "en_GB"}
_NAMES: dict[str, Text] = {
    "purpose": {"vi": "Mục đích", "en": "Purpose"},
    "signed_in": {"vi": "Bạn đăng nhập lúc", "en": "You signed in"},
    "receipt": {"vi": "Số biên nhận đồng ý", "en": "Number of your consent receipt"},
}
_SHOWN = 6


def receipt(
    profile: Profile, purpose: Purpose, received: Received, *, language: str
) -> list[tuple[str, str, str]]:
    """Rows of name, value and remark. What the bridge did not say has no row."""
    userinfo, signed_in = received.userinfo, received.id_token.get("auth_time")
    rows = [("purpose", purpose.title[language], "")]
    if isinstance(signed_in, int):
        moment = datetime.fromtimestamp(signed_in, UTC).astimezone(_ZONES[profile.country])
        rows.append(("signed_in", _moment(moment, language), _CLOCKS[profile.country][language]))
    if "consent_receipt" in userinfo:
        rows.append(("receipt", short_number(str(userinfo["consent_receipt"])), ""))
    return [(_NAMES[name][language], value, remark) for name, value, remark in rows]


def short_number(receipt_id: str) -> str:
    """The end of a receipt's identifier or address, as people read it out to each other."""
    return f"…{receipt_id[-_SHOWN:]}"


def codes(purpose: Purpose, received: Received) -> list[tuple[Text, str]]:
    """What only software and a support desk would ask for."""
    userinfo = received.userinfo
    rows: list[tuple[Text, str]] = [
        ({"vi": "Mã của mục đích", "en": "Code of the purpose"}, purpose.code),
        (
            {
                "vi": "Mã của bạn, chỉ dành cho chúng tôi; nơi khác nhận mã khác",
                "en": "A code for us alone, by which we know you; anyone else gets another one",
            },
            str(userinfo["sub"]),
        ),
    ]
    if "consent_receipt" in userinfo:
        address: Text = {"vi": "Địa chỉ của biên nhận", "en": "Address of the receipt"}
        rows.append((address, str(userinfo["consent_receipt"])))
    return rows


def _moment(moment: datetime, language: str) -> str:
    clock = format_time(moment, "HH:mm", locale=_LOCALES[language])
    day = shown_day(moment.date(), language)
    return f"{clock}, {day}" if language == "vi" else f"{day}, {clock}"
