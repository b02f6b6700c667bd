"""Yes and no instead of values, addresses, and answers of any form, from both sides."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.advice import PREDICATES
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import REQUESTABLE
from bridge.domain.mapping import Quality
from bridge.domain.mapping_singpass import map_singpass
from bridge.domain.mapping_vneid import map_vneid
from bridge.flows.carriers import Released
from bridge.flows.upstream import Identity
from domain.mapped_people import HELD, HOA, MEI_LING, singpass, vneid, without
from domain.samples import AGREEMENT, NOON, TODAY


@pytest.mark.parametrize(
    ("today", "valid"),
    [
        pytest.param(date(2025, 12, 31), False, id="the day before"),
        pytest.param(date(2026, 1, 1), True, id="the first day"),
        pytest.param(date(2026, 12, 31), True, id="the last day"),
        pytest.param(date(2027, 1, 1), False, id="the day after"),
    ],
)
def test_an_insurance_is_valid_from_its_first_day_to_its_last(today: date, valid: bool) -> None:
    for entry in (vneid("insurance_valid", today), singpass("insurance_valid", today)):
        assert (entry.value, entry.quality) == (valid, Quality.DERIVED)


@pytest.mark.parametrize("damage", [{"denNgay": "2026-12"}, {"tuNgay": None}, {"denNgay": "never"}])
def test_an_insurance_whose_dates_cannot_be_read_is_no_answer(damage: dict[str, Any]) -> None:
    assert not vneid("insurance_valid", BaoHiemYTe={**HOA["BaoHiemYTe"], **damage}).available


def test_who_has_no_insurance_card_gets_no_answer_rather_than_a_no() -> None:
    assert not vneid("insurance_valid", BaoHiemYTe=None).available
    assert not singpass("insurance_valid", x_health=without(HELD, "insurance")).available
    assert not singpass("insurance_valid_until", x_health=without(HELD, "insurance")).available


@pytest.mark.parametrize(
    ("born", "adult"),
    [
        pytest.param("2008-11-21", True, id="eighteen today"),
        pytest.param("2008-11-22", False, id="eighteen tomorrow"),
        pytest.param("2008", None, id="some time this year"),
        pytest.param("2007", True, id="the year alone, surely"),
    ],
)
def test_an_age_is_told_where_it_is_certain_either_way(born: str, adult: bool | None) -> None:
    dob = {**MEI_LING["dob"], "value": born}
    for entry in (vneid("age_over_18", birthDate=born), singpass("age_over_18", dob=dob)):
        assert entry.value is adult
        assert entry.available is (adult is not None)


@pytest.mark.parametrize(
    ("reports", "enrolled"),
    [
        pytest.param([{"dangHoc": False}, {"dangHoc": True}], True, id="one year under way"),
        pytest.param([{"dangHoc": False}], False, id="all over"),
        pytest.param([], None, id="no report"),
        pytest.param(None, None, id="no record"),
        pytest.param([{"dangHoc": "yes"}], None, id="a word for a truth"),
        pytest.param([{"dangHoc": True}, "x"], None, id="one report unreadable"),
    ],
)
def test_enrolment_at_vneid_is_in_the_school_reports(reports: object, enrolled: bool | None) -> None:
    assert vneid("is_enrolled", HocBa=reports).value is enrolled


STUDENT = {"passtype": {"code": "STP"}, "passstatus": {"value": "Live"}}


@pytest.mark.parametrize(
    ("items", "enrolled"),
    [
        pytest.param({**STUDENT, "x_education": None}, True, id="a live Student's Pass"),
        pytest.param(
            {**STUDENT, "passstatus": {"value": "Approved"}, "x_education": None}, None, id="not yet"
        ),
        pytest.param({"passtype": {"code": "DP"}, "x_education": None}, None, id="a Dependant's Pass"),
        pytest.param({"x_education": {"enrolment": {"enrolled": {"value": True}}}}, True, id="our own item"),
        pytest.param({"x_education": {"enrolment": {"enrolled": {"value": 1}}}}, None, id="one for a truth"),
        pytest.param({"x_education": {"unavailable": True}}, None, id="nothing known"),
    ],
)
def test_enrolment_at_singpass_is_a_pass_or_our_own_item(
    items: dict[str, Any], enrolled: bool | None
) -> None:
    assert singpass("is_enrolled", **items).value is enrolled


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param({"diaChi": ""}, id="no street"),
        pytest.param({"tinhThanhPho": None}, id="no province"),
        pytest.param({"quocGia": "Việt Nam"}, id="a country in words"),
        pytest.param({"xaPhuong": "Phường\x00"}, id="a control character"),
    ],
)
def test_an_address_with_a_part_missing_is_unavailable(damage: dict[str, Any]) -> None:
    assert not vneid("address", ThuongTru={**HOA["ThuongTru"], **damage}).available


def test_where_somebody_lives_for_now_is_no_registered_address() -> None:
    assert "NoiOHienNay" in HOA
    assert not vneid("address", ThuongTru=None).available


@pytest.mark.parametrize(
    ("damage", "formatted"),
    [
        pytest.param({}, "102 EXAMPLE CRESCENT\n#09-128\nSINGAPORE 000102", id="a flat"),
        pytest.param({"floor": {"value": ""}}, "102 EXAMPLE CRESCENT\nSINGAPORE 000102", id="a house"),
        pytest.param(
            {"building": {"value": "EXAMPLE TOWER"}},
            "102 EXAMPLE CRESCENT\n#09-128\nEXAMPLE TOWER\nSINGAPORE 000102",
            id="a named building",
        ),
        pytest.param({"postal": {"value": ""}}, None, id="no postal code"),
        pytest.param({"country": {"code": "XX"}}, None, id="no such country"),
        pytest.param({"type": "PO BOX"}, None, id="a type nobody documented"),
        pytest.param({"street": "EXAMPLE CRESCENT"}, None, id="a street without its leaf"),
    ],
)
def test_an_address_in_singapore_is_put_together(damage: dict[str, Any], formatted: str | None) -> None:
    value = singpass("address", regadd={**MEI_LING["regadd"], **damage}).value
    assert (value["formatted"] if isinstance(value, dict) else None) == formatted


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "code", "certificates", "enrolment", "ten"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)
ITEMS = ["regadd", "academicqualifications", "x-health", "x-education", "passtype", "passstatus", "dob"]
ATTRIBUTES_VN = ["ThuongTru", "BaoHiemYTe", "VanBang", "HocBa", "SoSucKhoe", "birthDate"]


@given(
    st.dictionaries(st.sampled_from(ITEMS), ANYTHING),
    st.dictionaries(st.sampled_from(ATTRIBUTES_VN), ANYTHING),
)
def test_no_answer_breaks_the_mapping(items: dict[str, Any], attributes: dict[str, Any]) -> None:
    for entry in (
        *map_singpass({**MEI_LING, **items}, REQUESTABLE, today=TODAY),
        *map_vneid({**HOA, **attributes}, REQUESTABLE, today=TODAY),
    ):
        assert entry.available is (entry.value is not None)


def _everything_sealed(provider: str, predicate: str) -> str:
    """All that a sign-in keeps (sealed) of somebody of whom this predicate alone was asked."""
    wanted = frozenset({predicate})
    if provider == "vneid":
        mapped, birthdate = map_vneid(HOA, wanted, today=TODAY), HOA["birthDate"]
    else:
        mapped, birthdate = map_singpass(MEI_LING, wanted, today=TODAY), MEI_LING["dob"]["value"]
    identity = Identity(
        issuer="issuer",
        subject="subject",
        assurance=Assurance.HIGH,
        raw={},
        auth_time=NOON,
        birthdate=birthdate,
        sensitive_allowed=True,
        verification={},
        assurance_statement={},
        mapped=mapped,
    )
    return Released.of(identity).to_bytes().decode()


@pytest.mark.parametrize("provider", ["vneid", "singpass"])
@pytest.mark.parametrize("predicate", sorted(PREDICATES.values()))
def test_of_a_predicate_nothing_is_sealed_but_the_answer(provider: str, predicate: str) -> None:
    sealed = json.loads(_everything_sealed(provider, predicate))
    assert set(sealed["claims"]) == set(sealed["qualities"]) == {predicate}
    assert sealed["claims"][predicate] in (True, False)
    values = (HOA["birthDate"], "2026-12-31", "1988-06-17", HOA["HocBa"][0]["truong"], "SIM-P-000088")
    assert not [value for value in values if value in json.dumps(sealed, ensure_ascii=False)]


@pytest.mark.parametrize(("value", "predicate"), PREDICATES.items())
def test_no_clause_demands_a_value_and_its_predicate(value: str, predicate: str) -> None:
    """The two are never mandatory together: whoever must have the value needs no yes or no beside it."""
    for clause in AGREEMENT.clauses:
        assert not {value, predicate} <= set(clause.mandatory), clause.id
