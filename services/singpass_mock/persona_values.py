"""Short forms in which the personas' Myinfo items are written down."""

import base64
import json
from datetime import date
from typing import Any

# The day for which the personas are written down: their ages and the terms of their papers are of that day.
WRITTEN_ON = date(2026, 11, 22)
UPDATED = "2026-09-26"
META: dict[str, str] = {"lastupdated": UPDATED, "source": "1", "classification": "C"}
COUNTRY_SG = {"code": "SG", "desc": "SINGAPORE"}


def value(text: str) -> dict[str, Any]:
    """A single value with its metadata."""
    return {**META, "value": text}


def coded(code: str, desc: str) -> dict[str, Any]:
    """A code with its metadata."""
    return {**META, "code": code, "desc": desc}


def leaves(**texts: str) -> dict[str, dict[str, str]]:
    """Values inside an item."""
    return {name: {"value": text} for name, text in texts.items()}


def address(*, floor: str, unit: str) -> dict[str, Any]:
    """An address in Singapore."""
    parts = leaves(
        block="102", building="", floor=floor, unit=unit, street="EXAMPLE CRESCENT", postal="000102"
    )
    return {**META, "type": "SG", **parts, "country": COUNTRY_SG}


def result(subject: str, grade: str) -> dict[str, Any]:
    """One line of a GCE O level slip."""
    return leaves(subject=subject, level="Ordinary", grade=grade, subsubject="", subgrade="")


def certificate(credential_id: str, *, title: str, institution: str, awarded_on: str) -> dict[str, Any]:
    """An OpenCert in a Myinfo envelope."""
    document = {
        "id": credential_id,
        "name": title,
        "issuedOn": awarded_on,
        "issuers": [{"name": institution}],
    }
    return {
        **leaves(
            name=f"{credential_id}.opencert",
            content=base64.b64encode(json.dumps(document).encode()).decode(),
        ),
        "opencertificate": {"id": {"value": credential_id}, "primary": {"value": True}},
        "opencertificateindicator": {"value": True},
    }


def transcript(year: str, results: list[dict[str, Any]]) -> dict[str, Any]:
    """A GCE O level slip."""
    name = "SINGAPORE-CAMBRIDGE GENERAL CERTIFICATE OF EDUCATION ORDINARY LEVEL"
    return {**leaves(name=name, yearattained=year, explanatorynotes=""), "results": results}


def enrolment(institution: str, *, enrolled: bool) -> dict[str, Any]:
    """`x-education`, which is ours."""
    return {**META, "enrolment": {**leaves(institution=institution), "enrolled": {"value": enrolled}}}


def concept(system: str, code: str, desc: str) -> dict[str, str]:
    """A code of a clinical code system."""
    return {"system": system, "code": code, "desc": desc}


def insurance(number: str, *, valid_from: str, valid_until: str) -> dict[str, Any]:
    """A policy of an invented insurer."""
    return leaves(
        insurer="SIMULATED INSURANCE", policynumber=number, validfrom=valid_from, validuntil=valid_until
    )
