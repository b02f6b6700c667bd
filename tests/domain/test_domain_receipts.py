"""A receipt says what was allowed, to each reader no more than is theirs, and never a value."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, NEVER
from bridge.domain.clauses import Clause
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.notices import notice_sha256
from bridge.domain.partners import Partner
from bridge.domain.receipt_schema import CITIZEN_SCHEMA, DEFINITIONS, PARTNER_SCHEMA, receipt_schema
from bridge.domain.receipt_terms import DPV_CATEGORY, DPV_STATUS
from bridge.domain.receipts import (
    AgeBand,
    Circumstances,
    Grounds,
    NotReceiptable,
    Principal,
    Refusal,
    Status,
    citizen_receipt,
    partner_receipt,
    status_of,
)
from domain.samples import ADULT, AGREEMENT, HEALTH, HOSPITAL, HOTEL, NOON, ROOT, TOURISM, consent, offer

HOA = Principal("s" * 43, Assurance.HIGH)
ALONE = Circumstances(AgeBand.FROM, represented=False)
PUBLISHED = ROOT / "docs" / "consent-receipt.schema.json"
OPTIONAL = frozenset(HEALTH.optional)
PARTNERS, CITIZENS = (
    Draft202012Validator({**schema, "$defs": DEFINITIONS}) for schema in (PARTNER_SCHEMA, CITIZEN_SCHEMA)
)
EITHER = Draft202012Validator(receipt_schema())
CITIZENS_OWN = {"attributes_declined", "age_band", "child_below", "representative"}


def grounds(terms: Clause = HEALTH, **changes: Any) -> Grounds:
    return replace(Grounds(AGREEMENT, terms, HOSPITAL if terms is HEALTH else HOTEL), **changes)


def partners(given_: Consent, terms: Clause = HEALTH, **changes: Any) -> dict[str, Any]:
    return partner_receipt(given_, grounds(terms, **changes), HOA, at=NOON)


def citizens(answer: Consent | Refusal, circumstances: Circumstances = ALONE) -> dict[str, Any]:
    return citizen_receipt(answer, grounds(), HOA, circumstances=circumstances, at=NOON)


REFUSED = Refusal("r-1", offer(), NOON)


def claims(receipt: dict[str, Any], member: str = "attributes") -> set[str]:
    return {each["claim"] for each in receipt[member]}


# --- exactly the members of the published schema


@pytest.mark.parametrize("terms", [HEALTH, TOURISM], ids=lambda clause: clause.id)
@pytest.mark.parametrize("state", ConsentState)
def test_a_partners_receipt_has_exactly_its_members(terms: Clause, state: ConsentState) -> None:
    receipt = partners(consent(terms, state=state), terms)
    PARTNERS.validate(receipt)
    assert set(PARTNER_SCHEMA["properties"]) - set(receipt) == {"iss", "iat", "aud"}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(consent(), id="everything given"),
        pytest.param(consent(declined=OPTIONAL), id="some declined"),
        pytest.param(REFUSED, id="everything refused"),
    ],
)
def test_a_citizens_receipt_has_exactly_its_members(answer: Consent | Refusal) -> None:
    CITIZENS.validate(citizens(answer))


@pytest.mark.parametrize("member", sorted(CITIZENS_OWN))
def test_the_schema_refuses_what_is_the_citizens_own_in_a_partners_receipt(member: str) -> None:
    smuggled = partners(consent()) | {member: citizens(consent())[member]}
    assert not PARTNERS.is_valid(smuggled)


def test_the_schema_refuses_a_value_beside_the_name_of_a_claim() -> None:
    receipt = partners(consent())
    receipt["attributes"][0]["value"] = "NGUYỄN THỊ HOA"
    assert not EITHER.is_valid(receipt)


def test_the_published_schema_is_that_of_the_program() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == receipt_schema()
    Draft202012Validator.check_schema(receipt_schema())


# --- what each reader is told


def test_the_partner_is_told_what_was_approved_and_not_what_was_declined() -> None:
    receipt = partners(consent(declined=OPTIONAL))
    assert claims(receipt) == {*HEALTH.mandatory, "name#und-Latn-x-mrz"}
    assert not set(receipt) & CITIZENS_OWN
    assert not [name for name in OPTIONAL if f'"{name}"' in json.dumps(receipt)]


@given(st.frozensets(st.sampled_from(sorted(OPTIONAL))))
def test_declined_and_never_offered_look_the_same_to_the_partner(declined: frozenset[str]) -> None:
    """Otherwise a partner would learn which of what it asked for the citizen's country holds."""
    some = consent(declined=OPTIONAL, notice_sha256="1" * 64)
    other = replace(some, declined=declined, notice_sha256="2" * 64)
    assert partners(some) == partners(other)


def test_the_citizen_sees_both_lists_and_the_digest_of_the_whole_notice() -> None:
    receipt = citizens(consent(declined=OPTIONAL))
    assert claims(receipt, "attributes_declined") == OPTIONAL
    assert claims(receipt) == {*HEALTH.mandatory, "name#und-Latn-x-mrz"}
    assert receipt["notice"]["sha256"] == consent().notice_sha256


def test_a_refusal_has_a_receipt_that_gives_nothing() -> None:
    receipt = citizens(REFUSED)
    assert (receipt["status"], receipt["attributes"]) == ("refused", [])
    assert claims(receipt, "attributes_declined") == HEALTH.attributes | {"name#und-Latn-x-mrz"}
    assert "valid_until" not in receipt


def test_age_band_and_representative_are_in_the_citizens_alone() -> None:
    child = citizens(consent(), Circumstances(AgeBand.BELOW, represented=True))
    assert (child["age_band"], child["child_below"]) == ("below_child_age", HEALTH.child_below)
    assert child["representative"] is True


@pytest.mark.parametrize(
    ("under", "band"), [(True, AgeBand.BELOW), (False, AgeBand.FROM), (None, AgeBand.UNKNOWN)]
)
def test_an_age_is_kept_as_a_band(under: bool | None, band: AgeBand) -> None:
    assert AgeBand.of(replace(ADULT, under_child_age=under)) is band


def test_the_partners_notice_can_be_made_again_from_its_own_receipt() -> None:
    receipt = partners(consent(declined=OPTIONAL))
    approved = [each["claim"] for each in receipt["attributes"] if each["claim"] in HEALTH.attributes]
    assert receipt["notice"]["sha256"] == notice_sha256(HOSPITAL, HEALTH, approved, language="vi")
    assert receipt["notice"]["sha256"] != notice_sha256(HOSPITAL, HEALTH, approved, language="en")


def test_each_attribute_says_whether_it_could_be_declined_and_whether_it_is_sensitive() -> None:
    told = {
        each["claim"]: (each["required"], each["sensitive"]) for each in partners(consent())["attributes"]
    }
    assert told["name#und-Latn-x-mrz"] == (True, False)
    assert told["allergies"] == (True, True)
    assert told["blood_group"] == (False, True)


def test_a_receipt_names_the_grounds() -> None:
    receipt = partners(consent(TOURISM), TOURISM)
    assert receipt["recipient"]["party_id"] == HOTEL.client_id
    assert receipt["agreement"]["sha256"] == AGREEMENT.digest
    assert receipt["agreement"]["clause"] == TOURISM.id
    assert (receipt["jurisdictions"], receipt["storage_location"]) == (["SG", "VN"], "VN")
    assert receipt["transfer"]["instrument"] == TOURISM.instrument


# --- how it stands


@pytest.mark.parametrize(
    ("changes", "after", "status"),
    [
        pytest.param({}, 0, Status.GIVEN, id="just given"),
        pytest.param({}, 299, Status.GIVEN, id="until just before its end"),
        pytest.param({}, 300, Status.EXPIRED, id="at its end"),
        pytest.param({"state": ConsentState.USED}, 400, Status.USED, id="used, and its time over"),
        pytest.param({"state": ConsentState.WITHDRAWN}, 1, Status.WITHDRAWN, id="withdrawn"),
        pytest.param({"state": ConsentState.REVOKED}, 1, Status.REVOKED, id="revoked"),
    ],
)
def test_the_status_is_that_of_the_moment(changes: dict[str, Any], after: int, status: Status) -> None:
    given_, at = consent(**changes), NOON + timedelta(seconds=after)
    assert status_of(given_, at) is status
    receipt = partner_receipt(given_, grounds(), HOA, at=at)
    assert (receipt["status"], receipt["status_dpv"]) == (status.value, DPV_STATUS[status])


# --- what never becomes a receipt

MISFITS = [
    pytest.param(consent(partner_id="another"), {}, id="to another partner"),
    pytest.param(consent(clause="VNSG-OTHER-1"), {}, id="under another clause"),
    pytest.param(consent(agreement_digest="f" * 64), {}, id="to another text of the agreement"),
    pytest.param(consent(), {"partner": HOTEL}, id="read as another partner's"),
    pytest.param(consent(attributes=frozenset({"099191000001"})), {}, id="with a name nobody knows"),
    pytest.param(consent(id="099191000001"), {}, id="under a number of a person's form"),
]


@pytest.mark.parametrize(("given_", "changes"), MISFITS)
def test_what_does_not_belong_together_has_no_receipt(given_: Consent, changes: dict[str, Any]) -> None:
    with pytest.raises(NotReceiptable):
        partners(given_, **changes)
    with pytest.raises(NotReceiptable):
        citizen_receipt(given_, grounds(**changes), HOA, circumstances=ALONE, at=NOON)


def test_a_subject_of_the_form_of_a_national_number_has_no_receipt() -> None:
    with pytest.raises(NotReceiptable):
        partner_receipt(consent(), grounds(), Principal("S1234567D", Assurance.HIGH), at=NOON)


def test_a_refusal_of_another_partners_offer_has_no_receipt() -> None:
    with pytest.raises(NotReceiptable):
        citizens(Refusal("r-1", offer(partner_id="another"), NOON))


_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{9}|[0-9]{12}|[STFGM][0-9]{7}[A-Z])(?![0-9A-Za-z])", re.IGNORECASE
)


# The first example compiles regular expressions; on a busy machine that alone is late.
@settings(deadline=None)
@given(
    which=st.sampled_from(AGREEMENT.clauses),
    state=st.sampled_from(ConsentState),
    refuses=st.booleans(),
    data=st.data(),
)
def test_no_receipt_of_any_clause_holds_a_value_or_a_number(
    which: Clause, state: ConsentState, refuses: bool, data: st.DataObject
) -> None:
    """Strings in a receipt come from the agreement, the registration, closed vocabularies, and references."""
    declined = data.draw(st.frozensets(st.sampled_from(sorted({*which.optional, "none"}))))
    partner = _partner_of(which)
    basis = Grounds(AGREEMENT, which, partner)
    asked = offer(which, partner_id=partner.client_id)
    given_ = consent(
        which, declined=declined & set(which.optional), partner_id=partner.client_id, state=state
    )
    answer = Refusal("r-1", asked, NOON) if refuses else given_
    receipts = [citizen_receipt(answer, basis, HOA, circumstances=ALONE, at=NOON)]
    receipts += [partner_receipt(given_, basis, HOA, at=NOON)]
    for receipt in receipts:
        EITHER.validate(receipt)
        assert not _NUMBER.search(json.dumps(receipt, ensure_ascii=False))
        assert not NEVER & (claims(receipt) | claims(receipt, "attributes"))
        assert {tuple(each) for each in receipt["attributes"]} <= {("claim", "dpv", "sensitive", "required")}


def _partner_of(terms: Clause) -> Partner:
    return HOSPITAL if terms.direction is HEALTH.direction else HOTEL


# --- the vocabulary


def test_every_claim_and_status_has_its_term() -> None:
    assert set(DPV_CATEGORY) == set(ATTRIBUTES)
    assert set(DPV_STATUS) == set(Status)
    assert {state.value for state in ConsentState} < {status.value for status in Status}


# --- docs/receipts.md


def documented(heading: str) -> set[str]:
    """The words in the first cells of the first table after a text of the page."""
    page = (ROOT / "docs" / "receipts.md").read_text("utf-8")
    table = page[page.index(heading) :].split("|---", 1)[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[1:]]
    return {word for cell in cells for word in re.findall(r"`([a-z_]+)`", cell)}


def test_every_member_is_documented() -> None:
    refused = citizens(REFUSED)
    assert documented("## Members") | CITIZENS_OWN == set(PARTNER_SCHEMA["properties"]) | set(refused)


def test_every_status_is_documented() -> None:
    assert documented("| `status` | means |") == {status.value for status in Status}
