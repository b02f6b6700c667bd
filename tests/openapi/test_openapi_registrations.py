"""How long a member of a registration may be: what the document says is what is taken, and no more."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bridge.domain.profiles import Profile
from bridge.web.openapi.examples import HOSPITAL
from bridge.web.openapi.examples_of_baseline import CLUB
from bridge.web.openapi.naming import schema_name
from journeys.world import BRIDGE, Link

AT = {
    Profile.FAPI: (f"{BRIDGE}/oauth/register", HOSPITAL),
    Profile.BASELINE: (f"{BRIDGE}/baseline/oauth/register", CLUB),
}


def texts(document: Mapping[str, Any], profile: Profile) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The members with a greatest length, and the lists of such."""
    described = document["components"]["schemas"][schema_name(profile, "ClientMetadata")]["properties"]
    for name, schema in described.items():
        if "maxLength" in schema.get("items", schema):
            yield name, schema


def filled(schema: Mapping[str, Any], *, beyond: int) -> Any:
    if "items" in schema:
        return [filled(schema["items"], beyond=beyond)]
    begin = "https://x.example/" if schema.get("format") == "uri" else ""
    return begin.ljust(schema["maxLength"] + beyond, "n")


def without_keys(usual: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An address of keys excludes keys (RFC 7591 section 2)."""
    return {member: value for member, value in usual.items() if (member, name) != ("jwks", "jwks_uri")}


@pytest.mark.parametrize("profile", Profile)
async def test_the_longest_text_that_is_documented_is_the_longest_that_is_taken(
    link: Link, profile: Profile
) -> None:
    url, usual = AT[profile]
    found = list(texts(link.switchboard.app_at(BRIDGE).openapi(), profile))
    assert len(found) > 15
    async with link.client() as http:
        for name, schema in found:
            for beyond, status in ((0, 201), (1, 400)):
                body = {**without_keys(usual, name), name: filled(schema, beyond=beyond)}
                answer = await http.post(url, json=body)
                assert answer.status_code == status, (name, beyond, answer.text[:300])
