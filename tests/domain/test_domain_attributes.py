"""The vocabulary: complete in both languages, and closed to national numbers."""

import unicodedata

import pytest

from bridge.domain.attributes import (
    ATTRIBUTES,
    MRZ_NAME,
    NEVER,
    PURPOSES,
    REQUESTABLE,
    Attribute,
    Text,
    released_claims,
)
from domain.samples import AGREEMENT


@pytest.mark.parametrize("attribute", ATTRIBUTES.values(), ids=ATTRIBUTES.keys())
def test_every_claim_has_words_in_both_languages(attribute: Attribute) -> None:
    for text in (attribute.label, attribute.note):
        if text is not None:
            assert text.vi.strip()
            assert text.en.strip()
            assert unicodedata.is_normalized("NFC", text.vi)


def test_the_name_brings_its_machine_readable_form() -> None:
    assert released_claims({"name"}) == ("name", MRZ_NAME)


def test_the_machine_readable_form_does_not_come_alone() -> None:
    assert released_claims({"birthdate", "gender"}) == ("birthdate", "gender")
    assert MRZ_NAME not in REQUESTABLE


def test_released_claims_stand_in_the_order_of_the_vocabulary() -> None:
    assert released_claims(reversed(tuple(REQUESTABLE))) == tuple(ATTRIBUTES)


def test_a_name_outside_the_vocabulary_releases_nothing() -> None:
    assert released_claims({"religion"}) == ()


def test_nothing_forbidden_is_in_the_vocabulary() -> None:
    assert not NEVER & frozenset(ATTRIBUTES)


def test_health_data_is_sensitive_and_nothing_else_is() -> None:
    sensitive = {claim for claim, attribute in ATTRIBUTES.items() if attribute.sensitive}
    assert sensitive == {
        "blood_group",
        "allergies",
        "conditions",
        "medications",
        "immunizations",
        "patient_summary",
    }


def test_every_attribute_and_purpose_is_used_by_the_agreement() -> None:
    used = frozenset().union(*(clause.attributes for clause in AGREEMENT.clauses))
    assert used == REQUESTABLE
    assert frozenset(AGREEMENT.purposes) == PURPOSES


@pytest.mark.parametrize(
    ("language", "word"),
    [("vi", "có"), ("vi-VN", "có"), ("VI", "có"), ("en", "yes"), ("ms", "yes"), ("", "yes")],
)
def test_words_are_vietnamese_where_asked_for_and_english_otherwise(language: str, word: str) -> None:
    assert Text(vi="có", en="yes").in_(language) == word
