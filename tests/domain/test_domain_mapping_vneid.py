"""From VNeID to claims: faithful, minimal, and without anybody's national number."""

import json
import re
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.attributes import ATTRIBUTES, MRZ_NAME, PROVIDED, REQUESTABLE
from bridge.domain.mapping import Mapped, Quality
from bridge.domain.mapping_vneid import map_vneid
from domain.samples import ROOT, TODAY
from vneid_mock.attributes import attributes_of
from vneid_mock.citizens import Citizen, load_personas

PAGE = (ROOT / "docs" / "vneid-mock.md").read_text(encoding="utf-8")
HOA: dict[str, Any] = json.loads(
    re.search(r"<!-- userinfo: nguyen-thi-hoa .*?-->\n```json\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]
)
# The groups that the documented request does not ask for, as the mock sends them.
HOA |= {
    name: value
    for name, value in attributes_of(load_personas().everyone()[0]).items()
    if name in {"ThuongTru", "MaBHXH", "BaoHiemYTe", "VanBang", "HocBa"}
}
RESOURCES = {
    "allergies": "AllergyIntolerance",
    "conditions": "Condition",
    "medications": "MedicationStatement",
    "immunizations": "Immunization",
}


def mapped(userinfo: dict[str, Any], *claims: str) -> dict[str, Mapped]:
    return {
        entry.claim: entry for entry in map_vneid(userinfo, frozenset(claims or REQUESTABLE), today=TODAY)
    }


def value(userinfo: dict[str, Any], claim: str) -> Any:
    return mapped(userinfo)[claim].value


def test_the_documented_answer_is_mapped_whole() -> None:
    every = mapped(HOA)
    assert list(every) == [claim for claim in ATTRIBUTES if claim in PROVIDED]
    assert all(entry.available for entry in every.values())


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("name", "NGUYỄN THỊ HOA"),
        (MRZ_NAME, "NGUYEN<<THI<HOA"),
        ("birthdate", "1991-04-12"),
        ("gender", "female"),
        ("nationalities", ["VNM"]),
        ("phone_number", "+841200000001"),
        ("email", "hoa.nguyen@example.com"),
        ("blood_group", "O+"),
    ],
)
def test_a_claim_has_its_value(claim: str, expected: object) -> None:
    assert value(HOA, claim) == expected


def test_a_passport_is_cut_to_what_a_hotel_desk_needs() -> None:
    assert value(HOA, "travel_document") == {
        "type": "passport",
        "number": "Z0000001",
        "issuing_country": "VNM",
        "date_of_expiry": "2033-05-10",
    }


def test_an_allergy_is_a_resource_with_its_reactions() -> None:
    (allergy,) = value(HOA, "allergies")
    assert allergy["code"] == {
        "coding": [{"system": "http://snomed.info/sct", "code": "91936005"}],
        "text": "Dị ứng penicillin",
    }
    assert [reaction["severity"] for reaction in allergy["reaction"]] == ["severe", "severe"]
    assert allergy["patient"] == {"display": "the subject of this release"}


def test_a_resolved_condition_says_when() -> None:
    asthma, appendicitis = value(HOA, "conditions")
    assert "abatementDateTime" not in asthma
    assert appendicitis["abatementDateTime"] == "2018-09-20"


def test_an_active_condition_has_no_end_whatever_the_source_says() -> None:
    entry = HOA["SoSucKhoe"]["benhTat"][0] | {"ngayKhoi": "2020-01-01"}
    (resource,) = value(HOA | {"SoSucKhoe": {"benhTat": [entry]}}, "conditions")
    assert resource["clinicalStatus"]["coding"][0]["code"] == "active"
    assert "abatementDateTime" not in resource


@pytest.mark.parametrize("citizen", load_personas().everyone(), ids=lambda citizen: citizen.id)
@pytest.mark.parametrize("claim", RESOURCES)
def test_every_resource_is_valid_fhir(claim: str, citizen: Citizen) -> None:
    entry = mapped(attributes_of(citizen))[claim]
    resources = entry.value if isinstance(entry.value, list) else []
    assert entry.available or "SoSucKhoe" in entry.source
    for resource in resources:
        assert resource["resourceType"] == RESOURCES[claim]
        get_fhir_model_class(RESOURCES[claim]).model_validate(resource)


def test_none_known_stays_an_empty_list_and_not_recorded_is_unavailable() -> None:
    record = HOA["SoSucKhoe"] | {"diUng": []}
    assert value(HOA | {"SoSucKhoe": record}, "allergies") == []
    del record["diUng"]
    assert mapped(HOA | {"SoSucKhoe": record})["allergies"].quality is Quality.UNAVAILABLE


def test_an_allergy_without_a_reaction_keeps_its_severity() -> None:
    allergy = HOA["SoSucKhoe"]["diUng"][0] | {"phanUng": []}
    (resource,) = value(HOA | {"SoSucKhoe": {"diUng": [allergy]}}, "allergies")
    assert "reaction" not in resource
    assert resource["note"] == [{"text": "severity: severe"}]


@pytest.mark.parametrize(
    ("group", "claim", "damage"),
    [
        pytest.param("diUng", "allergies", {"trangThai": "unsure"}, id="a status nobody documented"),
        pytest.param("diUng", "allergies", {"phanUng": "hives"}, id="reactions not as a list"),
        pytest.param("diUng", "allergies", {"chat": {"ma": "1", "heMa": "own"}}, id="an unknown code system"),
        pytest.param("benhTat", "conditions", {"ngayPhatHien": "spring"}, id="a date in words"),
        pytest.param("thuoc", "medications", {"lieuDung": None}, id="no dosage"),
        pytest.param("thuoc", "medications", {"denNgay": "later"}, id="an end that is no date"),
        pytest.param("tiemChung", "immunizations", {"muiSo": 0}, id="dose zero"),
        pytest.param("tiemChung", "immunizations", {"muiSo": True}, id="a truth for a dose"),
    ],
)
def test_one_unreadable_entry_withholds_its_group(group: str, claim: str, damage: dict[str, Any]) -> None:
    # A list from which one allergy is missing would be believed.
    entries = HOA["SoSucKhoe"][group]
    record = HOA["SoSucKhoe"] | {group: [*entries, entries[0] | damage]}
    assert not mapped(HOA | {"SoSucKhoe": record})[claim].available


@pytest.mark.parametrize(
    ("source", "claim", "bad"),
    [
        pytest.param("fullName", "name", "", id="an empty name"),
        pytest.param("fullName", "name", "HOA\x00", id="a control character"),
        pytest.param("fullName", "name", "A" + "\u0301\u0316" * 15_000, id="30,000 marks on one letter"),
        pytest.param("birthDate", "birthdate", "12/04/1991", id="another date format"),
        pytest.param("birthDate", "birthdate", "1991-02-29", id="no such day"),
        pytest.param("birthDate", "birthdate", "\u0661\u0669\u0669\u0661-04-12", id="Arabic digits"),
        pytest.param("birthDate", "birthdate", "1991-04-\uff11\uff12", id="full-width digits"),
        pytest.param("SoDienThoai", "phone_number", "+8412000000\u0967", id="a Devanagari digit"),
        pytest.param("GioiTinh", "gender", "Khác", id="a sex without a code"),
        pytest.param("QuocTich", "nationalities", "VN", id="two letters"),
        pytest.param("HoChieu", "travel_document", {"loai": "P", "so": "Z0000001"}, id="half a passport"),
        pytest.param("SoDienThoai", "phone_number", "0120 000 0001", id="not E.164"),
        pytest.param("ThuDienTu", "email", "hoa", id="no address"),
        pytest.param("NhomMau", "blood_group", "C+", id="no blood group"),
        pytest.param("SoSucKhoe", "allergies", [], id="a record that is a list"),
    ],
)
def test_a_value_of_another_form_is_unavailable(source: str, claim: str, bad: object) -> None:
    entry = mapped(HOA | {source: bad})[claim]
    assert (entry.value, entry.quality) == (None, Quality.UNAVAILABLE)


@pytest.mark.parametrize("partial", ["1948", "1948-07", "1948-07-02"])
def test_a_birth_date_is_as_long_as_it_is_known(partial: str) -> None:
    assert value(HOA | {"birthDate": partial}, "birthdate") == partial


def test_a_foreigners_name_is_not_divided() -> None:
    foreigner = HOA | {"fullName": "DAVID LIM WEI MING", "accountType": "foreigner"}
    assert value(foreigner, MRZ_NAME) == "DAVID<LIM<WEI<MING"


def test_only_what_is_wanted_is_mapped() -> None:
    assert list(mapped(HOA, "birthdate", "religion")) == ["birthdate"]


NUMBER = HOA["citizenPid"]
WRITTEN = [
    NUMBER,
    " ".join(NUMBER),
    f"{NUMBER[:3]}-{NUMBER[3:]}",
    f"no.{NUMBER}.",
    NUMBER.translate({48: "０"}),
]


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(("source", "claim"), [("fullName", "name"), ("fullName", MRZ_NAME)])
def test_a_value_with_the_persons_number_in_it_is_withheld(source: str, claim: str, written: str) -> None:
    entry = mapped(HOA | {source: f"HOA {written}"})[claim]
    assert NUMBER not in re.sub(r"\D", "", str(entry.value))


def planted(number: str) -> dict[str, Any]:
    """Everything the provider could over-share, with the number wherever free text is possible."""
    note = f"x {number}"
    record = json.loads(json.dumps(HOA["SoSucKhoe"]))
    record["thuoc"][0]["lieuDung"] = note
    record["tiemChung"][1]["soLo"] = number
    record["diUng"][0]["chat"]["ten"] = note
    record["benhTat"][0]["benh"]["ma"] = number
    diploma = HOA["VanBang"][0] | {"soHieu": number, "ten": note}
    report = HOA["HocBa"][0] | {"ten": note}
    return HOA | {
        "SoSucKhoe": record,
        "VanBang": [diploma],
        "HocBa": [report],
        "ThuongTru": HOA["ThuongTru"] | {"diaChi": note},
        "MaBHXH": number,
        "BaoHiemYTe": HOA["BaoHiemYTe"] | {"maThe": number},
        "Cha": {"hoTen": "X", "soDinhDanh": number},
        "DanToc": "Kinh",
        "TonGiao": "Phật giáo",
        "ThuDienTu": f"{number}@example.com",
        "HoChieu": HOA["HoChieu"] | {"so": number},
    }


@given(
    st.integers(0, 10**12 - 1).map(lambda n: f"{n:012}"), st.frozensets(st.sampled_from(sorted(REQUESTABLE)))
)
def test_no_release_holds_the_persons_number_in_any_form(number: str, wanted: frozenset[str]) -> None:
    over_shared = planted(number) | {"citizenPid": number}
    released = [entry.value for entry in map_vneid(over_shared, wanted, today=TODAY) if entry.available]
    told = json.dumps(released, ensure_ascii=False)
    assert number not in re.sub(r"[^0-9]", "", told.replace(HOA["SoDienThoai"], ""))
    for over in ("Kinh", "Phật giáo", "Cha"):
        assert over not in told


@pytest.mark.parametrize("citizen", load_personas().everyone(), ids=lambda citizen: citizen.id)
def test_no_persona_releases_a_national_number(citizen: Citizen) -> None:
    everything = attributes_of(citizen)
    told = json.dumps(
        [entry.value for entry in map_vneid(everything, REQUESTABLE, today=TODAY)], ensure_ascii=False
    )
    numbers = set(re.findall(r"\b\d{12}\b", json.dumps(everything))) - {citizen.record.so_dien_thoai}
    assert citizen.record.citizen_pid in numbers
    assert not [number for number in numbers if number in re.sub(r"\+\d+", "", told)]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*HOA, *HOA["SoSucKhoe"], "ma"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(HOA)), ANYTHING))
def test_no_answer_breaks_the_mapping(userinfo: dict[str, Any]) -> None:
    for entry in map_vneid(userinfo, REQUESTABLE, today=TODAY):
        assert entry.available is (entry.value is not None)
