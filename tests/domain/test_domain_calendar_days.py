"""A day is the source country's: at the turn of the day in Viet Nam, Singapore and UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Country
from domain.mapped_people import HOA, MEI_LING, singpass, vneid

ZONES = {Country.VN: "Asia/Ho_Chi_Minh", Country.SG: "Asia/Singapore"}
EVE, MORNING = date(2026, 11, 20), date(2026, 11, 21)
# Midnight comes to Singapore at 16:00 UTC and to Viet Nam an hour later.
TURNS = [
    pytest.param("15:59:59", EVE, EVE, id="before midnight in either"),
    pytest.param("16:00:00", EVE, MORNING, id="midnight in Singapore"),
    pytest.param("16:59:59", EVE, MORNING, id="just before midnight in Viet Nam"),
    pytest.param("17:00:00", MORNING, MORNING, id="midnight in Viet Nam"),
    pytest.param("23:59:59", MORNING, MORNING, id="before midnight in UTC"),
]


@pytest.mark.parametrize(("time", "vietnamese", "singaporean"), TURNS)
def test_each_country_has_its_own_midnight(time: str, vietnamese: date, singaporean: date) -> None:
    at = datetime.fromisoformat(f"2026-11-20T{time}+00:00")
    assert (day_in(Country.VN, at), day_in(Country.SG, at)) == (vietnamese, singaporean)


# To the second, from before the oldest record of the simulator to long after the agreement.
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 3_500_000_000).map(lambda seconds: FIRST + timedelta(seconds=seconds))


@pytest.mark.skipif("Asia/Singapore" not in available_timezones(), reason="no time zone database here")
@given(MOMENTS, st.sampled_from(Country))
def test_the_offsets_are_those_of_the_time_zone_database(at: datetime, country: Country) -> None:
    assert day_in(country, at) == at.astimezone(ZoneInfo(ZONES[country])).date()


@pytest.mark.parametrize(("time", "vietnamese", "singaporean"), TURNS)
def test_an_age_is_reached_at_the_midnight_of_the_source(
    time: str, vietnamese: date, singaporean: date
) -> None:
    at = datetime.fromisoformat(f"2026-11-20T{time}+00:00")
    born = "2008-11-21"
    hoa = vneid("age_over_18", day_in(Country.VN, at), birthDate=born)
    mei_ling = singpass("age_over_18", day_in(Country.SG, at), dob={**MEI_LING["dob"], "value": born})
    assert (hoa.value, mei_ling.value) == (vietnamese == MORNING, singaporean == MORNING)


@pytest.mark.parametrize(("time", "vietnamese", "singaporean"), TURNS)
def test_an_insurance_ends_at_the_midnight_of_the_source(
    time: str, vietnamese: date, singaporean: date
) -> None:
    at = datetime.fromisoformat(f"2026-11-20T{time}+00:00") + timedelta(days=41)
    assert HOA["BaoHiemYTe"]["denNgay"] == "2026-12-31"
    hoa = vneid("insurance_valid", day_in(Country.VN, at))
    mei_ling = singpass("insurance_valid", day_in(Country.SG, at))
    assert (hoa.value, mei_ling.value) == (vietnamese == EVE, singaporean == EVE)
