"""The people: invented, consistent, and told apart by scope and account level."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eid_kit.oauth.errors import InvalidRequest
from simulator.vneid_relying_party import START, Mock, RelyingParty
from vneid_mock.attributes import CORE, SCOPE_NAMES, SCOPES, attributes_of, opened_by, released_attributes
from vneid_mock.citizens import PERSONAS_FILE, Citizen, load_personas, parse_citizen, subject_of
from vneid_mock.personal_number import UNASSIGNED, faults_in, sex_and_century_digit

PEOPLE = load_personas().everyone()
# Codes that a province has now or had before 2025, and so could be in a real person's number.
PROVINCES = frozenset(
    f"{code:03}"
    for code in (
        *(1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38),
        *(40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80),
        *(82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96),
    )
)
PINNED = {
    "nguyen-thi-hoa",
    "tran-van-minh",
    "le-bao-an",
    "le-thu-ha",
    "pham-gia-bao",
    "david-lim-vn",
    "vo-minh-khoa",
}


def person(person_id: str) -> Citizen:
    found = load_personas().find(person_id)
    assert found
    return found


def age(citizen: Citizen, on: date) -> int:
    born = date.fromisoformat(citizen.record.birth_date)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def test_everyone_whose_name_is_pinned_is_there() -> None:
    assert {citizen.id for citizen in PEOPLE} >= PINNED


def test_no_number_anywhere_in_the_people_can_be_a_real_persons() -> None:
    assert len(PROVINCES) == 63
    assert not PROVINCES & UNASSIGNED
    numbers = re.findall(r"(?<![\d+])\d{12}(?!\d)", PERSONAS_FILE.read_text("utf-8"))
    assert len(numbers) > len(PEOPLE)
    assert {number[:3] for number in numbers} <= UNASSIGNED


def test_no_two_people_share_a_number() -> None:
    assert len({citizen.record.citizen_pid for citizen in PEOPLE}) == len(PEOPLE)


@pytest.mark.parametrize(
    ("person_id", "years"),
    [("le-bao-an", 15), ("pham-gia-bao", 6), ("le-thu-ha", 42), ("nguyen-thi-hoa", 35)],
)
def test_the_ages_that_journeys_rely_on_hold_in_november_2026(person_id: str, years: int) -> None:
    assert age(person(person_id), START.date()) == years


def test_names_are_composed_unicode_in_upper_case() -> None:
    for citizen in PEOPLE:
        assert citizen.record.full_name == citizen.record.full_name.upper()
        assert not re.search(r"[\u0300-\u036f]", citizen.record.full_name)


@pytest.mark.parametrize(
    ("year", "female", "digit"),
    [(1999, False, 0), (1900, True, 1), (2000, False, 2), (2099, True, 3), (2100, False, 4), (2399, True, 9)],
)
def test_the_fourth_digit_says_sex_and_century(year: int, female: bool, digit: int) -> None:
    assert sex_and_century_digit(year, female=female) == digit


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        pytest.param("09919100000", "12 digits", id="eleven digits"),
        pytest.param("0991910000011", "12 digits", id="thirteen digits"),
        pytest.param("09919100000a", "12 digits", id="a letter"),
        pytest.param("09919100000\uff11", "12 digits", id="a full-width digit"),
        pytest.param("001191000001", "starts with", id="the code of Hà Nội"),
        pytest.param("099091000001", "sex and century", id="a man's digit"),
        pytest.param("099391000001", "sex and century", id="another century's digit"),
        pytest.param("099190000001", "year of birth", id="another year"),
    ],
)
def test_a_personal_number_with_one_thing_wrong_is_refused(number: str, complaint: str) -> None:
    assert [fault for fault in faults_in(number, birth_year=1991, female=True) if complaint in fault]
    assert faults_in("099191000001", birth_year=1991, female=True) == []


def changed(**changes: Any) -> dict[str, Any]:
    document = person("nguyen-thi-hoa").document()
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = document
        for name in parents:
            place = place[name]
        place[last] = value
    return document


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        pytest.param(changed(record__MauMat="nâu"), "record.MauMat", id="an attribute that does not exist"),
        pytest.param(changed(account__level=3), "account.level", id="a level that does not exist"),
        pytest.param(changed(account__auth_level=0), "account.auth_level", id="no authentication at all"),
        pytest.param(changed(record__birthDate="12-04-1991"), "record.birthDate", id="a date turned round"),
        pytest.param(changed(record__birthDate="1991-02-30"), "record.birthDate", id="a day that was not"),
        pytest.param(changed(record__citizenPid="001191000001"), "starts with", id="a number that exists"),
        pytest.param(changed(record__GioiTinh="Nam"), "sex and century", id="a sex the number contradicts"),
        pytest.param(changed(record__QuocTich="SGP"), "citizen's account", id="a foreign citizen"),
        pytest.param(changed(record__birthDate="199\u0661"), "record.birthDate", id="a year in other digits"),
        pytest.param(
            changed(record__SoDienThoai="+8412000000\u0967"), "record.SoDienThoai", id="a Devanagari digit"
        ),
        pytest.param(changed(record__SoDienThoai="0912"), "record.SoDienThoai", id="a number not E.164"),
        pytest.param(changed(record__NhomMau="C"), "record.NhomMau", id="a blood group that does not exist"),
        pytest.param(changed(description={"vi": "x"}), "vi and en", id="a description in one language"),
        pytest.param(changed(id="Hoa"), "id", id="an id in upper case"),
    ],
)
def test_a_person_with_one_thing_wrong_is_refused_by_name_of_the_field(
    document: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InvalidRequest, match=re.escape(complaint)):
        parse_citizen(document)


def test_a_refusal_repeats_no_value() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_citizen(changed(record__ThuDienTu="not an address"))
    assert "not an address" not in str(refused.value)


@pytest.mark.parametrize("citizen", PEOPLE, ids=lambda citizen: citizen.id)
def test_what_the_controls_show_of_a_person_they_also_take(citizen: Citizen) -> None:
    assert parse_citizen(citizen.document()) == citizen


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_a_scope_opens_its_attributes_and_no_others(scope: Any) -> None:
    somebody = "le-bao-an" if scope.name == "representative" else "nguyen-thi-hoa"
    released = set(released_attributes(person(somebody), {scope.name}))
    assert released
    assert released <= set(scope.attributes)


def test_every_attribute_of_a_person_belongs_to_exactly_one_scope() -> None:
    named = [name for scope in SCOPES for name in scope.attributes]
    assert len(named) == len(set(named))
    for citizen in PEOPLE:
        assert set(attributes_of(citizen)) <= set(named)


def test_level_1_opens_the_core_alone() -> None:
    assert opened_by(SCOPE_NAMES, account_level=1) == set(CORE.attributes)
    assert opened_by(SCOPE_NAMES - {"openid"}, account_level=1) == set()


def test_an_unknown_attribute_is_absent_and_never_null() -> None:
    for citizen in PEOPLE:
        assert None not in attributes_of(citizen).values()
        assert "" not in attributes_of(citizen).values()


def test_none_known_and_not_recorded_are_told_apart() -> None:
    lan = attributes_of(person("dang-thi-lan"))["SoSucKhoe"]
    assert isinstance(lan, dict)
    assert lan["diUng"] == []
    assert "tiemChung" not in lan


def test_the_subject_changes_with_the_installation_and_hides_the_number() -> None:
    one, other = subject_of("nguyen-thi-hoa", b"k" * 32), subject_of("nguyen-thi-hoa", b"l" * 32)
    assert one != other
    assert "099191000001" not in one


async def test_the_controls_create_a_person_who_then_signs_in(mock: Mock) -> None:
    document = changed(id="hoang-thi-test", record__citizenPid="099191000099", record__fullName="HOÀNG MAI")
    async with mock.browser() as http:
        created = await http.put("/sim/people/hoang-thi-test", json=document)
        assert created.json() == (await http.get("/sim/people/hoang-thi-test")).json()
        rp = RelyingParty(http)
        tokens = await rp.tokens("hoang-thi-test")
        assert (await rp.userinfo(tokens["access_token"])).json()["fullName"] == "HOÀNG MAI"
        assert "hoang-thi-test" in [entry["id"] for entry in (await http.get("/sim/people")).json()["people"]]


async def test_the_controls_refuse_a_body_for_somebody_else(mock: Mock) -> None:
    async with mock.browser() as http:
        answer = await http.put("/sim/people/le-thu-ha", json=changed())
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
        assert (await http.get("/sim/people/nobody")).status_code == 404


def test_the_file_of_the_people_is_the_one_that_is_installed() -> None:
    assert Path("services/vneid_mock/personas.yaml") == PERSONAS_FILE.relative_to(Path(__file__).parents[2])
