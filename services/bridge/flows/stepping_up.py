"""One more sign-in, at a higher level, for a citizen whose account is proofed well enough.

It takes the place of the first: the values of that one are destroyed on the way out, and the way back is the
same. There is one such offer for each request, so that nobody is sent round in circles.
"""

from dataclasses import dataclass, replace

from bridge.flows.carriers import before_consent
from bridge.flows.deciding import required_assurance
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Lost
from bridge.flows.opening import demand_of
from bridge.flows.ports import Hop, Unit
from bridge.flows.representing import Departed
from bridge.flows.sign_in import SignIn
from bridge.flows.transaction import Transaction
from bridge.flows.upstream import Departure, UpstreamError
from bridge.flows.upstream_failures import note_failure
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.secrets_ import digest, new_secret


@dataclass(frozen=True, slots=True)
class SteppingUp:
    """Leaves for the identity provider once more, by the first sign-in's means."""

    first: SignIn

    async def depart(self, transaction: Transaction, s1: str) -> Departed | Transaction:
        """Where the browser goes; the ended transaction, where the provider cannot be reached.

        Raises `InvalidRequest` when no such sign-in is offered, and `Lost` when another tab was faster.
        """
        if next_step(transaction, self.first.now()) is not Step.SIGN_IN_STRONGER:
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        state, s0 = new_secret(self.first.random_bytes), new_secret(self.first.random_bytes)
        try:
            departure = await self._leave(transaction, state)
        except UpstreamError as error:
            note_failure(transaction.request.direction.identity_provider, error)
            return await self.first.ending.without_identity(transaction, error, page_digest=digest(s1))
        departed = transaction.noted(upstream_state_digest=digest(state))

        def work(unit: Unit) -> None:
            if not unit.transactions.replace(transaction, departed):
                raise Lost
            unit.carriers.destroy(departed.id)
            self.first.carriage.load(
                unit,
                s0,
                Hop.AUTHORIZE,
                binding=before_consent(departed),
                plaintext=departure.memo,
                expires_at=departed.expires_at,
            )

        await self.first.ledger.atomically(work)
        return Departed(departed, s0, departure.url)

    async def _leave(self, transaction: Transaction, state: str) -> Departure:
        request, agreement = transaction.request, self.first.agreement()
        level = required_assurance(agreement, request)
        return await self.first.upstreams[request.direction.identity_provider].depart(
            purpose=request.purpose,
            attributes=request.attributes,
            state=state,
            language=request.language,
            demand=replace(demand_of(request, agreement), level=level, afresh=True),
        )
