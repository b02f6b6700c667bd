"""The journey that a browser carries: to any other browser its pages do not exist."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from bridge.domain.partners import IDENTIFIER, Partner
from bridge.domain.reasons import AlteredAnswer
from bridge.flows.altered_answers import AlteredAnswers
from bridge.flows.ending import Ending
from bridge.flows.partners import Partners
from bridge.flows.ports import Ledger
from bridge.flows.transaction import Transaction, reference_of
from bridge.web.browser import Cookies
from eid_kit.http.origin import require_own_origin
from eid_kit.http.request_log import note
from eid_kit.oauth.errors import InvalidBrowserRequest, InvalidRequest
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class OwnJourney:
    """Finds it by the address and by S1, the cookie that only one browser has."""

    cookies: Cookies
    ledger: Ledger
    partners: Partners
    ending: Ending
    altered: AlteredAnswers
    public_url: str
    now: Callable[[], datetime]

    async def mine(self, request: Request) -> tuple[Transaction, Partner | None, str]:
        """The transaction and S1, for the browser that carries it; to any other the page does not exist.

        The partner is `None` once nobody waits for the answer any more; the transaction has then ended.
        """
        found, s1 = await self._carried(request)
        note(transaction=reference_of(found.id))
        partner = await self.partners.still_waiting(found)
        if partner is None and found.is_live(self.now()):
            found = await self.ending.without_partner(found)
        return found, partner, s1

    async def mine_from_here(self, request: Request) -> tuple[Transaction, Partner | None, str]:
        """As `mine`, for a form of our own page. Another site's is logged where this browser carries S1: from
        any other it is noise.
        """
        try:
            require_own_origin(request, self.public_url)
        except InvalidBrowserRequest:
            with suppress(InvalidRequest):
                found, _ = await self._carried(request)
                await self.altered.refused(found, AlteredAnswer.FOREIGN_ORIGIN)
            raise
        return await self.mine(request)

    async def _carried(self, request: Request) -> tuple[Transaction, str]:
        transaction_id = request.path_params["transaction_id"]
        s1 = self.cookies.read(request, "s1", transaction_id)
        # Not every store can hold every character: what no transaction can be called is not looked for.
        if s1 is None or IDENTIFIER.fullmatch(transaction_id) is None:
            raise InvalidRequest("this page is not known in this browser", reason="page_unknown")
        found = await self.ledger.read(lambda unit: unit.transactions.get(transaction_id))
        if found is None or found.page_digest != digest(s1):
            raise InvalidRequest("this page is not known in this browser", reason="page_unknown")
        return found, s1
