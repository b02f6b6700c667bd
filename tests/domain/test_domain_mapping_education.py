"""Diplomas, certificates and school results, from both sides: a list whole or not at all."""

import base64
import json
from typing import Any

import pytest

from domain.mapped_people import CERTIFICATE, HOA, MEI_LING, SLIP, singpass, vneid


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param({"ngayCap": "2013"}, id="a year for a day"),
        pytest.param({"quocGia": "Vietnam"}, id="a country in words"),
        pytest.param({"ten": ""}, id="no title"),
        pytest.param({"soHieu": None}, id="no number"),
    ],
)
def test_one_unreadable_diploma_withholds_the_list(damage: dict[str, Any]) -> None:
    diploma = HOA["VanBang"][0]
    assert not vneid("qualifications", VanBang=[diploma, {**diploma, **damage}]).available


@pytest.mark.parametrize(
    "number", ["099191000001", "S1234567A", "g 1234567 n", "012345678", "0121-4567-8901"]
)
def test_a_credential_id_of_the_form_of_a_national_number_is_left_out(number: str) -> None:
    diploma = {**HOA["VanBang"][0], "soHieu": number}
    released = vneid(
        "qualifications", VanBang=[diploma], citizenPid="099000000000", MaBHXH=None, BaoHiemYTe=None
    )
    (qualification,) = released.value if isinstance(released.value, list) else [{}]
    assert qualification["title"]
    assert "credential_id" not in qualification


def with_file(document: object) -> dict[str, Any]:
    content = base64.b64encode(json.dumps(document).encode()).decode()
    return {**CERTIFICATE, "content": {"value": content}}


GOOD = {"id": "X-1", "name": "BACHELOR", "issuedOn": "2011-07-08", "issuers": [{"name": "UNIVERSITY"}]}


@pytest.mark.parametrize(
    "certificate",
    [
        pytest.param({**CERTIFICATE, "opencertificateindicator": {"value": False}}, id="no OpenCert"),
        pytest.param({**CERTIFICATE, "content": {"value": "not base64!"}}, id="not base64"),
        pytest.param({**CERTIFICATE, "content": {"value": "bm90IGpzb24="}}, id="not JSON"),
        pytest.param({**CERTIFICATE, "content": None}, id="no file"),
        pytest.param(with_file([]), id="a list for a certificate"),
        pytest.param(with_file({**GOOD, "issuers": []}), id="nobody issued it"),
        pytest.param(with_file({**GOOD, "issuers": [{"name": "A"}, {"name": "B"}]}), id="two issuers"),
        pytest.param(with_file({**GOOD, "issuedOn": "08/07/2011"}), id="another date format"),
        pytest.param(with_file({**GOOD, "name": None}), id="no title"),
    ],
)
def test_one_unreadable_certificate_withholds_the_list(certificate: dict[str, Any]) -> None:
    item = {**MEI_LING["academicqualifications"], "certificates": [with_file(GOOD), certificate]}
    assert not singpass("qualifications", academicqualifications=item).available


def test_no_diploma_stays_an_empty_list() -> None:
    assert vneid("qualifications", VanBang=[]).value == []
    assert singpass("qualifications", academicqualifications={"certificates": []}).value == []
    assert not singpass("qualifications", academicqualifications={"unavailable": True}).available


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param({"yearattained": {"value": "2004/05"}}, id="another way to write a year"),
        pytest.param({"name": {"value": ""}}, id="no name"),
        pytest.param({"results": None}, id="no results"),
        pytest.param({"results": [{"subject": {"value": "Art"}, "level": {}, "grade": {}}]}, id="no grade"),
    ],
)
def test_one_unreadable_result_slip_withholds_the_list(damage: dict[str, Any]) -> None:
    item = {**MEI_LING["academicqualifications"], "transcripts": [SLIP, {**SLIP, **damage}]}
    assert not singpass("transcripts", academicqualifications=item).available


def test_the_schools_name_is_not_released_with_its_report() -> None:
    assert "THPT" in str(HOA["HocBa"])
    assert "THPT" not in str(vneid("transcripts").value)
