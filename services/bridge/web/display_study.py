"""Diplomas and school results in words: everything of them that would be released."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bridge.web.display_line import Line

_NUMBER: Final = {"vi": "số hiệu", "en": "number"}
_DECIMAL: Final = re.compile(r"[0-9]+\.[0-9]+")
_NO_RESULTS: Final = {"vi": "chưa có kết quả", "en": "no results yet"}


def qualification(item: Mapping[str, Any], language: str, *, country: str, awarded_on: str) -> Line:
    """The title; below it institution, country, date and number."""
    number = item.get("credential_id")
    numbered = [f"{_NUMBER[language]} {number}"] if number else []
    return Line(
        str(item.get("title", "")),
        " · ".join([f"{item.get('institution', '')}, {country}", awarded_on, *numbered]),
    )


def transcript(item: Mapping[str, Any], language: str) -> Line:
    """What it is and its year; below it each subject with its grade."""
    results = [_result(result, language) for result in item.get("results", [])]
    return Line(
        f"{item.get('name', '')}, {item.get('year', '')}", " · ".join(results) or _NO_RESULTS[language]
    )


def _result(result: Mapping[str, Any], language: str) -> str:
    level = f" ({result['level']})" if "level" in result else ""
    return f"{result.get('subject', '')}{level}: {_grade(str(result.get('grade', '')), language)}"


def _grade(grade: str, language: str) -> str:
    """A mark as it is, but for the comma of a Vietnamese one: there a full stop groups thousands."""
    return grade.replace(".", ",") if language == "vi" and _DECIMAL.fullmatch(grade) else grade
