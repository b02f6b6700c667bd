"""Every reason is documented, and nothing else is: code, documents and pages say the same words."""

import unicodedata
from typing import Any

import pytest

from bridge.domain.reasons import PERSON_DEPENDENT, NotCompleted, Reason
from bridge.web.reason_catalogue import CATALOGUE, Group, Listener
from openapi.producing import expected_in, not_produced
from openapi.reasons import FOLDERS, PAGES, as_written, explained, promised, raised

SHARED = explained(PAGES["bridge"])
# Told by the browser's redirect alone.
BY_REDIRECT = {"not_completed"}


def test_every_reason_in_the_code_is_explained() -> None:
    everywhere = {reason for page in PAGES.values() for reason in explained(page)}
    words = {reason for package in ("eid_kit", *FOLDERS.values()) for reason in raised(package)}
    assert len(words) > 100
    assert words - everywhere - RAISED_BY_NOBODY == set()


# Checks of the shared kit that no service uses: they are for whoever composes another one.
RAISED_BY_NOBODY = {"request_uri_pushed"}


def test_every_reason_of_the_bridge_is_explained_on_its_page() -> None:
    assert raised("bridge") - set(SHARED) == set()


@pytest.mark.parametrize("page", PAGES.values())
def test_nothing_is_explained_that_is_gone(page: str) -> None:
    words = {reason for package in ("eid_kit", *FOLDERS.values()) for reason in raised(package)}
    words |= {str(reason) for reason in (*Reason, *NotCompleted)}
    assert set(explained(page)) - words - BY_REDIRECT == set()


def test_every_promised_reason_is_explained(service: str, document: dict[str, Any]) -> None:
    assert set(promised(document)) - set(SHARED) - set(explained(PAGES[service])) == set()


def test_error_and_status_are_as_explained(service: str, document: dict[str, Any]) -> None:
    told = promised(document)
    rows = explained(PAGES[service], second="error and status")
    wrong = {
        reason: (cells[1], as_written(told[reason]))
        for reason, cells in rows.items()
        if reason in told and cells[1] != as_written(told[reason])
    }
    assert wrong == {}


def test_a_decision_is_told_as_explained(link: Any) -> None:
    told = promised(link.switchboard.app_at("http://localhost:8000").openapi())
    about_the_details = [str(reason) for reason in Reason][:7]
    for reason, cells in SHARED.items():
        if cells[2:3] == ["told in full"]:
            right = {"invalid_authorization_details" if reason in about_the_details else "access_denied"}
            # Told at the registration already.
            right |= {"invalid_client_metadata"} if reason == Reason.BASELINE_NOT_ALLOWED else set()
            assert told[reason] == {error: {"400"} for error in right}, reason
        elif cells[2:3] == ["not completed"]:
            assert reason not in told


def _all_there_are() -> set[str]:
    """What the bridge and the kit below it raise, its document promises and its pages say."""
    members = {str(reason) for reason in (*Reason, *NotCompleted)}
    return members | ((raised("bridge") | raised("eid_kit")) & set(SHARED))


def test_every_reason_is_produced_by_some_test() -> None:
    assert not_produced(_all_there_are()) == []


def test_a_reason_that_no_test_produces_is_found_out() -> None:
    invented = "made_up" + "_for_this"
    assert not_produced({invented, "dpop_" + invented, "consent_refused"}) == ["dpop_" + invented, invented]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('"""consent_lost, says a docstring."""', id="a docstring of a file"),
        pytest.param('def test():\n    """consent_lost"""\n', id="a docstring of a test"),
        pytest.param('def test():\n    "consent_lost"\n', id="a sentence"),
        pytest.param('def test():\n    assert True, "consent_lost"\n', id="what a failure would say"),
        pytest.param('def test():\n    reason = "consent_lost"\n', id="a name that nobody compares"),
        pytest.param('ROWS = [pytest.param(1, id="consent_lost")]', id="the name of a case"),
    ],
)
def test_a_word_that_is_only_said_is_not_produced(source: str) -> None:
    assert "consent_lost" not in expected_in(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('def test():\n    assert answer == "consent_lost"\n', id="asserted"),
        pytest.param('ROWS = [pytest.param({}, "consent_lost")]', id="a row of a table"),
        pytest.param('def test():\n    refused(answer, reason="consent_lost")\n', id="handed to a check"),
    ],
)
def test_a_word_that_is_compared_is_produced(source: str) -> None:
    assert "consent_lost" in expected_in(source)


def test_every_reason_a_partner_is_told_is_among_them(link: Any) -> None:
    told = promised(link.switchboard.app_at("http://localhost:8000").openapi())
    assert set(told) - _all_there_are() == set()


def test_every_reason_is_explained_once_in_both_languages() -> None:
    explained_here = [word for group in CATALOGUE for word in group.reasons]
    assert len(explained_here) == len(set(explained_here))
    assert set(explained_here) == set(SHARED) | BY_REDIRECT


@pytest.mark.parametrize("group", CATALOGUE, ids=lambda group: group.id)
def test_a_sentence_is_one_that_a_person_understands(group: Group) -> None:
    for word, text in group.reasons.items():
        for sentence in (text.vi, text.en):
            assert sentence.endswith("."), word
            assert word not in sentence, "a code word is no explanation"
        assert text.vi != text.en
        assert unicodedata.is_normalized("NFC", text.vi)


def test_no_two_reasons_have_the_same_sentence() -> None:
    sentences = [text for group in CATALOGUE for text in group.reasons.values()]
    assert len({text.vi for text in sentences}) == len({text.en for text in sentences}) == len(sentences)


def test_a_reason_about_a_person_is_told_to_that_person_alone() -> None:
    told_to = {word: group.told_to for group in CATALOGUE for word in group.reasons}
    assert {told_to[str(reason)] for reason in (*PERSON_DEPENDENT, *NotCompleted)} == {Listener.CITIZEN}
    in_full = {word for word, cells in SHARED.items() if cells[2:3] == ["told in full"]}
    assert {told_to[word] for word in in_full} == {Listener.PARTNER}
