"""The agreement's text: read whole, or refused whole with every fault and its line."""

import hashlib
from datetime import date

import pytest
import rfc8785
from ruamel.yaml import YAML

from bridge.domain.agreement import Agreement, Country, Direction, direction_for, parse_agreement
from domain.samples import AGREEMENT, AGREEMENT_TEXT, HEALTH, TOURISM


def test_the_agreement_of_the_repository_has_no_fault() -> None:
    assert isinstance(parse_agreement(AGREEMENT_TEXT), Agreement)


def test_it_covers_one_purpose_each_way() -> None:
    assert [(clause.purpose, clause.direction) for clause in AGREEMENT.clauses] == [
        ("health.patient_summary", Direction.VN_TO_SG),
        ("tourism.checkin", Direction.SG_TO_VN),
    ]
    assert AGREEMENT.clause_for("health.patient_summary", Direction.SG_TO_VN) is None
    assert AGREEMENT.clause_for("tourism.checkin", Direction.SG_TO_VN) is TOURISM
    assert AGREEMENT.clause_for("tourism.checkin", None) is None


def test_the_matrix_of_mandatory_and_optional_attributes() -> None:
    assert HEALTH.mandatory == ("name", "birthdate", "gender", "allergies", "conditions", "medications")
    assert HEALTH.optional == ("blood_group", "immunizations")
    assert TOURISM.mandatory == ("name", "birthdate", "gender", "nationalities", "travel_document")
    assert TOURISM.optional == ("phone_number", "email")
    assert (HEALTH.minimum_assurance.word, TOURISM.minimum_assurance.word) == ("high", "substantial")
    assert (HEALTH.child_below, TOURISM.child_below) == (16, 16)
    assert not HEALTH.baseline_allowed
    assert not TOURISM.baseline_allowed


def test_both_countries_bases_are_named() -> None:
    assert set(HEALTH.legal_basis) == set(TOURISM.legal_basis) == set(Country)


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
        pytest.param(AGREEMENT_TEXT.replace("serial: 1", "serial:    1"), id="spaces"),
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
