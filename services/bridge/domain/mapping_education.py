"""Diplomas, school results and enrolment, of both countries.

A credential's own number goes along, unless it has the form of a national number: then the rest does.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

from bridge.domain.country_codes import is_icao
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_groups import Unmappable, as_list, as_mapping, group, optional, required
from bridge.domain.mapping_values import full_date, text
from bridge.domain.national_numbers import resembles_national_number
from eid_kit.oauth import strict_json

_YEAR: Final = re.compile(r"[0-9]{4}(-[0-9]{4})?")
_LARGEST_CERTIFICATE: Final = 65536


def vneid_qualifications(userinfo: Mapping[str, Any]) -> Mapped:
    """`VanBang`."""
    entries = userinfo.get("VanBang")
    return group("qualifications", "VanBang", entries, entry=_diploma, quality=Quality.EXACT)


def vneid_transcripts(userinfo: Mapping[str, Any]) -> Mapped:
    """`HocBa`; the claim has no place for the school's name, nor for whether the year is over."""
    return group("transcripts", "HocBa", userinfo.get("HocBa"), entry=_report, quality=Quality.LOSSY)


def vneid_enrolment(userinfo: Mapping[str, Any]) -> Mapped:
    """Whether any school report in `HocBa` is of a pupil who is there now; without reports nobody knows."""
    reports = userinfo.get("HocBa")
    try:
        now = [_truth(as_mapping(report).get("dangHoc")) for report in as_list(reports)]
    except Unmappable:
        now = []
    return Mapped("is_enrolled", any(now), Quality.DERIVED, "HocBa") if now else _unknown_enrolment("HocBa")


def myinfo_qualifications(item: Mapping[str, Any]) -> Mapped:
    """The OpenCerts inside `academicqualifications.certificates`."""
    source = "academicqualifications.certificates"
    entries = item.get("certificates")
    return group("qualifications", source, entries, entry=_certificate, quality=Quality.DERIVED)


def myinfo_transcripts(item: Mapping[str, Any]) -> Mapped:
    """`academicqualifications.transcripts`; sub-subjects and explanatory notes have no place in the claim."""
    source = "academicqualifications.transcripts"
    return group("transcripts", source, item.get("transcripts"), entry=_result_slip, quality=Quality.LOSSY)


def myinfo_enrolment(student_pass: Mapping[str, Any], extension: Mapping[str, Any]) -> Mapped:
    """A live Student's Pass says yes; whoever has none is asked about in our `x-education.enrolment`.

    Another pass says nothing: a dependant may well be at school. `student_pass` has the items `passtype` and
    `passstatus`, each empty where there is none.
    """
    source = "passtype, x-education.enrolment"
    if student_pass["passtype"].get("code") == "STP" and student_pass["passstatus"].get("value") == "Live":
        return Mapped("is_enrolled", True, Quality.DERIVED, source)
    enrolment = extension.get("enrolment")
    enrolled = enrolment.get("enrolled") if isinstance(enrolment, Mapping) else None
    value = enrolled.get("value") if isinstance(enrolled, Mapping) else None
    if not isinstance(value, bool):
        return _unknown_enrolment(source)
    return Mapped("is_enrolled", value, Quality.DERIVED, source)


def _unknown_enrolment(source: str) -> Mapped:
    return unavailable("is_enrolled", source)


def _diploma(item: Mapping[str, Any]) -> dict[str, str]:
    country = item.get("quocGia")
    if not isinstance(country, str) or not is_icao(country):
        raise Unmappable
    return _qualification(
        title=item.get("ten"),
        institution=item.get("coSoCap"),
        country=country,
        awarded_on=item.get("ngayCap"),
        credential_id=item.get("soHieu"),
    )


def _certificate(item: Mapping[str, Any]) -> dict[str, str]:
    if as_mapping(item.get("opencertificateindicator")).get("value") is not True:
        raise Unmappable
    document = _opencert(as_mapping(item.get("content")).get("value"))
    issuers = as_list(document.get("issuers"))
    if len(issuers) != 1:
        raise Unmappable
    return _qualification(
        title=document.get("name"),
        institution=as_mapping(issuers[0]).get("name"),
        # An OpenCert names no country; those in Myinfo come from institutions in Singapore.
        country="SGP",
        awarded_on=document.get("issuedOn"),
        credential_id=document.get("id"),
    )


def _opencert(content: object) -> Mapping[str, Any]:
    if not isinstance(content, str):
        raise Unmappable
    try:
        decoded = base64.b64decode(content, validate=True)
        return as_mapping(strict_json.loads(decoded, max_bytes=_LARGEST_CERTIFICATE))
    except (binascii.Error, ValueError) as error:  # StrictJsonError is a ValueError
        raise Unmappable from error


def _qualification(
    *, title: object, institution: object, country: str, awarded_on: object, credential_id: object
) -> dict[str, str]:
    qualification = {
        "title": required(text(title)),
        "institution": required(text(institution)),
        "country": country,
        "awarded_on": required(full_date(awarded_on)),
    }
    number = required(text(credential_id))
    bare = "".join(character for character in number if character.isalnum())
    return qualification | ({} if resembles_national_number(bare) else {"credential_id": number})


def _report(item: Mapping[str, Any]) -> dict[str, Any]:
    return _transcript(
        item.get("ten"), item.get("namHoc"), [_subject(as_mapping(r)) for r in as_list(item.get("ketQua"))]
    )


def _subject(item: Mapping[str, Any]) -> dict[str, str]:
    level = optional(item, "capDo", text)
    return _result(item.get("monHoc"), level, item.get("diem"))


def _result_slip(item: Mapping[str, Any]) -> dict[str, Any]:
    results = [_slip_line(as_mapping(result)) for result in as_list(item.get("results"))]
    return _transcript(_leaf(item, "name"), _leaf(item, "yearattained"), results)


def _slip_line(item: Mapping[str, Any]) -> dict[str, str]:
    return _result(_leaf(item, "subject"), text(_leaf(item, "level")), _leaf(item, "grade"))


def _transcript(name: object, year: object, results: list[dict[str, str]]) -> dict[str, Any]:
    if not isinstance(year, str) or _YEAR.fullmatch(year) is None:
        raise Unmappable
    return {"name": required(text(name)), "year": year, "results": results}


def _result(subject: object, level: str | None, grade: object) -> dict[str, str]:
    graded = {"grade": required(text(grade))}
    return {"subject": required(text(subject))} | ({"level": level} if level else {}) | graded


def _leaf(item: Mapping[str, Any], name: str) -> object:
    return as_mapping(item.get(name)).get("value")


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unmappable
    return value
