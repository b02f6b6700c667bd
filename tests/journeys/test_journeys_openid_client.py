"""Both journeys by openid-client, a certified relying party library that was not written by us.

Its non-repudiation checks are on. Node 20 or newer is needed; with REQUIRE_ALL=1 its absence is a failure.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from running_link import Addresses, running_link

pytestmark = pytest.mark.thorough

CLIENT = Path(__file__).parent / "openid_client"
OLDEST_NODE = 20

HOSPITAL: dict[str, Any] = {
    "registration": {
        "client_name": "Merlion General Hospital (invented)",
        "redirect_uris": ["https://hospital.example.sg/callback"],
        "country": "SG",
        "sector": "health",
        "purposes": ["health.patient_summary"],
        "legal_name#vi": "Bệnh viện Đa khoa Merlion (hư cấu)",
        "legal_name#en": "Merlion General Hospital (invented)",
        "dpo_contact": "dpo@hospital.example.sg",
    },
    "algorithm": "ES256",
    "purpose": "health.patient_summary",
    "attributes": ["name", "birthdate", "allergies", "blood_group", "immunizations"],
    "person": "nguyen-thi-hoa",
    "ticks": ["blood_group"],
    "answer": "approve",
}
HOTEL: dict[str, Any] = {
    "registration": {
        "client_name": "Hoàn Kiếm Hotel (invented)",
        "redirect_uris": ["https://hotel.example.vn/callback"],
        "country": "VN",
        "sector": "tourism",
        "purposes": ["tourism.checkin"],
        "legal_name#vi": "Khách sạn Hoàn Kiếm (hư cấu)",
        "legal_name#en": "Hoàn Kiếm Hotel (invented)",
        "dpo_contact": "dpo@hotel.example.vn",
    },
    "algorithm": "ES256",
    "purpose": "tourism.checkin",
    "attributes": ["name", "birthdate", "gender", "nationalities", "travel_document", "email"],
    "person": "tan-mei-ling",
    "ticks": ["email"],
    "answer": "approve",
}


BAR: dict[str, Any] = {
    "registration": {
        "client_name": "Clarke Quay Bar (invented)",
        "redirect_uris": ["https://bar.example.sg/callback"],
        "country": "SG",
        "sector": "tourism",
        "purposes": ["tourism.age_check"],
        "legal_name#vi": "Quán Clarke Quay (hư cấu)",
        "legal_name#en": "Clarke Quay Bar (invented)",
        "dpo_contact": "dpo@bar.example.sg",
    },
    "profile": "baseline",
    "purpose": "tourism.age_check",
    "attributes": ["age_over_18", "nationalities"],
    "person": "nguyen-thi-hoa",
    "ticks": [],
    "answer": "approve",
}


@pytest.fixture(scope="module")
def node() -> str:
    """Node with the library installed from its lock."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None or _major(found) < OLDEST_NODE:
        complaint = f"Node {OLDEST_NODE} or newer with npm is needed to run openid-client against the bridge"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(complaint)
        pytest.skip(complaint)
    if not (CLIENT / "node_modules" / "openid-client").is_dir():
        _install(npm)
    return found


def _install(npm: str) -> None:
    done = subprocess.run([npm, "ci"], cwd=CLIENT, text=True, capture_output=True, timeout=300, check=False)
    if done.returncode == 0:
        return
    complaint = f"openid-client cannot be installed: {done.stderr.strip()[-500:]}"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(complaint)
    pytest.skip(complaint)


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], text=True, capture_output=True, check=True).stdout
    return int(version.lstrip("v").split(".")[0])


@pytest.fixture(scope="module")
def link(node: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    with running_link(tmp_path_factory.mktemp("link")) as addresses:
        yield addresses


def _is_about_an_experiment(line: str) -> bool:
    return "ExperimentalWarning" in line or "--trace-warnings" in line


def walk(node: str, link: Addresses, plan: dict[str, Any], **changes: object) -> dict[str, Any]:
    """What the relying party learnt."""
    done = subprocess.run(
        [node, CLIENT / "journey.mjs"],
        input=json.dumps({**plan, "issuer": _issuer(link, plan), **changes}),
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    # Not the return code alone: Node also warns here, about what a later version will refuse. That some Nodes
    # call their Ed25519 experimental is theirs to say, and about no version of ours.
    said = [line for line in done.stderr.splitlines() if not _is_about_an_experiment(line)]
    assert said == []
    learnt: dict[str, Any] = json.loads(done.stdout)
    return learnt


@pytest.mark.parametrize(
    ("plan", "received"),
    [
        pytest.param(
            HOSPITAL,
            {"name", "name#und-Latn-x-mrz", "birthdate", "allergies", "blood_group"},
            id="a Vietnamese citizen at a hospital in Singapore",
        ),
        pytest.param(
            HOTEL,
            {*HOTEL["attributes"], "name#und-Latn-x-mrz"},
            id="a Singapore resident at a hotel in Vietnam",
        ),
    ],
)
def test_openid_client_completes_a_journey_and_receives_what_was_consented(
    node: str, link: Addresses, plan: dict[str, Any], received: set[str]
) -> None:
    learnt = walk(node, link, plan)
    assert "refused" not in learnt, learnt
    assert set(learnt["userinfo"]["verified_claims"]["claims"]) == received
    assert learnt["claims"]["aud"] == learnt["client_id"]
    assert learnt["claims"]["acr"] == "urn:vnsg:loa:high"
    (granted,) = learnt["authorization_details"]
    assert set(granted["attributes"]) == received - {"name#und-Latn-x-mrz"}


def _issuer(link: Addresses, plan: dict[str, Any]) -> str:
    return f"{link.bridge}/baseline" if plan.get("profile") == "baseline" else link.bridge


def test_openid_client_completes_a_journey_at_the_baseline_issuer(node: str, link: Addresses) -> None:
    learnt = walk(node, link, BAR)
    assert "refused" not in learnt, learnt
    assert learnt["token_type"] == "bearer"
    assert learnt["claims"]["iss"] == _issuer(link, BAR)
    assert learnt["userinfo"]["verified_claims"]["claims"] == {"age_over_18": True}
    assert "code_challenge" in learnt["browser_saw"]


@pytest.mark.parametrize("plan", [HOSPITAL, BAR], ids=["fapi", "baseline"])
def test_openid_client_introspects_its_token(node: str, link: Addresses, plan: dict[str, Any]) -> None:
    learnt = walk(node, link, plan)
    told = learnt["introspected"]
    assert told["active"] is True
    assert told["sub"] == learnt["claims"]["sub"]
    assert told["authorization_details"] == learnt["authorization_details"]


@pytest.mark.parametrize("plan", [HOSPITAL, BAR], ids=["fapi", "baseline"])
def test_openid_client_gives_its_token_back(node: str, link: Addresses, plan: dict[str, Any]) -> None:
    refused = walk(node, link, plan, afterwards="give the token back")["refused"]
    assert refused["kind"] == "WWWAuthenticateChallengeError"
    assert _error_of(refused["said"]) == "invalid_token"


@pytest.mark.parametrize("algorithm", ["PS256", "Ed25519"])
def test_openid_client_may_sign_with(node: str, link: Addresses, algorithm: str) -> None:
    learnt = walk(node, link, HOTEL, algorithm=algorithm)
    assert "refused" not in learnt, learnt
    assert learnt["userinfo"]["sub"] == learnt["claims"]["sub"]


def test_the_browser_carries_two_parameters_and_no_more(node: str, link: Addresses) -> None:
    assert sorted(walk(node, link, HOTEL)["browser_saw"]) == ["client_id", "request_uri"]


def test_openid_client_accepts_a_refused_consent_as_an_authorization_error(
    node: str, link: Addresses
) -> None:
    refused = walk(node, link, HOSPITAL, answer="deny")["refused"]
    assert refused["kind"] == "AuthorizationResponseError"
    assert refused["said"]["error"] == "access_denied"
    assert refused["said"]["reason"] == "not_completed"


@pytest.mark.parametrize(
    ("afterwards", "kind", "error"),
    [
        pytest.param("replay the code", "ResponseBodyError", "invalid_grant", id="a code redeemed twice"),
        pytest.param(
            "change the DPoP key",
            "WWWAuthenticateChallengeError",
            "invalid_dpop_proof",
            id="userinfo with another DPoP key",
        ),
        pytest.param(
            "ask userinfo twice",
            "WWWAuthenticateChallengeError",
            "invalid_token",
            id="a second answer from one consent",
        ),
    ],
)
def test_openid_client_recognises_the_error_for(
    node: str, link: Addresses, afterwards: str, kind: str, error: str
) -> None:
    refused = walk(node, link, HOSPITAL, afterwards=afterwards)["refused"]
    assert (refused["kind"], _error_of(refused["said"])) == (kind, error)


def _error_of(said: Any) -> str:
    """From a JSON body, or from the challenges of a WWW-Authenticate header (RFC 6750 section 3)."""
    body = said if isinstance(said, dict) else said[0]["parameters"]
    return str(body["error"])
