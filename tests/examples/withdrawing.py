"""A visitor of a partner site who takes the consent back, and what the site then shows."""

import asyncio
import time

from joserfc import jwt
from joserfc.jwk import ECKey

from eid_sandbox.browser import Page
from examples.visiting import Visitor
from running_link import Addresses
from withdrawn_consents import TOLD_WITHIN_S, withdraw


async def withdrawn(link: Addresses, visitor: Visitor) -> None:
    """Takes back the consent whose result the visitor's page shows."""
    await withdraw(link, (await visitor.open("/result")).text)


async def shown(visitor: Visitor, words: str) -> Page:
    """The visitor's page, once these words are on it."""
    deadline = time.monotonic() + TOLD_WITHIN_S
    while True:
        page = await visitor.open("/result")
        if words in page.text:
            return page
        assert time.monotonic() < deadline, page.text
        await asyncio.sleep(0.1)


def stranger() -> str:
    """An event that somebody else signed."""
    header = {"alg": "ES256", "typ": "secevent+jwt", "kid": "stranger"}
    return jwt.encode(header, {"iss": "http://localhost:8000"}, ECKey.generate_key("P-256"))
