"""Citizens and partners of a storm: they do everything twice, try again, and note what they were told."""

import asyncio
import random
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from eid_sandbox.load.journey import Arrived, Journey, Shown, WrongClaims, require_agreed
from eid_sandbox.load.partner import LoadPartner, Unexpected
from eid_sandbox.load.wire import Unanswered
from eid_sandbox.soak.acknowledged import Acknowledged, Outages

T = TypeVar("T")

_SAYS_NO = 0.1
_PRESSES_TWICE = 0.3
_TRIES = 4
# An answer that promises nothing and takes nothing back: the store was busy or the process was stopping.
_TRY_LATER = 503


@dataclass(slots=True)
class Interrupted(Exception):
    """A journey that a killed process ended; `step` is where."""

    step: str


@dataclass(frozen=True, slots=True)
class Storm:
    """What all its citizens share."""

    partners: Sequence[LoadPartner]
    acknowledged: Acknowledged
    outages: Outages
    until: float

    async def citizen(self, choice: random.Random) -> None:
        """One journey after another until the storm is over."""
        clock = asyncio.get_running_loop().time
        while clock() < self.until:
            started = clock()
            try:
                ending = await self._journey(choice)
            except (Interrupted, Unanswered, Unexpected) as error:
                ending = f"ended early: {_step(error)}"
                if not self.outages.touched(started, clock()):
                    self._violated(f"a journey failed while nothing was down: {error!r}")
            self.acknowledged.endings[ending] += 1

    async def _journey(self, choice: random.Random) -> str:
        journey = Journey(choice.choice(self.partners))
        await journey.push()
        page = await journey.sign_in(await journey.open())
        if choice.random() < _SAYS_NO:
            return await self._refused(journey, page)
        ticked = [box for box in page.form.boxes if choice.random() < 0.5]
        arrived = await self._consented(journey, page, ticked, twice=choice.random() < _PRESSES_TWICE)
        self.acknowledged.consents.add(arrived.transaction_id)
        token = await self._redeemed(journey, arrived)
        self.acknowledged.tokens.add(arrived.transaction_id)
        await self._answered(journey, arrived, token=token, ticked=ticked)
        self.acknowledged.answers.add(arrived.transaction_id)
        return "whole"

    async def _refused(self, journey: Journey, page: Shown) -> str:
        arrived = await journey.refuse(page)
        if arrived.code is not None:
            self._violated(f"{page.transaction_id}: a refusal brought a code")
        self.acknowledged.refusals.add(page.transaction_id)
        return "refused"

    async def _consented(self, journey: Journey, page: Shown, ticked: list[str], *, twice: bool) -> Arrived:
        """The form pressed, sometimes twice at once, and again while nobody answers."""
        for _ in range(_TRIES):
            presses = [journey.consent(page, ticked) for _ in range(2 if twice else 1)]
            arrived, unanswered = await settled(presses)
            if len(arrived) > 1:
                self._violated(f"{page.transaction_id}: one form was answered by two codes")
            if arrived:
                return arrived[0]
            if not unanswered:
                break
        raise Interrupted("consent")

    async def _redeemed(self, journey: Journey, arrived: Arrived) -> str:
        """The code redeemed twice at once, in whichever processes; at most one gets a token."""
        tokens = await self._once(
            "code", arrived, lambda: journey.partner.redeem(journey.pushed, arrived.code or "")
        )
        return str(tokens["access_token"])

    async def _answered(self, journey: Journey, arrived: Arrived, *, token: str, ticked: list[str]) -> None:
        """Userinfo asked twice at once; a consent is for one answer, and for what was ticked."""
        answer = await self._once("token", arrived, lambda: journey.partner.userinfo(token, "POST"))
        try:
            require_agreed(journey.partner.clause, answer, ticked)
        except WrongClaims as error:
            self._violated(f"{arrived.transaction_id}: {error}")

    async def _once(self, what: str, arrived: Arrived, call: Any) -> dict[str, Any]:
        for number in range(_TRIES):
            succeeded, unanswered = await settled([call(), call()])
            if len(succeeded) > 1:
                self._violated(f"{arrived.transaction_id}: one {what} was used twice")
            if succeeded:
                return dict(succeeded[0])
            if not unanswered:
                # Both were refused: an earlier try went through, and its answer was lost with the process.
                if number == 0:
                    self._violated(f"{arrived.transaction_id}: a {what} was refused to everybody")
                break
        raise Interrupted(what)

    def _violated(self, what: str) -> None:
        self.acknowledged.violations.append(what)


def _step(error: Interrupted | Unanswered | Unexpected) -> str:
    return "no answer" if isinstance(error, Unanswered) else error.step


async def settled(calls: Sequence[Awaitable[T]]) -> tuple[list[T], int]:
    """What the calls returned, and how many of the others got no answer; a refusal is one."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    succeeded: list[T] = []
    unanswered = 0
    for result in results:
        if isinstance(result, Unanswered) or (isinstance(result, Unexpected) and result.status == _TRY_LATER):
            unanswered += 1
        elif isinstance(result, BaseException):
            if not isinstance(result, Unexpected):
                raise result
        else:
            succeeded.append(result)
    return succeeded, unanswered
