"""The agreement's text: read whole, or refused whole with every fault and its line."""

import hashlib
import itertools
import re
from datetime import date

import pytest
import rfc8785
from ruamel.yaml import YAML

from bridge.domain.agreement import Agreement, Clause, Country, Direction, direction_for, parse_agreement
from bridge.domain.attributes import PURPOSES
from domain.samples import AGREEMENT, AGREEMENT_TEXT, TOURISM, clause


def test_the_agreement_of_the_repository_has_no_fault() -> None:
    assert isinstance(parse_agreement(AGREEMENT_TEXT), Agreement)


def test_it_covers_every_purpose_each_way_once() -> None:
    covered = [(clause.purpose, clause.direction) for clause in AGREEMENT.clauses]
    assert sorted(covered) == sorted(itertools.product(PURPOSES, Direction))
    assert AGREEMENT.clause_for("tourism.checkin", Direction.SG_TO_VN) is TOURISM
    assert AGREEMENT.clause_for("tourism.checkin", None) is None


# One row per claim and one column per purpose, in this order: the vocabulary partners code against.
COLUMNS = (
    "health.registration",
    "health.patient_summary",
    "education.admission",
    "education.credential_check",
    "tourism.checkin",
    "tourism.age_check",
)
MATRIX = {
    "name": "MMMMM.",
    "birthdate": "MMMMM.",
    "gender": "MMO.M.",
    "nationalities": "O.M.MO",
    "travel_document": "O.M.M.",
    "phone_number": "O.O.O.",
    "email": "O.M.O.",
    "address": "O.O...",
    "insurance_valid": "O.....",
    "insurance_valid_until": "O.....",
    "blood_group": ".O....",
    "allergies": ".M....",
    "conditions": ".M....",
    "medications": ".M....",
    "immunizations": ".OO...",
    "patient_summary": ".O....",
    "qualifications": "..MM..",
    "transcripts": "..OO..",
    "is_enrolled": "...O..",
    "age_over_18": ".....M",
}


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("purpose", COLUMNS)
def test_the_matrix_of_mandatory_and_optional_attributes_is_the_same_both_ways(
    purpose: str, direction: Direction
) -> None:
    terms, column = clause(purpose, direction), COLUMNS.index(purpose)
    assert set(terms.mandatory) == {claim for claim, row in MATRIX.items() if row[column] == "M"}
    assert set(terms.optional) == {claim for claim, row in MATRIX.items() if row[column] == "O"}


@pytest.mark.parametrize("terms", AGREEMENT.clauses, ids=lambda terms: terms.id)
def test_assurance_children_and_the_baseline_are_as_agreed(terms: Clause) -> None:
    assert terms.minimum_assurance.word == (
        "high" if terms.purpose == "health.patient_summary" else "substantial"
    )
    assert terms.baseline_allowed is (terms.purpose == "tourism.age_check")
    assert terms.child_below == 16
    assert terms.sectors == {terms.purpose.partition(".")[0]}
    assert AGREEMENT.instruments[terms.instrument].direction is terms.direction
    assert not terms.onward_transfer


def test_clause_ids_name_direction_and_sector() -> None:
    for terms in AGREEMENT.clauses:
        way = str(terms.direction).replace("->", "")
        assert re.fullmatch(rf"{way}-{terms.purpose.partition('.')[0].upper()}-[12]", terms.id)


def test_both_countries_bases_are_named() -> None:
    for terms in AGREEMENT.clauses:
        assert set(terms.legal_basis) == set(Country)
        assert all(basis.vi != basis.en for basis in terms.legal_basis.values())


def test_it_is_in_force_from_its_first_day_until_the_day_before_its_end() -> None:
    assert not AGREEMENT.in_force(date(2025, 12, 31))
    assert AGREEMENT.in_force(date(2026, 1, 1))
    assert AGREEMENT.in_force(date(2030, 12, 31))
    assert not AGREEMENT.in_force(date(2031, 1, 1))


def test_a_partners_country_decides_the_direction() -> None:
    assert direction_for(Country.SG) is Direction.VN_TO_SG
    assert direction_for(Country.VN) is Direction.SG_TO_VN
    assert (Direction.VN_TO_SG.exporter, Direction.VN_TO_SG.importer) == (Country.VN, Country.SG)
    assert (Direction.SG_TO_VN.exporter, Direction.SG_TO_VN.importer) == (Country.SG, Country.VN)
    assert Direction.VN_TO_SG.identity_provider == "vneid"
    assert Direction.SG_TO_VN.identity_provider == "singpass"


def test_the_digest_is_that_of_the_canonical_form() -> None:
    document = YAML(typ="safe", pure=True).load(AGREEMENT_TEXT.replace(": 20", ": !!str 20"))
    canonical = rfc8785.dumps(document)
    assert AGREEMENT.digest == hashlib.sha256(canonical).hexdigest()


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(AGREEMENT_TEXT.replace("# ", "#  "), id="a comment"),
        pytest.param(AGREEMENT_TEXT.replace("serial: 3", "serial:    3"), id="spaces"),
        pytest.param(AGREEMENT_TEXT.replace("\n", "\r\n"), id="line ends"),
        pytest.param(AGREEMENT_TEXT.replace("[health]", "\n      - health"), id="another notation"),
        pytest.param(AGREEMENT_TEXT.replace("2026-01-01", '"2026-01-01"'), id="quotes around a day"),
        pytest.param("---\n" + AGREEMENT_TEXT, id="a document marker"),
    ],
)
def test_how_it_is_written_does_not_change_the_digest(same: str) -> None:
    parsed = parse_agreement(same)
    assert isinstance(parsed, Agreement), parsed
    assert parsed.digest == AGREEMENT.digest


def test_what_it_says_changes_the_digest() -> None:
    parsed = parse_agreement(AGREEMENT_TEXT.replace("P30D", "P31D", 1))
    assert isinstance(parsed, Agreement)
    assert parsed.digest != AGREEMENT.digest
