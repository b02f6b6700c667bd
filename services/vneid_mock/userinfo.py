"""`/oauth2/userinfo`: the attributes that the scope and the account level open, and no others.

Compare `singpass_mock.userinfo`: there the answer is signed, encrypted, and fetched with a DPoP proof.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.forms import access_token
from eid_kit.oauth.errors import InvalidToken, TemporarilyUnavailable
from eid_kit.oauth.secrets_ import digest
from eid_kit.simulator.faults import Faults
from vneid_mock.attributes import attributes_of, released_attributes
from vneid_mock.citizens import Citizen, Citizens, subject_of
from vneid_mock.faults import VneidFault
from vneid_mock.state import State, TokenGrant

SLOW_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UserinfoEndpoint:
    """Answers who holds a valid access token."""

    citizens: Citizens
    state: State
    faults: Faults
    subject_key: bytes
    sleep: Callable[[float], Awaitable[None]]

    async def handle(self, request: Request) -> Response:
        """The attributes as JSON (OpenID Connect Core 5.3.2), or 401."""
        if self.faults.active(VneidFault.USERINFO_DOWN):
            raise TemporarilyUnavailable(
                "userinfo is down: a fault that a tester switched on", reason="fault_switched_on"
            )
        if self.faults.active(VneidFault.SLOW_USERINFO):
            await self.sleep(SLOW_SECONDS)
        grant = self.state.tokens.get(digest(access_token(request, "Bearer")))
        if grant is None:
            raise InvalidToken("the access token is unknown, expired or revoked", reason="token_not_usable")
        person = self.citizens.find(grant.person_id)
        # Asked again now: an account locked since the sign-in opens nothing any more.
        if person is None or person.account.locked:
            raise InvalidToken("the access token opens nothing any more", reason="token_not_usable")
        body = {"sub": self._subject(grant), **self._attributes(person, grant)}
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    def _subject(self, grant: TokenGrant) -> str:
        if self.faults.active(VneidFault.OTHER_SUBJECT_IN_USERINFO):
            return subject_of(f"not {grant.person_id}", self.subject_key)
        return grant.subject

    def _attributes(self, person: Citizen, grant: TokenGrant) -> dict[str, object]:
        if self.faults.active(VneidFault.OVER_SHARE):
            return attributes_of(person)
        return released_attributes(person, grant.scopes)
