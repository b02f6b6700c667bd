"""The baseline profile: for partners whose every purpose allows a bearer token, and for nobody else."""

from dataclasses import replace
from typing import Any

import pytest

from bridge.domain.clauses import Agreement
from bridge.domain.partners import Partner, PartnerFaults, parse_partner, partner_from_dict, partner_to_dict
from bridge.domain.policy import Deny, Permit, Reason, Stage, decide
from bridge.domain.profiles import Profile
from bridge.domain.rules_request import baseline_denial
from domain.samples import AGREEMENT, HOSPITAL, HOSPITAL_METADATA, denial, question

AGE_CHECK = "tourism.age_check"
SECRET = {"client_secret_sha256": "0" * 64, "token_endpoint_auth_method": "client_secret_basic"}
BASELINE = {
    name: value
    for name, value in {**HOSPITAL_METADATA, **SECRET, "profile": "baseline"}.items()
    if name != "jwks"
} | {"sector": "tourism", "purposes": [AGE_CHECK]}
KEYS: dict[str, Any] = {"jwks": HOSPITAL_METADATA["jwks"], "token_endpoint_auth_method": "private_key_jwt"}


def partner(**members: Any) -> Partner:
    return parse_partner({**BASELINE, **members}, verified=True)


def asks_for_an_age(who: Partner, agreement: Agreement = AGREEMENT, stage: Stage = Stage.REQUEST) -> object:
    asked = question(stage, partner=who, purpose=AGE_CHECK, attributes=frozenset({"age_over_18"}))
    return decide(agreement, replace(asked, consent=None))


@pytest.mark.parametrize("stage", [Stage.REQUEST, Stage.SIGNED_IN])
def test_a_partner_whose_every_purpose_allows_it_is_permitted(stage: Stage) -> None:
    assert isinstance(asks_for_an_age(partner(), stage=stage), Permit)


def test_one_purpose_that_does_not_allow_it_is_one_too_many() -> None:
    """Also when the request is for the other: a stolen secret would ask for either."""
    both = partner(purposes=[AGE_CHECK, "tourism.checkin"])
    denied = asks_for_an_age(both)
    assert isinstance(denied, Deny)
    assert (denied.reason, denied.rule) == (Reason.BASELINE_NOT_ALLOWED, 2)
    assert not denied.person_dependent
    assert "tourism.checkin" in denied.what_would_pass
    assert isinstance(asks_for_an_age(replace(both, profile=Profile.FAPI)), Permit)


def test_an_agreement_that_no_longer_allows_it_ends_it_at_the_next_decision() -> None:
    strict = replace(AGREEMENT, clauses=tuple(replace(c, baseline_allowed=False) for c in AGREEMENT.clauses))
    assert baseline_denial(AGREEMENT, partner()) is None
    denied = asks_for_an_age(partner(), strict)
    assert isinstance(denied, Deny)
    assert denied.reason is Reason.BASELINE_NOT_ALLOWED


def test_a_purpose_that_no_clause_covers_this_way_is_not_allowed_either() -> None:
    one_way = replace(
        AGREEMENT, clauses=tuple(c for c in AGREEMENT.clauses if c.direction.importer.value != "SG")
    )
    assert baseline_denial(one_way, partner()) is not None


def test_a_fapi_partner_needs_nobodys_leave() -> None:
    assert baseline_denial(AGREEMENT, HOSPITAL) is None
    assert denial(question(purpose=AGE_CHECK)).reason is Reason.PURPOSE_NOT_REGISTERED


WRONG = [
    pytest.param({"profile": "advanced"}, "profile", id="an unknown profile"),
    pytest.param({"profile": ["baseline"]}, "profile", id="a list of profiles"),
    pytest.param({"profile": "fapi"}, "token_endpoint_auth_method", id="a secret under FAPI 2.0"),
    pytest.param({"client_secret_sha256": "hunter2"}, "client_secret_sha256", id="a secret for its digest"),
    pytest.param({"client_secret_sha256": "A" * 64}, "client_secret_sha256", id="a digest in capitals"),
    pytest.param({"jwks": KEYS["jwks"]}, "jwks", id="a secret and keys"),
    pytest.param({"token_endpoint_auth_method": "private_key_jwt"}, "jwks", id="keys announced, none there"),
    pytest.param({**KEYS}, "client_secret_sha256", id="keys and a secret"),
    pytest.param(
        {"token_endpoint_auth_method": "none"}, "token_endpoint_auth_method", id="no authentication"
    ),
    pytest.param({"dpop_bound_access_tokens": True}, "dpop_bound_access_tokens", id="bound tokens"),
]


@pytest.mark.parametrize(("members", "field"), WRONG)
def test_a_registration_with_one_thing_wrong_is_refused(members: dict[str, Any], field: str) -> None:
    with pytest.raises(PartnerFaults) as refused:
        partner(**members)
    assert field in {fault.field for fault in refused.value.faults}


def test_without_a_secret_there_is_no_client_secret_basic() -> None:
    with pytest.raises(PartnerFaults, match="client_secret_sha256"):
        parse_partner({n: v for n, v in BASELINE.items() if n != "client_secret_sha256"}, verified=True)


def test_a_partner_that_names_no_profile_is_one_of_fapi() -> None:
    assert HOSPITAL.profile is Profile.FAPI
    assert HOSPITAL.authentication_method == "private_key_jwt"
    assert partner().authentication_method == "client_secret_basic"


KEYED = {name: value for name, value in BASELINE.items() if name not in SECRET} | KEYS
UNNAMED = {name: value for name, value in BASELINE.items() if name != "token_endpoint_auth_method"}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(BASELINE, id="with a secret"),
        pytest.param(UNNAMED, id="with the method that is taken where none is named"),
        pytest.param(KEYED, id="with keys"),
    ],
)
def test_a_baseline_partner_survives_storage(document: dict[str, Any]) -> None:
    found = parse_partner(document, verified=True)
    assert partner_from_dict(partner_to_dict(found)) == found
