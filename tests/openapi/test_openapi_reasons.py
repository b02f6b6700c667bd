"""Every reason is documented, and nothing else is: code, documents and pages say the same words."""

from typing import Any

import pytest

from bridge.domain.reasons import NotCompleted, Reason
from openapi.reasons import FOLDERS, PAGES, ROOT, as_written, explained, promised, raised

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
    rows = explained(PAGES[service])
    decisions = {str(reason) for reason in Reason}
    wrong = {
        reason: (cells[1], as_written(told[reason]))
        for reason, cells in rows.items()
        if reason in told and reason not in decisions and len(cells) > 3
        if cells[1] != as_written(told[reason])
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


# Decided by the policy, whose tests name the member of the enumeration, not its word.
NAMED_BY_MEMBER = {str(reason) for reason in Reason}


def test_every_reason_a_partner_is_told_is_produced_by_some_test(link: Any) -> None:
    told = promised(link.switchboard.app_at("http://localhost:8000").openapi())
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    missing = sorted(
        reason
        for reason in set(told) - NAMED_BY_MEMBER
        if f'"{reason}"' not in tests and f'"{reason.partition("_")[2]}"' not in tests
    )
    assert missing == []
