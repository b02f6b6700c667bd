"""How a claim's value is written for the person it is about, in Vietnamese and English."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Literal

from babel import Locale
from babel.dates import format_date
from babel.units import format_unit

from bridge.domain.attributes import MRZ_NAME
from bridge.domain.country_codes import alpha2_from_icao
from bridge.web.display_health import resource_details, resource_name
from bridge.web.display_line import Line
from bridge.web.display_patient_summary import summary_lines
from bridge.web.display_study import qualification, transcript

_SEXES: Final = {"female": {"vi": "Nữ", "en": "Female"}, "male": {"vi": "Nam", "en": "Male"}}
# Viet Nam's own spelling; every other name is CLDR's.
_VIET_NAM: Final = {"vi": "Việt Nam", "en": "Viet Nam"}
_UNITS: Final = {"Y": "year", "M": "month", "D": "day"}
# CLDR has no long form of these units in Vietnamese, where the short one is already the whole word.
_LENGTHS: Final[Mapping[str, Literal["short", "long"]]] = {"vi": "short", "en": "long"}
_LOCALES: Final = {"vi": "vi_VN", "en": "en_GB"}
_DURATION = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
# CLDR's own Vietnamese forms leave out the word for the year, which spoken and written Vietnamese has.
_DAYS: Final = {"vi": "d 'tháng' M 'năm' y", "en": "d MMMM y"}
_MONTHS: Final = {"vi": "'tháng' M 'năm' y", "en": "MMMM y"}


def shown_value(claim: str, value: object, language: str) -> list[Line]:
    """The value as lines of text; a claim without a rule of its own is shown as it is released."""
    return _RULES.get(claim, _as_it_is)(value, language)


def country_name(code: str, language: str) -> str:
    """The name of a country by two letters or ICAO's three; the code where it is no country's."""
    two = alpha2_from_icao(code) or code
    if two == "VN":
        return _VIET_NAM[language]
    return str(Locale.parse(_LOCALES[language]).territories.get(two, code))


def duration(iso: str, language: str) -> str:
    """An ISO 8601 duration of years, months and days in words; any other as it stands."""
    found = _DURATION.fullmatch(iso)
    if found is None:
        return iso
    parts = zip("YMD", found.groups(), strict=True)
    words = [
        format_unit(
            int(number), f"duration-{_UNITS[unit]}", length=_LENGTHS[language], locale=_LOCALES[language]
        )
        for unit, number in parts
        if number
    ]
    return " ".join(words) or iso


def shown_date(value: str, language: str) -> str:
    """A date in the language's usual form: a full one, or the month or year that is all that is known."""
    if _MONTH.fullmatch(value):
        return format_date(date.fromisoformat(f"{value}-01"), _MONTHS[language], locale=_LOCALES[language])
    if _DATE.fullmatch(value) is None:
        return value
    return shown_day(date.fromisoformat(value), language)


def shown_day(day: date, language: str) -> str:
    """`22 tháng 11 năm 2026`, `22 November 2026`."""
    return format_date(day, _DAYS[language], locale=_LOCALES[language])


def _as_it_is(value: object, language: str) -> list[Line]:
    if isinstance(value, list):
        return [line for item in value for line in _as_it_is(item, language)]
    if isinstance(value, Mapping):
        return [Line(f"{name}: {part}") for name, part in value.items()]
    return [Line(str(value))]


def _date(value: object, language: str) -> list[Line]:
    return [Line(shown_date(str(value), language))]


def _sex(value: object, language: str) -> list[Line]:
    return [Line(_SEXES.get(str(value), {}).get(language, str(value)))]


def _machine_name(value: object, language: str) -> list[Line]:
    # A passport's machine-readable lines have `<` for a space, which is no word to a reader.
    sent_as = {"vi": "được gửi dưới dạng", "en": "sent as"}[language]
    return [Line(" ".join(str(value).replace("<", " ").split()), f"{sent_as} {value}")]


def _nationalities(value: object, language: str) -> list[Line]:
    codes = value if isinstance(value, list) else [value]
    return [Line(country_name(str(code), language)) for code in codes]


def _travel_document(value: object, language: str) -> list[Line]:
    if not isinstance(value, Mapping):
        return _as_it_is(value, language)
    kind = {"vi": "Hộ chiếu", "en": "Passport"}[language]
    until = {"vi": "hết hạn", "en": "valid until"}[language]
    issuer = country_name(str(value.get("issuing_country")), language)
    expiry = value.get("date_of_expiry")
    detail = f"{until} {shown_date(str(expiry), language)}" if expiry else ""
    return [Line(f"{kind} {value.get('number', '')}, {issuer}", detail)]


def _health(value: object, language: str) -> list[Line]:
    resources = value if isinstance(value, list) else [value]
    if not resources:
        return [Line({"vi": "Không có", "en": "None known"}[language])]
    return [
        Line(resource_name(resource), " · ".join(resource_details(resource, language, shown_date)))
        for resource in resources
        if isinstance(resource, Mapping)
    ]


def _patient_summary(value: object, language: str) -> list[Line]:
    return list(summary_lines(value, language, shown_value)) if isinstance(value, Mapping) else []


def _address(value: object, language: str) -> list[Line]:
    if not isinstance(value, Mapping):
        return _as_it_is(value, language)
    lines = [Line(line) for line in str(value.get("formatted", "")).splitlines()]
    country = value.get("country")
    return [*lines, Line(country_name(str(country), language))] if country else lines


def _yes_or_no(yes: Mapping[str, str], no: Mapping[str, str]) -> Callable[[object, str], list[Line]]:
    """Whole sentences: a bare "no" could be read as an answer to the question on the page."""
    return lambda value, language: [Line((yes if value is True else no)[language])]


def _listed(
    entry: Callable[[Mapping[str, Any], str], Line],
) -> Callable[[object, str], list[Line]]:
    def lines(value: object, language: str) -> list[Line]:
        entries = value if isinstance(value, list) else []
        shown = [entry(item, language) for item in entries if isinstance(item, Mapping)]
        return shown or [Line({"vi": "Không có", "en": "None"}[language])]

    return lines


def _qualification(item: Mapping[str, Any], language: str) -> Line:
    return qualification(
        item,
        language,
        country=country_name(str(item.get("country")), language),
        awarded_on=shown_date(str(item.get("awarded_on")), language),
    )


_RULES: Final[Mapping[str, Callable[[object, str], list[Line]]]] = {
    MRZ_NAME: _machine_name,
    "birthdate": _date,
    "gender": _sex,
    "nationalities": _nationalities,
    "travel_document": _travel_document,
    "address": _address,
    "insurance_valid": _yes_or_no(
        {"vi": "Có: bảo hiểm còn hiệu lực hôm nay", "en": "Yes: the insurance is valid today"},
        {"vi": "Không: bảo hiểm không có hiệu lực hôm nay", "en": "No: the insurance is not valid today"},
    ),
    "insurance_valid_until": _date,
    "qualifications": _listed(_qualification),
    "transcripts": _listed(transcript),
    "is_enrolled": _yes_or_no(
        {"vi": "Có: đang theo học", "en": "Yes: enrolled at present"},
        {"vi": "Không: hiện không theo học", "en": "No: not enrolled at present"},
    ),
    "age_over_18": _yes_or_no(
        {"vi": "Có: đủ 18 tuổi", "en": "Yes: aged 18 or over"},
        {"vi": "Không: chưa đủ 18 tuổi", "en": "No: under 18"},
    ),
    "allergies": _health,
    "conditions": _health,
    "medications": _health,
    "immunizations": _health,
    "patient_summary": _patient_summary,
}
