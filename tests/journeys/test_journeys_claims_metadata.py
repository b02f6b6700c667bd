"""Discovery names every claim that arrives and how it was verified, at both issuers, and no more."""

from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bridge.domain.attributes import released_claims
from bridge.flows.issuers import Issuers
from bridge.web.discovery import discovery_document
from eid_kit.oauth.jwt import UnverifiedJwt, peek
from journeys.baseline_client import BAR, ISSUER, at_baseline
from journeys.client import Organisation
from journeys.walk import begin
from journeys.world import BRIDGE, Link


async def metadata(link: Link, issuer: str) -> dict[str, Any]:
    async with link.client() as http:
        return dict((await http.get(f"{issuer}/.well-known/openid-configuration")).json())


def require_named(answer: dict[str, Any], document: dict[str, Any]) -> None:
    """Everything in an answer of userinfo is in the lists of discovery."""
    verified = answer["verified_claims"]
    verification, (evidence,) = verified["verification"], verified["verification"]["evidence"]
    assert set(answer) | set(verified["claims"]) <= set(document["claims_supported"])
    assert set(verified["claims"]) <= set(document["claims_in_verified_claims_supported"])
    assert verification["trust_framework"] in document["trust_frameworks_supported"]
    assert evidence["type"] in document["evidence_supported"]
    assert evidence["record"]["type"] in document["electronic_records_supported"]
    assert document["verified_claims_supported"] is True
    assert "documents_supported" not in document, "there is no document among the evidence"


async def test_what_a_partner_receives_is_in_discovery(
    link: Link, partner: Organisation, browser: httpx.AsyncClient
) -> None:
    walk = await begin(partner, browser)
    tokens = await partner.redeem(walk.attempt, await walk.code())
    _, in_id_token = peek(UnverifiedJwt(tokens["id_token"]))
    document = await metadata(link, BRIDGE)
    assert set(in_id_token) <= set(document["claims_supported"])
    require_named(await partner.userinfo(walk.attempt, tokens["access_token"]), document)


async def test_what_a_baseline_partner_receives_is_in_discovery_and_nothing_else_is(
    link: Link, stack: AsyncExitStack, browser: httpx.AsyncClient
) -> None:
    bar = await at_baseline(link, stack, BAR)
    walk = await bar.journey(browser)
    arrived = (await walk.answer(await walk.sign_in(bar.citizen))).arrived
    assert arrived is not None
    tokens = await bar.redeem(walk.attempt, arrived["code"])
    document = await metadata(link, ISSUER)
    require_named(await bar.userinfo(walk.attempt, tokens["access_token"]), document)
    allowed = {name for clause in _clauses(link) if clause.baseline_allowed for name in clause.attributes}
    assert document["claims_in_verified_claims_supported"] == list(released_claims(allowed))
    assert "conditions" not in document["claims_supported"]


def _clauses(link: Link) -> Any:
    return link.world.treaty.last_known().clauses


@pytest.mark.parametrize("which", ["fapi", "baseline"])
def test_an_issuer_without_a_clause_claims_to_verify_nothing(link: Link, which: str) -> None:
    agreement = replace(link.world.treaty.last_known(), clauses=())
    issuer = getattr(Issuers.at(BRIDGE), which)
    document = discovery_document(issuer, agreement, registration=True)
    assert not {name for name in document if "verified" in name or "frameworks" in name}
