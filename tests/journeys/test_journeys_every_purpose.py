"""Every purpose in both directions, from end to end: exactly the clause's claims arrive, as they are."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bridge.domain.agreement import Clause, Direction
from bridge.domain.attributes import PURPOSES
from domain.samples import clause
from journeys.children import plant
from journeys.client import registered
from journeys.everything import HOA, MEI_LING, MRZ
from journeys.people import SINGAPOREAN, VIETNAMESE, of_sector
from journeys.walk import Begin
from journeys.world import SINGPASS, VNEID, Link

PERSON = {Direction.VN_TO_SG: HOA, Direction.SG_TO_VN: MEI_LING}
IN_A_SUMMARY = ("medications", "allergies", "conditions", "immunizations")
CONCEPTS = ("code", "medicationCodeableConcept", "vaccineCode")


def in_words(value: Any) -> Any:
    """A FHIR resource as the words of what it is about; anything else as it is."""
    if isinstance(value, list):
        return [in_words(item) for item in value]
    if isinstance(value, dict) and value.get("resourceType") == "Bundle":
        return [in_words(entry["resource"]) for entry in value["entry"][3:]]
    if isinstance(value, dict) and "resourceType" in value:
        return next(value[name]["text"] for name in CONCEPTS if name in value)
    return value


async def insured_until(link: Link, direction: Direction) -> str:
    """The last day of the person's insurance, which the mocks renew at their start."""
    if direction is Direction.VN_TO_SG:
        return str((await link.person(VNEID, VIETNAMESE))["record"]["BaoHiemYTe"]["denNgay"])
    health = (await link.person(SINGPASS, SINGAPOREAN))["items"]["x-health"]
    return str(health["insurance"]["validuntil"]["value"])


async def expected(link: Link, terms: Clause, attributes: tuple[str, ...]) -> dict[str, Any]:
    """What of the person this clause releases for these attributes, today."""
    person = dict(PERSON[terms.direction])
    person["insurance_valid_until"] = await insured_until(link, terms.direction)
    wanted = {*attributes, MRZ} if "name" in attributes else set(attributes)
    person["patient_summary"] = [words for claim in IN_A_SUMMARY for words in person[claim]]
    return {claim: value for claim, value in person.items() if claim in wanted}


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("purpose", sorted(PURPOSES))
async def test_everything_of_a_purpose_arrives_when_everything_is_ticked(
    link: Link, stack: AsyncExitStack, walk: Begin, purpose: str, direction: Direction
) -> None:
    terms = clause(purpose, direction)
    organisation = await registered(link, stack, of_sector(purpose, direction))
    everything = (*terms.mandatory, *terms.optional)
    claims = await (await walk(organisation, attributes=everything)).claims(ticks=terms.optional)
    assert {name: in_words(value) for name, value in claims.items()} == await expected(
        link, terms, everything
    )
    released = link.log()[-1]
    assert (released.event, released.clause, released.purpose) == ("released", terms.id, purpose)
    assert set(released.claim_names) == set(claims)


@pytest.mark.parametrize("direction", Direction)
async def test_an_age_check_releases_one_word_and_shows_no_date_of_birth(
    link: Link, stack: AsyncExitStack, walk: Begin, direction: Direction
) -> None:
    terms = clause("tourism.age_check", direction)
    organisation = await registered(link, stack, of_sector(terms.purpose, direction))
    started = await walk(organisation, attributes=("age_over_18",))
    page = await started.sign_in()
    born = str(PERSON[direction]["birthdate"])
    assert born[:4] not in page.text
    arrived = await started.answer(page)
    assert arrived.arrived is not None
    tokens = await organisation.redeem(started.attempt, arrived.arrived["code"])
    answer = await organisation.userinfo(started.attempt, tokens["access_token"])
    assert answer["verified_claims"]["claims"] == {"age_over_18": True}
    assert born[:4] not in str({**answer, "sub": ""})


@dataclass(frozen=True, slots=True)
class Particular:
    """A person with something particular about them, and exactly what of them is released."""

    purpose: str
    person: str
    attributes: tuple[str, ...]
    claims: dict[str, Any]
    direction: Direction = Direction.SG_TO_VN


PARTICULARS = {
    "a patronymic, a birth month, a foreign nationality, no passport, an insurance that ran out": Particular(
        "health.registration",
        "muhammad-irfan",
        ("name", "birthdate", "nationalities", "travel_document", "insurance_valid"),
        {
            "name": "MUHAMMAD IRFAN BIN ABDUL RAHIM",
            MRZ: "MUHAMMAD<IRFAN<BIN<ABDUL<RAHIM",
            "birthdate": "1985-02",
            "nationalities": ["MYS"],
            "insurance_valid": False,
        },
    ),
    "a birth month that is certain all the same": Particular(
        "tourism.age_check", "muhammad-irfan", ("age_over_18",), {"age_over_18": True}
    ),
    "a FIN without a passport": Particular(
        "education.admission",
        "priya-nair",
        ("nationalities", "travel_document", "qualifications", "address"),
        {
            "nationalities": ["IND"],
            "qualifications": [
                {
                    "title": "DIPLOMA IN BIOMEDICAL SCIENCE",
                    "institution": "SIMULATED POLYTECHNIC",
                    "country": "SGP",
                    "awarded_on": "2025-05-02",
                    "credential_id": "SIM-2025-000207",
                }
            ],
            "address": {"formatted": "SIMULATED HALL OF RESIDENCE, ROOM 12\nSINGAPORE"},
        },
    ),
    "a Student's Pass": Particular(
        "education.credential_check", "priya-nair", ("is_enrolled",), {"is_enrolled": True}
    ),
    "a school pupil": Particular(
        "education.credential_check", "ong-wei-jie", ("is_enrolled",), {"is_enrolled": True}
    ),
    "an old person whose year of birth alone is known": Particular(
        "tourism.age_check", "dang-thi-lan", ("age_over_18",), {"age_over_18": True}, Direction.VN_TO_SG
    ),
    "a foreigner with a VNeID, who has no registered residence": Particular(
        "health.registration",
        "david-lim-vn",
        ("name", "address", "insurance_valid"),
        {"name": "DAVID LIM WEI MING", MRZ: "DAVID<LIM<WEI<MING"},
        Direction.VN_TO_SG,
    ),
}


@pytest.mark.parametrize("particular", [pytest.param(row, id=name) for name, row in PARTICULARS.items()])
async def test_what_is_particular_about_a_person_is_released_as_it_is(
    link: Link, stack: AsyncExitStack, walk: Begin, particular: Particular
) -> None:
    organisation = await registered(link, stack, of_sector(particular.purpose, particular.direction))
    started = await walk(organisation, attributes=particular.attributes)
    ticks = set(particular.attributes) & set(clause(particular.purpose, particular.direction).optional)
    page = await started.sign_in(particular.person)
    arrived = await started.answer(page, ticks=ticks & set(page.form.checkboxes))
    assert arrived.arrived is not None, arrived.text
    tokens = await organisation.redeem(started.attempt, arrived.arrived["code"])
    answer = await organisation.userinfo(started.attempt, tokens["access_token"])
    assert answer["verified_claims"]["claims"] == particular.claims


async def born_years_ago(link: Link, years: int, *, year_alone: bool = False) -> str:
    """A resident of Singapore born that long ago, on the first day of this month or some day of that year."""
    someone = await link.person(SINGPASS, "ong-wei-jie")
    today = link.clock.now().date()
    born = f"{today.year - years}" if year_alone else f"{today.year - years}-{today.month:02}-01"
    dob = someone["items"]["dob"] | {"value": born}
    document = {**someone, "id": "of-some-age", "items": {**someone["items"], "dob": dob}}
    await link.put_person(SINGPASS, "of-some-age", document)
    return "of-some-age"


@pytest.mark.parametrize(
    ("years", "adult"), [pytest.param(16, False, id="aged 16"), pytest.param(18, True, id="aged 18")]
)
async def test_an_age_check_says_no_as_well_as_yes(
    link: Link, stack: AsyncExitStack, walk: Begin, years: int, adult: bool
) -> None:
    organisation = await registered(link, stack, of_sector("tourism.age_check", Direction.SG_TO_VN))
    person = await born_years_ago(link, years)
    claims = await (await walk(organisation, attributes=("age_over_18",))).claims(person)
    assert claims == {"age_over_18": adult}


@pytest.mark.parametrize(
    ("direction", "hour"),
    [
        pytest.param(Direction.VN_TO_SG, 17, id="Viet Nam"),
        pytest.param(Direction.SG_TO_VN, 16, id="Singapore"),
    ],
)
async def test_an_insurance_ends_with_the_day_of_the_country_it_is_from(
    link: Link, stack: AsyncExitStack, walk: Begin, direction: Direction, hour: int
) -> None:
    organisation = await registered(link, stack, of_sector("health.registration", direction))
    last_day = date.fromisoformat(await insured_until(link, direction))
    midnight = datetime.combine(last_day, time(hour), UTC)
    for moment, valid in ((midnight - timedelta(minutes=5), True), (midnight, False)):
        link.clock.set(moment)
        started = await walk(organisation, attributes=("name", "insurance_valid"))
        assert (await started.claims(ticks=("insurance_valid",)))["insurance_valid"] is valid


DENIALS = [
    pytest.param(
        "health.registration", "nguyen-duc-anh", "sign_in_failed", id="no Myinfo behind the account"
    ),
    pytest.param("tourism.age_check", "tran-van-minh", "assurance_too_low", id="account of level 1"),
    pytest.param("education.admission", "orphan", "representative_consent_required", id="a child alone"),
]


@pytest.mark.parametrize(("purpose", "person", "reason"), DENIALS)
async def test_a_person_whom_no_clause_lets_pass_is_told_why(
    link: Link, stack: AsyncExitStack, walk: Begin, purpose: str, person: str, reason: str
) -> None:
    at_vneid = person in {"tran-van-minh", "orphan"}
    await plant(link, "orphan")
    direction = Direction.VN_TO_SG if at_vneid else Direction.SG_TO_VN
    organisation = await registered(link, stack, of_sector(purpose, direction))
    started = await walk(organisation, attributes=clause(purpose, direction).mandatory)
    assert started.mock == (VNEID if at_vneid else SINGPASS)
    page, arrived = await started.denied(person)
    assert reason in page.text
    assert arrived["error"] in {"access_denied", "unmet_authentication_requirements"}


async def test_an_age_that_is_not_certain_is_not_released(
    link: Link, stack: AsyncExitStack, walk: Begin
) -> None:
    organisation = await registered(link, stack, of_sector("tourism.age_check", Direction.SG_TO_VN))
    # Who was born some day of the year 18 years ago has had that birthday on 31 December at the latest.
    person = await born_years_ago(link, 18, year_alone=True)
    link.clock.set(link.clock.now().replace(month=6, day=1))
    page, _ = await (await walk(organisation, attributes=("age_over_18",))).denied(person)
    assert "nothing_to_release" in page.text
