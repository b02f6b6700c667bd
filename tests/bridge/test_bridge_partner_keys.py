"""Partners' inline keys are parsed once, and what is remembered of them is bounded."""

from dataclasses import replace
from typing import Any

import pytest

from bridge.adapters import partner_keys
from bridge.adapters.partner_keys import MAX_PARTNERS, PartnerKeyCache
from bridge.domain.partners import Partner
from domain.samples import HOSPITAL
from eid_kit.http.outbound import JwksCache, Outbound
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_kit.oauth.keys import Key, generate_key, parse_jwks, public_jwk
from eid_kit.simulator.clock import MovableClock

KEYS = {"keys": [public_jwk(generate_key("ES256"))]}
ASSERTION = UnverifiedJwt("e30.e30.e30")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every key set that was parsed."""
    seen: list[object] = []

    def parse(document: object) -> tuple[Key, ...]:
        seen.append(document)
        return parse_jwks(document)

    monkeypatch.setattr(partner_keys, "parse_jwks", parse)
    return seen


@pytest.fixture
def cache() -> PartnerKeyCache:
    return PartnerKeyCache(JwksCache(Outbound(), now=MovableClock().now))


def _partner(number: int, jwks: dict[str, Any] = KEYS) -> Partner:
    return replace(HOSPITAL, client_id=f"client-{number}", jwks=jwks)


async def test_keys_are_parsed_once(cache: PartnerKeyCache, parsed: list[object]) -> None:
    first = await cache.of(_partner(0), ASSERTION)
    assert await cache.of(_partner(0), ASSERTION) is first
    assert len(parsed) == 1


async def test_replaced_keys_are_parsed_anew(cache: PartnerKeyCache, parsed: list[object]) -> None:
    await cache.of(_partner(0), ASSERTION)
    newer = generate_key("ES256")
    (found,) = await cache.of(_partner(0, {"keys": [public_jwk(newer)]}), ASSERTION)
    assert found.kid == newer.kid
    assert len(parsed) == 2


async def test_the_partner_that_was_heard_of_longest_ago_is_forgotten_first(
    cache: PartnerKeyCache, parsed: list[object]
) -> None:
    for number in range(MAX_PARTNERS):
        await cache.of(_partner(number), ASSERTION)
    await cache.of(_partner(0), ASSERTION)
    await cache.of(_partner(MAX_PARTNERS), ASSERTION)
    assert len(parsed) == MAX_PARTNERS + 1
    await cache.of(_partner(0), ASSERTION)
    assert len(parsed) == MAX_PARTNERS + 1
    await cache.of(_partner(1), ASSERTION)
    assert len(parsed) == MAX_PARTNERS + 2
