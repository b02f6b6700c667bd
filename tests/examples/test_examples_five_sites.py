"""Every purpose of every partner site, walked by a visitor; and what they say, held against the agreement."""

import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from ruamel.yaml import YAML

from examples.admissions_sg import app as admissions
from examples.all_sites import SITES
from examples.clinic_vn import app as clinic
from examples.hospital_sg import app as hospital
from examples.hotel_vn import app as hotel
from examples.partner_site.labels import LABELS
from examples.partner_site.profile import Profile, Purpose
from examples.university_vn import app as university
from examples.visiting import Visitor, visiting
from running_link import ROOT, Addresses

AGREEMENT = YAML(typ="safe").load((ROOT / "agreements" / "vn-sg.yaml").read_text(encoding="utf-8"))
RETENTIONS = {
    "P1D": ("một ngày", "one day"),
    "P30D": ("30 ngày", "30 days"),
    "P3M": ("ba tháng", "three months"),
    "P1Y": ("một năm", "one year"),
}
OFFERS = [
    pytest.param(profile, purpose, id=f"{profile.slug} {purpose.code}")
    for profile in SITES.values()
    for purpose in profile.purposes
]


@dataclass(frozen=True, slots=True)
class Walk:
    """One purpose at one site: who comes, what they tick, what is then shown, and what has not come."""

    module: ModuleType
    purpose: str
    person: str
    ticks: tuple[str, ...]
    shown: tuple[str, ...]
    missing: tuple[str, ...]


WALKS = [
    Walk(
        hospital,
        "health.patient_summary",
        "nguyen-thi-hoa",
        ("blood_group", "patient_summary"),
        ("NGUYỄN THỊ HOA", "12 April 1991", "Dị ứng penicillin", "O+", "Problem list"),
        ("Vaccinations",),
    ),
    Walk(
        university,
        "education.admission",
        "tan-mei-ling",
        ("address", "transcripts"),
        ("BACHELOR OF SCIENCE", "102 EXAMPLE CRESCENT", "Mathematics", "Passport E0000088K"),
        ("Phone number",),
    ),
    Walk(
        hotel,
        "tourism.checkin",
        "tan-mei-ling",
        (),
        ("TAN MEI LING", "17 June 1988", "Singapore, valid until"),
        ("Phone number", "Email address"),
    ),
    Walk(hotel, "tourism.age_check", "tan-mei-ling", (), ("Is 18 or older Yes",), ()),
    Walk(
        clinic,
        "health.registration",
        "tan-mei-ling",
        ("insurance_valid",),
        ("TAN MEI LING", "Has valid health insurance Yes"),
        ("Nationality", "Phone number", "Email address", "Address", "Health insurance until"),
    ),
    Walk(
        clinic,
        "health.patient_summary",
        "tan-mei-ling",
        (),
        ("Allergy to aspirin", "Metformin 500 mg"),
        ("Blood group", "Vaccinations"),
    ),
    Walk(
        admissions,
        "education.admission",
        "nguyen-thi-hoa",
        (),
        ("Bằng cử nhân Công nghệ thông tin", "Trường Đại học Mô Phỏng", "hoa.nguyen@example.com"),
        ("Sex", "School results", "Vaccinations"),
    ),
    Walk(
        admissions,
        "education.credential_check",
        "nguyen-thi-hoa",
        ("is_enrolled",),
        ("Bằng cử nhân Công nghệ thông tin", "Currently enrolled No"),
        ("School results",),
    ),
]  # fmt: skip
every_walk = pytest.mark.parametrize(
    "walk", [pytest.param(walk, id=f"{walk.module.PROFILE.slug} {walk.purpose}") for walk in WALKS]
)


@asynccontextmanager
async def visitor_of(walk: Walk, link: Addresses, data_dir: Path) -> AsyncIterator[Visitor]:
    url = f"http://localhost:{walk.module.PROFILE.port}"
    async with visiting(
        walk.module, url, bridge=link.bridge, data_dir=data_dir, person=walk.person, purpose=walk.purpose
    ) as visitor:
        yield visitor


def test_every_purpose_of_every_site_is_walked() -> None:
    walked = {(walk.module.PROFILE.slug, walk.purpose) for walk in WALKS}
    assert walked == {(profile.slug, one.code) for profile in SITES.values() for one in profile.purposes}


@pytest.mark.thorough
@every_walk
async def test_a_site_shows_what_came_and_what_did_not(walk: Walk, link: Addresses, tmp_path: Path) -> None:
    async with visitor_of(walk, link, tmp_path) as visitor:
        page = await visitor.journey(*walk.ticks)
    assert page.url == f"{visitor.url}/result"
    received, _, missing = page.text.partition("Asked for, but not received ")
    assert [value for value in walk.shown if value not in received] == []
    assert missing.partition(" Not shared, or not available")[0] == " ".join(walk.missing)


@pytest.mark.thorough
@every_walk
async def test_a_refusal_in_vietnamese_brings_nothing_and_says_how_to_go_on(
    walk: Walk, link: Addresses, tmp_path: Path
) -> None:
    async with visitor_of(walk, link, tmp_path) as visitor:
        page = await visitor.journey(decision="deny", lang="vi")
        assert "Chúng tôi không nhận được dữ liệu nào" in page.text
        assert walk.module.PROFILE.otherwise["vi"] in page.text
        assert [value for value in walk.shown if value in page.text] == []
        again = await visitor.press(page, ("purpose", walk.purpose))
    assert again.form.people, "trying again leads to the sign-in page"


async def test_a_receipt_says_how_sure_the_link_is_when_and_what_for(link: Addresses, tmp_path: Path) -> None:
    async with visitor_of(WALKS[-1], link, tmp_path) as visitor:
        page = await visitor.journey()
    records = page.text.split("For your records")[1]
    for words in (
        "High: identity checked in person",
        "education.credential_check",
        "You signed in",
        "A code for us alone",
    ):
        assert words in records


async def test_the_messages_of_a_journey_are_shown_without_their_secrets(
    link: Addresses, tmp_path: Path
) -> None:
    arrivals: list[dict[str, str]] = []

    async def remember(response: httpx.Response) -> None:
        if response.url.path == "/callback":
            arrivals.append(dict(response.url.params))

    async with visitor_of(WALKS[2], link, tmp_path) as visitor:
        consent = await visitor.consent_page()
        visitor.http.event_hooks = {"response": [remember]}
        page = await visitor.press(consent, ("decision", "approve"))
    messages = page.text.split("For developers: the messages")[1]
    for words in ("/oauth/par", "use_dpop_nonce", "/oauth/token", "/oauth/userinfo", '"typ": "dpop+jwt"'):
        assert words in messages
    (arrival,) = arrivals
    assert f"{arrival['code'][:6]}…" in messages
    assert [name for name in ("code", "state") if arrival[name] in messages] == []


async def test_a_purpose_that_a_site_does_not_have_is_not_asked_for(link: Addresses, tmp_path: Path) -> None:
    async with visitor_of(WALKS[4], link, tmp_path) as visitor:
        page = await visitor.press(await visitor.open("/?lang=en"), ("purpose", "tourism.checkin"))
    assert page.status == 400
    assert "no such purpose" in page.text


async def test_a_form_sent_without_a_button_is_for_the_first_purpose(link: Addresses, tmp_path: Path) -> None:
    async with visitor_of(WALKS[4], link, tmp_path) as visitor:
        sign_in = await visitor.press(await visitor.open("/?lang=en"))
        page = await visitor.press(sign_in, ("person", visitor.person), ("decision", "approve"))
    assert "insurance_valid" in page.form.checkboxes


async def test_an_age_check_learns_a_yes_and_nothing_else(link: Addresses, tmp_path: Path) -> None:
    async with visitor_of(WALKS[3], link, tmp_path) as visitor:
        page = await visitor.journey()
    received = page.text.split("Received")[1].split("For your records")[0]
    assert received.split() == ["Is", "18", "or", "older", "Yes"]
    for personal in ("TAN", "1988", "June"):
        assert personal not in page.text


async def test_a_young_guest_is_a_no_at_the_bar(link: Addresses, tmp_path: Path) -> None:
    url = f"http://localhost:{hotel.PROFILE.port}"
    young = {"person": "ong-wei-jie", "purpose": "tourism.age_check"}
    async with visiting(hotel, url, bridge=link.bridge, data_dir=tmp_path, **young) as visitor:
        assert "Is 18 or older No" in (await visitor.journey()).text


@pytest.mark.parametrize(
    ("module", "purpose", "person", "heading"),
    [
        pytest.param(hotel, "tourism.checkin", "priya-nair", "Almost checked in", id="no passport"),
        pytest.param(
            hospital, "health.patient_summary", "david-lim-vn", "did not come whole", id="no record"
        ),
    ],
)
async def test_nobody_is_told_that_all_is_well_when_what_was_needed_did_not_come(
    link: Addresses, tmp_path: Path, module: ModuleType, purpose: str, person: str, heading: str
) -> None:
    url = f"http://localhost:{module.PROFILE.port}"
    chosen = {"person": person, "purpose": purpose}
    async with visiting(module, url, bridge=link.bridge, data_dir=tmp_path, **chosen) as visitor:
        text = (await visitor.journey()).text
    wanted = module.PROFILE.purpose(purpose)
    assert heading in text
    assert wanted.received["en"] not in text


@pytest.mark.parametrize(("profile", "purpose"), OFFERS)
def test_whatever_is_optional_may_be_missing_and_nothing_that_is_needed(
    profile: Profile, purpose: Purpose
) -> None:
    assert purpose.outcome(purpose.needed) is purpose.received
    assert purpose.outcome((*purpose.needed, "name#und-Latn-x-mrz")) is purpose.received
    for claim in purpose.needed:
        assert purpose.outcome(set(purpose.attributes) - {claim}) is purpose.incomplete, profile.slug


async def test_each_issuer_knows_a_site_by_a_registration_of_its_own(link: Addresses, tmp_path: Path) -> None:
    for walk in WALKS[2:4]:
        async with visitor_of(walk, link, tmp_path) as visitor:
            await visitor.sign_in_page()
    fapi, plain = (
        json.loads((tmp_path / name).read_text(encoding="utf-8"))
        for name in ("registration.json", "registration-baseline.json")
    )
    assert fapi["metadata"]["purposes"] == ["tourism.checkin"]
    assert plain["metadata"]["purposes"] == ["tourism.age_check"]
    assert plain["issuer"] == f"{link.bridge}/baseline"
    assert isinstance(plain["credential"], str)
    assert fapi["client_id"] != plain["client_id"]
    assert stat.S_IMODE((tmp_path / "registration-baseline.json").stat().st_mode) == 0o600


async def test_a_plain_registration_that_the_bridge_forgot_is_made_anew(
    link: Addresses, tmp_path: Path
) -> None:
    file = tmp_path / "registration-baseline.json"
    async with visitor_of(WALKS[3], link, tmp_path) as visitor:
        await visitor.sign_in_page()
        known = json.loads(file.read_text(encoding="utf-8"))
        headers = {"Authorization": f"Bearer {known['token']}"}
        assert (await visitor.http.delete(known["uri"], headers=headers)).status_code == 204
        assert "Is 18 or older Yes" in (await visitor.journey()).text
    assert json.loads(file.read_text(encoding="utf-8"))["client_id"] != known["client_id"]


@pytest.mark.parametrize(("profile", "purpose"), OFFERS)
def test_a_site_asks_for_what_its_clause_has_and_promises_its_retention(
    profile: Profile, purpose: Purpose
) -> None:
    direction = "VN->SG" if profile.country == "SG" else "SG->VN"
    (clause,) = (
        clause
        for clause in AGREEMENT["clauses"]
        if (clause["purpose"], clause["direction"]) == (purpose.code, direction)
    )
    assert set(purpose.needed) == set(clause["mandatory"])
    assert set(purpose.optional) <= set(clause["optional"])
    assert profile.sector in clause["sectors"]
    assert [
        length for length in RETENTIONS[clause["retention"]] if length not in " ".join(purpose.use.values())
    ] == []


@pytest.mark.parametrize("profile", SITES.values(), ids=SITES)
def test_a_site_has_a_word_for_all_it_asks_for_and_says_that_it_is_invented(profile: Profile) -> None:
    asked = {claim for purpose in profile.purposes for claim in purpose.attributes}
    assert asked <= LABELS.keys()
    assert "(hư cấu)" in profile.legal_name["vi"]
    assert "(invented)" in profile.legal_name["en"]


def test_each_site_has_a_port_a_picture_and_a_palette_of_its_own() -> None:
    static = ROOT / "examples" / "partner_site" / "static"
    sheet = (static / "site.css").read_text(encoding="utf-8")
    assert sorted(profile.port for profile in SITES.values()) == [8010, 8011, 8012, 8013, 8014]
    for slug in SITES:
        assert (static / f"{slug}.svg").is_file()
        assert sheet.count(f'[data-site="{slug}"]') == 2, "one in light, one in dark"
