"""A refusal in words for the person it concerns: why, and what to do now."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Direction
from bridge.domain.policy import Person
from bridge.domain.reasons import NotCompleted, Reason
from bridge.flows.transaction import ChildAnswer, PartnerRequest, Refusal, SignIn, State, Transaction
from bridge.web.refusal_words import told
from domain.samples import AGREEMENT, HEALTH, HOSPITAL, NOON

REQUEST = PartnerRequest(
    client_id=HOSPITAL.client_id,
    redirect_uri=HOSPITAL.redirect_uris[0],
    state=None,
    nonce=None,
    scope="openid",
    code_challenge="c" * 43,
    dpop_jkt=None,
    purpose=HEALTH.purpose,
    direction=Direction.VN_TO_SG,
    attributes=("name",),
    required_assurance=Assurance.SUBSTANTIAL,
    language="vi",
)
REFUSED = Transaction(
    id="t" * 43,
    state=State.REFUSED,
    version=4,
    request=REQUEST,
    request_uri_digest="d" * 64,
    created_at=NOON,
    expires_at=NOON + timedelta(minutes=5),
)


def words(reason: Reason | NotCompleted, language: str = "en", **changes: Any) -> Any:
    refusal = Refusal(reason, changes.get("clause", HEALTH.id), changes.get("attribute"), "r-1")
    return told(
        changes.get("transaction", REFUSED),
        refusal,
        partner=changes.get("partner", HOSPITAL),
        agreement=AGREEMENT,
        language=language,
    )


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("partner", [HOSPITAL, None], ids=["waiting", "gone"])
@pytest.mark.parametrize("reason", [*Reason, *NotCompleted])
def test_every_refusal_says_what_to_do_now(
    reason: Reason | NotCompleted, partner: Any, language: str
) -> None:
    step = words(reason, language, partner=partner).next_step
    assert step.endswith(".")
    assert step[0].isupper()
    assert "{" not in step
    assert step != words(reason, "en" if language == "vi" else "vi", partner=partner).next_step


def test_a_low_sign_in_is_told_the_level_that_is_needed() -> None:
    assert "“high” assurance" in words(Reason.ASSURANCE_TOO_LOW).next_step
    assert "“cao”" in words(Reason.ASSURANCE_TOO_LOW, "vi").next_step


def signed_in(level: int) -> Transaction:
    person = Person(Assurance.LOW, account_active=True, under_child_age=None, proofing_sensitive_allowed=True)
    raw = {"account_level": level, "auth_level": 2, "account_type": "citizen"}
    return replace(REFUSED, sign_in=SignIn("p-1", person, raw, NOON, ()))


def test_who_has_an_account_of_level_1_is_told_where_it_is_raised_and_not_to_sign_in_better() -> None:
    step = words(Reason.ASSURANCE_TOO_LOW, transaction=signed_in(1)).next_step
    assert "Your account is level 1" in step
    assert "police office" in step
    assert "immigration office" in step, "a foreigner's is not raised at a police office"
    assert "papers in person" in step
    assert "“high”" not in step
    assert "cơ quan công an" in words(Reason.ASSURANCE_TOO_LOW, "vi", transaction=signed_in(1)).next_step


def test_whose_sign_in_alone_was_too_weak_is_told_how_and_what_to_do_without() -> None:
    step = words(Reason.ASSURANCE_TOO_LOW, transaction=signed_in(2)).next_step
    assert step.startswith("If you can sign in with your card or device, your password, and your face")
    assert step.endswith("If you cannot, show Simulated Hospital of Singapore your papers in person.")


def test_singpass_is_asked_for_a_face_and_not_for_a_fingerprint() -> None:
    from_singapore = replace(REFUSED, request=replace(REQUEST, direction=Direction.SG_TO_VN))
    step = words(Reason.ASSURANCE_TOO_LOW, transaction=from_singapore).next_step
    assert step.startswith("If you can sign in with face verification,")


def test_whose_account_holds_no_data_is_not_sent_to_somebody_elses() -> None:
    shown = words(NotCompleted.SIGN_IN_FAILED)
    assert "Foreign Account" in shown.sentence
    assert "citizen" not in shown.sentence + shown.next_step


@pytest.mark.parametrize("reason", [*Reason, *NotCompleted])
def test_a_child_is_em_on_the_page_of_a_refusal_too(reason: Reason | NotCompleted) -> None:
    adult = signed_in(2)
    assert adult.sign_in is not None
    child = replace(
        adult, sign_in=replace(adult.sign_in, person=replace(adult.sign_in.person, under_child_age=True))
    )
    shown = words(reason, "vi", transaction=child)
    assert "bạn" not in f"{shown.sentence} {shown.next_step}".lower()
    after = replace(child, child_answer=ChildAnswer((), (), "d" * 64, "vi", NOON))
    assert words(reason, "vi", transaction=after) == words(reason, "vi", transaction=adult)


def test_the_partners_own_demand_counts_where_the_clause_asks_for_less() -> None:
    eager = replace(REFUSED, request=replace(REQUEST, required_assurance=Assurance.HIGH))
    step = words(Reason.ASSURANCE_TOO_LOW, transaction=eager, clause="VNSG-TOURISM-1").next_step
    assert "“high” assurance" in step


def test_what_was_asked_too_much_is_named() -> None:
    assert (
        "too far: Passport." in words(Reason.ATTRIBUTE_NOT_IN_PURPOSE, attribute="travel_document").next_step
    )


def test_a_clause_that_the_agreement_dropped_meanwhile_is_still_named() -> None:
    gone = words(Reason.ASSURANCE_TOO_LOW, clause="VNSG-GONE-1")
    assert gone.clause == "VNSG-GONE-1"
    assert "“substantial” assurance" in gone.next_step
