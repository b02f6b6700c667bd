"""What a record's page says that the recipient was told, beside what the recipient is really told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bridge.domain.reasons import PERSON_DEPENDENT, Reason
from bridge.domain.records import ConsentRecord, Denial, Status
from bridge.flows.citizen_ports import CitizenSession
from bridge.flows.citizen_records import Own, Told
from bridge.web.portal_pages import Visit
from bridge.web.portal_rows import record_facts
from domain.samples import NOON, record, refusal

SESSION = CitizenSession("d", "p" * 43, "vneid", NOON, NOON + timedelta(minutes=15))
VISIT = Visit(SESSION, "s", "en", NOON)


def facts(shown: ConsentRecord) -> dict[str, Any]:
    return record_facts(Own(shown, Told.NOTHING_TO_TELL, NOON), VISIT)


@pytest.mark.parametrize("reason", Reason)
def test_a_denial_at_userinfo_is_called_told_only_where_it_is_about_nobody(reason: Reason) -> None:
    denied = record().kept_back(Denial(reason, None, "something else"))
    is_told = "was told this reason" in facts(denied)["told_of_denial"]
    assert is_told == (reason not in PERSON_DEPENDENT)


@pytest.mark.parametrize("reason", Reason)
def test_a_denial_after_sign_in_is_never_called_told(reason: Reason) -> None:
    stopped = replace(refusal(), state=Status.DENIED, denial=Denial(reason, None, "something else"))
    assert "only that the request was not completed" in facts(stopped)["told_of_denial"]


def test_only_a_recipient_that_had_a_token_is_said_to_be_told_of_a_withdrawal() -> None:
    assert not facts(record())["is_known_to_recipient"]
    assert facts(record().token_issued())["is_known_to_recipient"]
