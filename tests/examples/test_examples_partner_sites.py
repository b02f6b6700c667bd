"""The two partner sites, walked by a visitor against a running link."""

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from examples.hospital_sg import app as hospital
from examples.hotel_vn import app as hotel
from examples.visiting import PATIENCE_S, Visitor, visiting
from examples.withdrawing import shown, withdrawn
from running_link import Addresses

HOSPITAL, HOTEL = "http://localhost:8010", "http://localhost:8012"


@pytest.fixture
async def patient(link: Addresses, tmp_path: Path) -> AsyncIterator[Visitor]:
    async with visiting(
        hospital, HOSPITAL, bridge=link.bridge, data_dir=tmp_path, person="nguyen-thi-hoa"
    ) as visitor:
        yield visitor


@pytest.fixture
async def guest(link: Addresses, tmp_path: Path) -> AsyncIterator[Visitor]:
    async with visiting(
        hotel, HOTEL, bridge=link.bridge, data_dir=tmp_path, person="tan-mei-ling", purpose="tourism.checkin"
    ) as visitor:
        yield visitor


async def test_the_hospital_shows_what_it_received_and_what_it_did_not(patient: Visitor) -> None:
    page = await patient.journey("blood_group")
    assert page.url == f"{HOSPITAL}/result"
    received, missing = page.text.split("Asked for, but not received")
    for value in ("NGUYỄN THỊ HOA", "12 April 1991", "Dị ứng penicillin", "Phản vệ (severe)", "O+"):
        assert value in received
    assert "Vaccinations" in missing.split("Technical detail")[0]
    assert "Blood group" not in missing.split("Technical detail")[0]


async def test_the_hotel_speaks_vietnamese_to_whoever_chose_it(guest: Visitor) -> None:
    page = await guest.journey("email", lang="vi")
    assert "Quý khách đã nhận phòng" in page.text
    assert "17 tháng 6 năm 1988" in page.text
    assert "Hộ chiếu E0000088K" in page.text
    assert "Số điện thoại" in page.text.split("Đã xin nhưng không nhận được")[1]


async def test_the_technical_detail_shows_subject_assurance_and_id_token(patient: Visitor) -> None:
    detail = (await patient.journey()).text.split("Technical detail")[1]
    assert all(name in detail for name in ("sub", "vnsg_assurance", '"acr": "urn:vnsg:loa:high"'))


async def test_a_refusal_is_told_without_a_reason_and_with_a_reference(patient: Visitor) -> None:
    page = await patient.journey(decision="deny")
    assert page.url == f"{HOSPITAL}/result"
    assert "We did not receive anything" in page.text
    assert "Reference" in page.text
    assert "NGUYỄN" not in page.text


async def test_opening_the_callback_again_shows_the_result_again(patient: Visitor) -> None:
    await patient.journey()
    again = await patient.open("/callback?code=spent&state=old")
    assert (again.url, again.status) == (f"{HOSPITAL}/result", 200)


async def test_another_browser_sees_nothing_of_it(patient: Visitor, link: Addresses, tmp_path: Path) -> None:
    await patient.journey()
    async with visiting(hospital, HOSPITAL, bridge=link.bridge, data_dir=tmp_path) as other:
        assert (await other.open("/result")).url == f"{HOSPITAL}/"


async def test_what_was_received_can_be_deleted(patient: Visitor) -> None:
    await patient.press(await patient.journey())
    assert (await patient.open("/result")).url == f"{HOSPITAL}/"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("code=stolen&state=guessed&iss={bridge}", id="a code"),
        pytest.param("error=access_denied&state=guessed&iss={bridge}", id="an error"),
    ],
)
async def test_a_forged_answer_neither_counts_nor_ends_the_journey(
    patient: Visitor, link: Addresses, answer: str
) -> None:
    consent = await patient.consent_page()
    forged = await patient.open(f"/callback?{answer.format(bridge=link.bridge)}")
    assert forged.status == 400
    assert "NGUYỄN THỊ HOA" in (await patient.press(consent, ("decision", "approve"))).text


async def test_a_journey_cannot_be_started_from_another_site(patient: Visitor) -> None:
    response = await patient.http.post(f"{HOSPITAL}/start", headers={"Origin": "https://evil.example"})
    assert response.status_code == 400
    assert "set-cookie" not in response.headers


async def test_a_registration_is_kept_for_its_owner_alone_and_used_again(
    link: Addresses, tmp_path: Path
) -> None:
    file = tmp_path / "registration.json"
    known = []
    for _ in range(2):
        async with visiting(hospital, HOSPITAL, bridge=link.bridge, data_dir=tmp_path) as visitor:
            await visitor.sign_in_page()
        known.append(json.loads(file.read_text(encoding="utf-8"))["client_id"])
    assert known[0] == known[1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_registration_that_the_bridge_forgot_is_made_anew(link: Addresses, tmp_path: Path) -> None:
    file = tmp_path / "registration.json"
    async with visiting(hospital, HOSPITAL, bridge=link.bridge, data_dir=tmp_path) as visitor:
        await visitor.sign_in_page()
    stored = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**stored, "client_id": "forgotten"}), encoding="utf-8")
    async with visiting(hospital, HOSPITAL, bridge=link.bridge, data_dir=tmp_path) as visitor:
        assert (await visitor.sign_in_page()).status == 200
    assert json.loads(file.read_text(encoding="utf-8"))["client_id"] != "forgotten"


async def test_a_bridge_that_does_not_answer_is_named(tmp_path: Path) -> None:
    async with visiting(hospital, HOSPITAL, bridge="http://localhost:1", data_dir=tmp_path) as visitor:
        page = await visitor.sign_in_page()
    assert page.status == 503
    assert "http://localhost:1" in page.text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("module", "url"),
    [pytest.param(hospital, HOSPITAL, id="hospital"), pytest.param(hotel, HOTEL, id="hotel")],
)
async def test_a_start_page_says_what_it_is_and_keeps_others_out(
    module: ModuleType, url: str, language: str, tmp_path: Path
) -> None:
    async with httpx.AsyncClient() as unused:
        app = module.create_app(
            bridge_url="http://localhost:1", public_url=url, data_dir=tmp_path, http=unused
        )
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as client:
            page = await client.get("/", params={"lang": language})
    assert f'<html lang="{language}"' in page.text
    assert "SIMULATOR" in page.text
    policy = page.headers["content-security-policy"]
    assert all(
        rule in policy for rule in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
    )
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/nowhere", "/docs", "/openapi.json"])
@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Không có trang này"), ("en", "There is no such page")]
)
async def test_an_address_that_leads_nowhere_is_a_page_with_its_banner(
    patient: Visitor, path: str, language: str, words: str
) -> None:
    wanted = {"Accept": "text/html,*/*", "Accept-Language": language}
    page = await patient.http.get(f"{HOSPITAL}{path}", headers=wanted)
    assert page.status_code == 404
    assert all(said in page.text for said in (words, "SIMULATOR", f'href="/?lang={language}"'))
    plain = await patient.http.get(f"{HOSPITAL}{path}", headers={"Accept": "application/json"})
    assert (plain.status_code, plain.json()) == (404, {"detail": "Not Found"})


async def test_what_a_citizen_keeps_is_read_without_codes_and_leads_to_the_withdrawal(
    patient: Visitor, link: Addresses
) -> None:
    text = (await patient.journey()).text
    records, _, codes = text.partition("For your records")[2].partition("Technical detail")
    number = records.partition("consent receipt …")[2][:6]
    assert all(code not in records for code in ("health.patient_summary", "/v1/receipts/"))
    assert all(code in codes for code in ("health.patient_summary", "/v1/receipts/", f"{number} "))
    html = (await patient.http.get(f"{HOSPITAL}/result")).text
    assert f'href="{link.bridge}/me?lang=en"' in html


async def test_a_withdrawal_reaches_the_site_and_deletes_what_it_received(link: Addresses) -> None:
    """The whole way: the database, the bridge's couriers, the push, and a site that has none of our code."""
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as http:
        patient = Visitor(http, link.sites["hospital"], "nguyen-thi-hoa")
        assert "NGUYỄN THỊ HOA" in (await patient.journey()).text
        await withdrawn(link, patient)
        page = await shown(patient, "You withdrew your consent: your data has been deleted")
    assert "NGUYỄN" not in page.text


async def test_a_withdrawal_reaches_a_site_at_the_baseline_issuer_too(link: Addresses) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as http:
        guest = Visitor(http, link.sites["hotel"], "tan-mei-ling", "tourism.age_check")
        await guest.journey(lang="vi")
        await withdrawn(link, guest)
        page = await shown(guest, "Bạn đã rút lại sự đồng ý: dữ liệu đã được xóa")
    assert "tourism.age_check" in page.text
