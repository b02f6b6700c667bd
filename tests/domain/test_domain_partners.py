"""A partner's registration: read whole, or refused with every fault."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.agreement import Country
from bridge.domain.audit_events import AuditEvent, Event
from bridge.domain.partners import PartnerFaults, parse_partner, partner_from_dict, partner_to_dict
from domain.samples import HOSPITAL, HOSPITAL_METADATA, NOON

ABSENT = object()


def changed(**members: Any) -> dict[str, Any]:
    document = {**HOSPITAL_METADATA, **members}
    return {name: value for name, value in document.items() if value is not ABSENT}


def test_a_partner_is_what_it_registered() -> None:
    assert HOSPITAL.country is Country.SG
    assert HOSPITAL.purposes == {"health.patient_summary"}
    assert HOSPITAL.legal_name.vi == "Bệnh viện Mô Phỏng Singapore"
    assert HOSPITAL.redirect_uris == ("http://localhost:8010/callback",)
    assert HOSPITAL.verified
    assert HOSPITAL.registered_attributes is None


def test_known_client_metadata_is_kept_as_sent() -> None:
    sent = {"client_name": "Patients' portal", "token_endpoint_auth_method": "private_key_jwt"}
    assert parse_partner(changed(**sent), verified=True).metadata == sent


@pytest.mark.parametrize(
    ("members", "field"),
    [
        pytest.param({"client_id": ABSENT}, "client_id", id="no client_id"),
        pytest.param({"client_id": "two words"}, "client_id", id="a client_id with a space"),
        pytest.param({"client_id": "099191000001"}, "client_id", id="a client_id like a personal number"),
        pytest.param({"client_id": "123456789"}, "client_id", id="a client_id like an old identity card"),
        pytest.param({"client_id": "S5088001Z"}, "client_id", id="a client_id like an NRIC"),
        pytest.param({"client_id": "g5088001z"}, "client_id", id="a client_id like a FIN in small letters"),
        pytest.param({"organisation": "S5088001Z"}, "organisation", id="an organisation like an NRIC"),
        pytest.param({"country": "MY"}, "country", id="a third country"),
        pytest.param({"country": ["SG"]}, "country", id="countries as a list"),
        pytest.param({"sector": "gambling"}, "sector", id="an unknown sector"),
        pytest.param({"purposes": []}, "purposes", id="no purpose"),
        pytest.param({"purposes": ["crime.prevention"]}, "purposes", id="an unknown purpose"),
        pytest.param({"purposes": "health.patient_summary"}, "purposes", id="a purpose not in a list"),
        pytest.param({"legal_name#vi": ABSENT}, "legal_name#vi", id="no Vietnamese name"),
        pytest.param({"legal_name#en": " "}, "legal_name#en", id="a blank name"),
        pytest.param({"legal_name#en": "A\u202eB"}, "legal_name#en", id="a name that turns the text around"),
        pytest.param({"dpo_contact": ABSENT}, "dpo_contact", id="nobody to write to"),
        pytest.param({"redirect_uris": []}, "redirect_uris", id="no redirect URI"),
        pytest.param({"redirect_uris": ["a", "a"]}, "redirect_uris", id="a redirect URI twice"),
        pytest.param({"redirect_uris": [1]}, "redirect_uris", id="a redirect URI that is a number"),
        pytest.param({"jwks": ABSENT}, "jwks", id="no keys"),
        pytest.param({"jwks": {"keys": []}}, "jwks", id="an empty key set"),
        pytest.param({"jwks_uri": "https://hospital.example/keys"}, "jwks", id="keys twice"),
        pytest.param(
            {"registered_attributes": ["nric"]}, "registered_attributes", id="a forbidden attribute"
        ),
        pytest.param({"registered_attributes": []}, "registered_attributes", id="no attribute"),
        pytest.param({"id_token_signed_response_alg": "PS256"}, "id_token_signed_response_alg", id="PS256"),
        pytest.param({"dpop_bound_access_tokens": 1}, "dpop_bound_access_tokens", id="one for true"),
        pytest.param({"event_endpoint": ["https://a.test/e"]}, "event_endpoint", id="a list of endpoints"),
        pytest.param({"sectr": "health"}, "sectr", id="a misspelt member"),
        pytest.param({"client_secret": "hunter2hunter2"}, "client_secret", id="a secret"),
    ],
)
def test_a_registration_with_one_thing_wrong_is_refused(members: dict[str, Any], field: str) -> None:
    with pytest.raises(PartnerFaults) as refused:
        parse_partner(changed(**members), verified=True)
    assert field in {fault.field for fault in refused.value.faults}
    assert all(fault.message for fault in refused.value.faults)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(PartnerFaults) as refused:
        parse_partner({"country": "MY", "colour": "green"}, verified=False)
    fields = [fault.field for fault in refused.value.faults]
    assert {"client_id", "country", "sector", "purposes", "jwks", "colour"} <= set(fields)
    assert len(fields) == len(set(fields))


def test_an_unverified_partner_cannot_claim_an_organisation() -> None:
    # It would be shown the pairwise subjects of that organisation.
    with pytest.raises(PartnerFaults):
        parse_partner(changed(organisation="hospital-vn"), verified=False)
    assert parse_partner(changed(organisation=ABSENT), verified=False).organisation == "hospital-sg"


@given(st.text(alphabet="0123456789STFGMstfgmAz-", min_size=1, max_size=14))
def test_every_client_that_is_registered_can_be_logged(client_id: str) -> None:
    """Else each of its steps would fail when it is recorded, and nothing leaves that is not recorded."""
    with contextlib.suppress(PartnerFaults):
        partner = parse_partner(changed(client_id=client_id), verified=True)
        AuditEvent(event=Event.RELEASED, at=NOON, agreement_digest=None, partner=partner.client_id)


def test_two_verified_clients_may_be_one_organisation() -> None:
    assert parse_partner(changed(client_id="ward-7"), verified=True).organisation == "hospital-sg"
    assert parse_partner(changed(organisation=ABSENT), verified=True).organisation == "hospital-sg"


@pytest.mark.parametrize("verified", [True, False])
def test_a_partner_survives_storage(verified: bool) -> None:
    further = {
        "registered_attributes": ["name"],
        "client_name": "Portal",
        "event_endpoint": "https://a.test/e",
    }
    partner = parse_partner(changed(**further), verified=verified)
    assert partner.event_endpoint == "https://a.test/e"
    assert partner_from_dict(partner_to_dict(partner)) == partner


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)
MEMBERS = st.sampled_from([*HOSPITAL_METADATA, "jwks_uri", "registered_attributes"])


@given(st.dictionaries(MEMBERS | st.text(), JSON))
def test_no_document_breaks_the_reader(document: dict[str, Any]) -> None:
    with pytest.raises(PartnerFaults):
        parse_partner(document, verified=True)


@given(MEMBERS, JSON)
def test_no_single_member_breaks_the_reader(member: str, value: object) -> None:
    with contextlib.suppress(PartnerFaults):
        parse_partner(changed(**{member: value}), verified=True)
