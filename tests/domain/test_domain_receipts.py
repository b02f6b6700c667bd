"""A receipt says what was allowed, to each reader no more than is theirs, and never a value."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types

from bridge.domain.attributes import ATTRIBUTES, NEVER, PURPOSES
from bridge.domain.clauses import Clause
from bridge.domain.consent import ConsentState
from bridge.domain.reasons import Reason
from bridge.domain.receipt_schema import CITIZEN_SCHEMA, DEFINITIONS, PARTNER_SCHEMA, receipt_schema
from bridge.domain.receipt_terms import DPV_CATEGORY, DPV_PURPOSE, DPV_STATUS
from bridge.domain.receipts import NotReceiptable, citizen_receipt, partner_receipt
from bridge.domain.records import Actor, AgeBand, ConsentRecord, Denial, Status
from domain.samples import (
    ADULT,
    AGREEMENT,
    HEALTH,
    HOSPITAL,
    HOTEL,
    NOON,
    PORTAL,
    ROOT,
    TOURISM,
    consent,
    notice,
    record,
    refusal,
)

PUBLISHED = ROOT / "docs" / "consent-receipt.schema.json"
OPTIONAL = frozenset(HEALTH.optional)
PARTNERS, CITIZENS = (
    Draft202012Validator({**schema, "$defs": DEFINITIONS}) for schema in (PARTNER_SCHEMA, CITIZEN_SCHEMA)
)
EITHER = Draft202012Validator(receipt_schema())
CITIZENS_OWN = {"attributes_declined", "age_band", "child_below", "representative"}


def partners(given_: ConsentRecord, at: datetime = NOON) -> dict[str, Any]:
    return partner_receipt(given_, at=at, portal=PORTAL)


def citizens(answer: ConsentRecord, at: datetime = NOON) -> dict[str, Any]:
    return citizen_receipt(answer, at=at, portal=PORTAL)


def declining(declined: frozenset[str], **changes: Any) -> ConsentRecord:
    return record(HEALTH, consent(declined=declined), **changes)


SOME_DECLINED = declining(OPTIONAL)
USED = record().released(("name",), NOON, is_last=True)
DENIED = refusal(
    state=Status.DENIED, declined=frozenset(), notice=None, denial=Denial(Reason.AGE_UNKNOWN, None, "an age")
)
LIVES = [
    pytest.param(record(), id="given"),
    pytest.param(USED, id="used"),
    pytest.param(record().withdrawn(NOON, Actor.PRINCIPAL), id="withdrawn"),
    pytest.param(USED.withdrawn(NOON + timedelta(days=3), Actor.PRINCIPAL), id="withdrawn after its use"),
    pytest.param(record().revoked(NOON, Actor.RECIPIENT), id="given back"),
    pytest.param(USED.revoked(NOON, Actor.OPERATOR), id="revoked by the operator"),
]


def claims(receipt: dict[str, Any], member: str = "attributes") -> set[str]:
    return {each["claim"] for each in receipt[member]}


# --- exactly the members of the published schema


@pytest.mark.parametrize("life", [*LIVES, pytest.param(record(TOURISM), id="the other way")])
@pytest.mark.parametrize("after", [0, 600], ids=["in its time", "later"])
def test_a_partners_receipt_has_exactly_its_members(life: ConsentRecord, after: int) -> None:
    receipt = partners(life, NOON + timedelta(seconds=after))
    PARTNERS.validate(receipt)
    assert set(PARTNER_SCHEMA["properties"]) - set(receipt) == {"iss", "iat", "aud"}


@pytest.mark.parametrize(
    "answer",
    [
        *LIVES,
        pytest.param(SOME_DECLINED, id="some declined"),
        pytest.param(refusal(), id="everything refused"),
    ],
)
@pytest.mark.parametrize("after", [0, 600], ids=["in its time", "later"])
def test_a_citizens_receipt_has_exactly_its_members(answer: ConsentRecord, after: int) -> None:
    CITIZENS.validate(citizens(answer, NOON + timedelta(seconds=after)))


@pytest.mark.parametrize("member", sorted(CITIZENS_OWN))
def test_the_schema_refuses_what_is_the_citizens_own_in_a_partners_receipt(member: str) -> None:
    smuggled = partners(record()) | {member: citizens(record())[member]}
    assert not PARTNERS.is_valid(smuggled)


def test_the_schema_refuses_a_value_beside_the_name_of_a_claim() -> None:
    receipt = partners(record())
    receipt["attributes"][0]["value"] = "NGUYỄN THỊ HOA"
    assert not EITHER.is_valid(receipt)


def test_the_published_schema_is_that_of_the_program() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == receipt_schema()
    Draft202012Validator.check_schema(receipt_schema())


# --- what each reader is told


def test_the_partner_is_told_what_was_approved_and_not_what_was_declined() -> None:
    receipt = partners(SOME_DECLINED)
    assert claims(receipt) == {*HEALTH.mandatory, "name#und-Latn-x-mrz"}
    assert not set(receipt) & CITIZENS_OWN
    assert not [name for name in OPTIONAL if f'"{name}"' in json.dumps(receipt)]


@given(st.frozensets(st.sampled_from(sorted(OPTIONAL))))
def test_declined_and_never_offered_look_the_same_to_the_partner(declined: frozenset[str]) -> None:
    """Otherwise a partner would learn which of what it asked for the citizen's country holds."""
    other = replace(SOME_DECLINED, declined=declined, notice=replace(SOME_DECLINED.notice, sha256="2" * 64))  # type: ignore[type-var]  # the sample has a notice
    assert partners(SOME_DECLINED) == partners(other)


def test_the_citizen_sees_both_lists_and_the_digest_of_the_whole_notice() -> None:
    receipt = citizens(SOME_DECLINED)
    assert claims(receipt, "attributes_declined") == OPTIONAL
    assert claims(receipt) == {*HEALTH.mandatory, "name#und-Latn-x-mrz"}
    assert receipt["notice"]["sha256"] == consent().notice_sha256


def test_a_refusal_has_a_receipt_that_gives_nothing() -> None:
    receipt = citizens(refusal())
    assert (receipt["status"], receipt["attributes"]) == ("refused", [])
    assert claims(receipt, "attributes_declined") == HEALTH.attributes | {"name#und-Latn-x-mrz"}
    assert "valid_until" not in receipt


def test_a_partner_has_no_receipt_of_a_refusal() -> None:
    with pytest.raises(NotReceiptable):
        partners(refusal())


def test_a_denial_has_no_receipt_for_anybody() -> None:
    for read in (partners, citizens):
        with pytest.raises(NotReceiptable):
            read(DENIED)


def test_age_band_and_representative_are_in_the_citizens_alone() -> None:
    child = citizens(record(age_band=AgeBand.BELOW, represented=True))
    assert (child["age_band"], child["child_below"]) == ("below_child_age", HEALTH.child_below)
    assert child["representative"] is True


@pytest.mark.parametrize(
    ("under", "band"), [(True, AgeBand.BELOW), (False, AgeBand.FROM), (None, AgeBand.UNKNOWN)]
)
def test_an_age_is_kept_as_a_band(under: bool | None, band: AgeBand) -> None:
    assert AgeBand.of(replace(ADULT, under_child_age=under)) is band


def test_the_partners_notice_can_be_made_again_from_its_own_receipt() -> None:
    receipt = partners(SOME_DECLINED)
    approved = [each["claim"] for each in receipt["attributes"] if each["claim"] in HEALTH.attributes]
    vi, en = (
        notice(AGREEMENT, HEALTH, HOSPITAL, offered=approved, language=language, on=NOON.date())
        for language in ("vi", "en")
    )
    assert receipt["notice"]["sha256"] == vi.sha256 != en.sha256


def test_each_attribute_says_whether_it_could_be_declined_and_whether_it_is_sensitive() -> None:
    told = {each["claim"]: (each["required"], each["sensitive"]) for each in partners(record())["attributes"]}
    assert told["name#und-Latn-x-mrz"] == (True, False)
    assert told["allergies"] == (True, True)
    assert told["blood_group"] == (False, True)


def test_a_receipt_names_the_grounds() -> None:
    receipt = partners(record(TOURISM))
    assert receipt["recipient"]["party_id"] == HOTEL.client_id
    assert receipt["agreement"]["sha256"] == AGREEMENT.digest
    assert receipt["agreement"]["clause"] == TOURISM.id
    assert (receipt["jurisdictions"], receipt["storage_location"]) == (["SG", "VN"], "VN")
    assert receipt["transfer"]["instrument"] == TOURISM.instrument


@pytest.mark.parametrize(
    ("terms", "exporter", "importer"),
    [
        pytest.param(HEALTH, "PDPL", "PDPA", id="VN to SG"),
        pytest.param(TOURISM, "PSGA", "PDPL", id="SG to VN"),
    ],
)
def test_each_party_is_named_with_the_law_that_binds_it(terms: Clause, exporter: str, importer: str) -> None:
    receipt = partners(record(terms))
    assert (receipt["exporter"]["regime"], receipt["recipient"]["regime"]) == (exporter, importer)
    assert receipt["exporter"]["contact"].endswith(".example")


def test_what_lets_the_data_out_is_named_as_far_as_it_is_known() -> None:
    vietnamese, singaporean = partners(record())["transfer"], partners(record(TOURISM))["transfer"]
    assert vietnamese["impact_dossier"]["filed_on"] == "2026-01-15"
    assert "data_sharing_direction" not in vietnamese
    assert "impact_dossier" not in singaporean
    assert singaporean["data_sharing_direction"]
    of_before = replace(record().grounds, impact_dossier=None, summary_shown=None)
    PARTNERS.validate(partners(record(grounds=of_before)))


def test_when_data_first_left_is_told_once_it_has() -> None:
    assert partners(record())["transfer"]["first_transfer_at"] is None
    assert partners(USED)["transfer"]["first_transfer_at"] == "2026-11-21T12:00:00Z"


def test_both_receipts_name_a_way_to_withdraw_and_the_last_moment_of_keeping() -> None:
    for receipt in (partners(USED), citizens(USED)):
        assert receipt["withdrawal"] == {
            "url": f"{PORTAL}/records/{USED.id}",
            "contact": HOSPITAL.dpo_contact,
            "sla": {"stop": "P15D", "erase": "P20D"},
        }
        assert receipt["rights_url"] == f"{PORTAL}/records/{USED.id}/ask"
        assert receipt["retain_until"] == "2026-12-21T12:00:00Z"


def test_keeping_is_counted_from_the_answer_as_the_words_say_and_not_from_the_release() -> None:
    released_later = record().released(("name",), NOON + timedelta(minutes=4), is_last=True)
    assert released_later.held_until == USED.held_until == NOON + timedelta(days=30)


def test_a_receipt_speaks_of_its_grounds_as_they_were_and_not_as_they_are() -> None:
    """A copy: what the agreement or the registration says by now is nowhere in reach of a record."""
    then = partners(record())
    assert then["recipient"]["name"]["en"] == "Simulated Hospital of Singapore"
    assert then["agreement"]["serial"] == AGREEMENT.serial
    assert set(then["legal_basis"]) == {"VN", "SG"}


# --- how it stands


@pytest.mark.parametrize(
    ("life", "after", "status"),
    [
        pytest.param(record(), 0, Status.GIVEN, id="just given"),
        pytest.param(record(), 299, Status.GIVEN, id="until just before its end"),
        pytest.param(record(), 300, Status.EXPIRED, id="at its end"),
        pytest.param(USED, 400, Status.USED, id="used, and its time over"),
        pytest.param(record().withdrawn(NOON, Actor.PRINCIPAL), 400, Status.WITHDRAWN, id="withdrawn"),
        pytest.param(record().revoked(NOON, Actor.RECIPIENT), 400, Status.REVOKED, id="revoked"),
    ],
)
def test_the_status_is_that_of_the_moment(life: ConsentRecord, after: int, status: Status) -> None:
    receipt = partners(life, NOON + timedelta(seconds=after))
    assert (receipt["status"], receipt["status_dpv"]) == (status.value, DPV_STATUS[status])


EVENTS = [
    pytest.param(record(), ["given principal"], id="given"),
    pytest.param(USED, ["given principal", "used recipient"], id="used"),
    pytest.param(
        USED.withdrawn(NOON, Actor.PRINCIPAL),
        ["given principal", "used recipient", "withdrawn principal"],
        id="withdrawn after its use",
    ),
    pytest.param(
        record().revoked(NOON, Actor.RECIPIENT), ["given principal", "revoked recipient"], id="given back"
    ),
    pytest.param(
        record().revoked(NOON, Actor.OPERATOR), ["given principal", "revoked operator"], id="by the operator"
    ),
    pytest.param(
        record().revoked(NOON, Actor.RECIPIENT).withdrawn(NOON, Actor.PRINCIPAL),
        ["given principal", "revoked recipient", "withdrawn principal"],
        id="given back, and then withdrawn",
    ),
    pytest.param(
        record().withdrawn(NOON, Actor.OPERATOR),
        ["given principal", "withdrawn operator"],
        id="withdrawn by the operator, whom the citizen had asked to",
    ),
]


def told(receipt: dict[str, Any]) -> list[str]:
    first, *later = [f"{each['state']} {each['actor']}" for each in receipt["events"]]
    assert first == "requested recipient"
    return later


@pytest.mark.parametrize(("life", "events"), EVENTS)
def test_both_readers_are_told_all_that_became_of_it(life: ConsentRecord, events: list[str]) -> None:
    PARTNERS.validate(partners(life))
    assert told(partners(life)) == told(citizens(life)) == events


CHILDS = record(
    represented=True,
    age_band=AgeBand.BELOW,
    representative_ref="r" * 43,
    child_answered_at=NOON - timedelta(minutes=1),
).withdrawn(NOON, Actor.REPRESENTATIVE)


def test_who_of_two_answered_is_the_citizens_to_know() -> None:
    CITIZENS.validate(citizens(CHILDS))
    assert told(citizens(CHILDS)) == ["given principal", "given representative", "withdrawn representative"]


def test_a_partner_cannot_tell_that_two_answered() -> None:
    one = replace(CHILDS, represented=False, age_band=AgeBand.FROM, child_answered_at=None)
    alone = replace(one, endings=()).withdrawn(NOON, Actor.PRINCIPAL)
    PARTNERS.validate(partners(CHILDS))
    assert partners(CHILDS) == partners(alone)


def test_that_it_ran_out_is_told_where_nothing_else_ended_it() -> None:
    later = NOON + timedelta(hours=1)
    assert told(partners(record(), later)) == ["given principal", "expired bridge"]
    assert partners(record(), later)["events"][-1]["time"] == "2026-11-21T12:05:00Z"
    assert told(partners(USED, later)) == ["given principal", "used recipient"]


# --- what never becomes a receipt

MISFITS = [
    pytest.param(record(approved=frozenset({"099191000001"})), id="with a name nobody knows"),
    pytest.param(record(id="099191000001"), id="under a number of a person's form"),
    pytest.param(record(subject="S1234567D"), id="of a subject of a number's form"),
]


@pytest.mark.parametrize("unfit", MISFITS)
def test_what_might_be_a_value_never_becomes_a_receipt(unfit: ConsentRecord) -> None:
    for read in (partners, citizens):
        with pytest.raises(NotReceiptable):
            read(unfit)


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
    given_ = record(which, consent(which, declined=declined & set(which.optional), state=state))
    receipts = [partners(given_), citizens(refusal(which) if refuses else given_)]
    for receipt in receipts:
        EITHER.validate(receipt)
        assert not _NUMBER.search(json.dumps(receipt, ensure_ascii=False))
        assert not NEVER & (claims(receipt) | claims(receipt, "attributes"))
        assert {tuple(each) for each in receipt["attributes"]} <= {("claim", "dpv", "sensitive", "required")}


# --- the vocabulary


def test_every_claim_and_status_has_its_term() -> None:
    assert set(DPV_CATEGORY) == set(ATTRIBUTES)
    assert set(DPV_PURPOSE) == set(PURPOSES)
    assert set(DPV_STATUS) == set(Status) - {Status.DENIED}
    assert {state.value for state in ConsentState} < {status.value for status in Status}


# --- docs/receipts.md


def documented(heading: str) -> set[str]:
    """The words in the first cells of the first table after a text of the page."""
    page = (ROOT / "docs" / "receipts.md").read_text("utf-8")
    table = page[page.index(heading) :].split("|---", 1)[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[1:]]
    return {word for cell in cells for word in re.findall(r"`([a-z_]+)`", cell)}


def test_every_member_is_documented() -> None:
    refused = citizens(refusal())
    assert documented("## Members") | CITIZENS_OWN == set(PARTNER_SCHEMA["properties"]) | set(refused)


def test_every_status_is_documented() -> None:
    assert documented("| `status` | means |") == {status.value for status in DPV_STATUS}
