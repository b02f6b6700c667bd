"""The partner sites that the front page lists, in a visitor's words. One that has none goes by its name."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_FROM_VIETNAM: Final = {"vi": "dành cho công dân Việt Nam", "en": "for Vietnamese citizens"}
_FROM_SINGAPORE: Final = {"vi": "dành cho cư dân Singapore", "en": "for residents of Singapore"}
_WORDS: Final[Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]] = {
    "hospital": ({"vi": "Bệnh viện ở Singapore", "en": "A hospital in Singapore"}, _FROM_VIETNAM),
    "university": ({"vi": "Đại học ở Việt Nam", "en": "A university in Viet Nam"}, _FROM_SINGAPORE),
    "hotel": ({"vi": "Khách sạn ở Việt Nam", "en": "A hotel in Viet Nam"}, _FROM_SINGAPORE),
    "clinic": ({"vi": "Phòng khám ở Việt Nam", "en": "A clinic in Viet Nam"}, _FROM_SINGAPORE),
    "admissions": (
        {"vi": "Phòng tuyển sinh ở Singapore", "en": "An admissions office in Singapore"},
        _FROM_VIETNAM,
    ),
}


def listed(sites: Mapping[str, str], language: str) -> list[dict[str, str]]:
    """`url`, `words` and `visitors` of each site, from its name and address."""
    return [_listed(name, url, language) for name, url in sites.items()]


def _listed(name: str, url: str, language: str) -> dict[str, str]:
    words, visitors = _WORDS.get(name, ({}, {}))
    return {
        "url": in_language(url, language),
        "words": words.get(language, name),
        "visitors": visitors.get(language, ""),
    }


def in_language(url: str, language: str) -> str:
    """The address of a site with the language its visitor reads, as the example sites understand it."""
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, f"lang={language}")))
    return parts._replace(path=parts.path or "/", query=query).geturl()
