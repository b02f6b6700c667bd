"""The front page tells what the agreement allows: every clause once, under its purpose."""

import re

import pytest

from domain.samples import AGREEMENT
from journeys.world import BRIDGE, SINGPASS, VNEID, Link


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_clause_stands_once_under_its_purpose(link: Link, language: str) -> None:
    async with link.client() as client:
        page = (await client.get(f"{BRIDGE}/", params={"lang": language})).text
    told = re.findall(r"<code>([a-z_]+\.[a-z_]+|[A-Z]{4}-[A-Z]+-[0-9])</code>", page)
    expected = [
        word
        for purpose in AGREEMENT.purposes
        for word in (purpose, *(clause.id for clause in AGREEMENT.clauses if clause.purpose == purpose))
    ]
    assert told == expected
    assert all(purpose.text.in_(language) in page for purpose in AGREEMENT.purposes.values())


async def test_the_front_pages_of_all_three_services_use_the_same_words(link: Link) -> None:
    for service in (BRIDGE, VNEID, SINGPASS):
        async with link.client() as client:
            text = (await client.get(f"{service}/", params={"lang": "vi"})).text
        assert "Dành cho nhà phát triển" in text
        assert "Tài liệu khám phá (discovery)" in text
        assert service == BRIDGE or "Bên phát hành (issuer)" in text
        assert 'MÔ PHỎNG · <span lang="en">SIMULATOR</span>' in text
