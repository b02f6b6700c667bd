"""What is asked of the identity providers: what the purpose needs, and one Singpass app for each purpose."""

import pytest

from bridge.adapters import upstream_vneid
from bridge.domain import singpass_apps as myinfo_apps
from bridge.domain.attributes import REQUESTABLE
from domain.samples import AGREEMENT
from eid_sandbox.clients import singpass_apps, vneid_client
from vneid_mock.attributes import SCOPE_NAMES

BRIDGE = "http://localhost:8000"
CONTACT_AND_PASSPORT = "nationality passportnumber passportexpirydate mobileno email"
HELD = "allergies conditions medications bloodgroup immunizations"
APPS = {
    "vnsgbridgehealthregistration0000": f"name dob sex regadd x-health.insurance {CONTACT_AND_PASSPORT}",
    "vnsgbridgehealthpatientsummary00": "name dob sex "
    + " ".join(f"x-health.{part}" for part in HELD.split()),
    "vnsgbridgeeducationadmission0000": (
        f"name dob sex regadd {CONTACT_AND_PASSPORT} x-health.immunizations "
        "academicqualifications.certificates academicqualifications.transcripts"
    ),
    "vnsgbridgeeducationcredentialche": (
        "name dob academicqualifications.certificates academicqualifications.transcripts "
        "passtype passstatus x-education.enrolment"
    ),
    "vnsgbridgetourismcheckin00000000": f"name dob sex {CONTACT_AND_PASSPORT}",
    "vnsgbridgetourismagecheck0000000": "dob nationality",
    # The citizen's own pages: who it is, and no attribute.
    "vnsgbridgecitizenportal000000000": "",
}


def test_each_purpose_has_an_app_with_what_its_attributes_need_and_no_more() -> None:
    apps = {
        app["client_id"]: set(app["scope"].split()) for app in singpass_apps(BRIDGE, "vnsgbridge", AGREEMENT)
    }
    assert apps == {client_id: {"openid", *scope.split()} for client_id, scope in APPS.items()}


def test_the_age_check_asks_vneid_for_nothing_beyond_the_core() -> None:
    assert "age_over_18" not in upstream_vneid.SCOPES


def test_the_vneid_client_asks_for_no_family_and_no_religion() -> None:
    scopes = set(vneid_client(BRIDGE, "vnsg-bridge")["scope"].split())
    assert scopes == SCOPE_NAMES - {"demographics"}


def test_the_app_of_the_citizen_s_own_pages_alone_has_no_myinfo() -> None:
    kinds = {app["client_id"]: app["client_kind"] for app in singpass_apps(BRIDGE, "vnsgbridge", AGREEMENT)}
    assert [each for each, kind in kinds.items() if kind == "login"] == ["vnsgbridgecitizenportal000000000"]


def test_every_attribute_has_its_scopes() -> None:
    assert set(myinfo_apps.SCOPES) == REQUESTABLE


@pytest.mark.parametrize("prefix", ["", "a", "x" * 22])
def test_no_two_purposes_share_an_app(prefix: str) -> None:
    ids = [app["client_id"] for app in singpass_apps(BRIDGE, prefix, AGREEMENT)]
    assert len(set(ids)) == len(APPS)
    assert all(len(client_id) == 32 and client_id.isalnum() for client_id in ids)
