"""Access tokens: JWTs (RFC 9068 in form) bound to a key, which only this service reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.oauth.errors import InvalidToken
from eid_kit.oauth.jwt import JwtError
from eid_kit.oauth.numeric_dates import to_numeric_date
from eid_kit.oauth.secrets_ import new_secret
from singpass_mock.signing import Signer

LIFETIME_S = 1800
_TYPE = "at+jwt"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token whose signature, type, audience and expiry have been checked; its key not yet."""

    subject: str
    client_id: str
    scopes: frozenset[str]
    jkt: str


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """Issues access tokens for one resource, and reads them again."""

    issuer: str
    audience: str
    signer: Signer
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def issue(self, grant: CodeGrant) -> str:
        """A token for what `grant` was given for, bound to its key (RFC 9449 section 6.1)."""
        issued_at = to_numeric_date(self.now())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": grant.subject,
            "client_id": grant.client_id,
            "scope": grant.scope,
            "jti": f"at-{new_secret(self.random_bytes)}",
            "iat": issued_at,
            "exp": issued_at + LIFETIME_S,
            "cnf": {"jkt": grant.jkt},
        }
        return self.signer.sign_for_ourselves(claims, typ=_TYPE)

    def require(self, token: str) -> AccessToken:
        """The token, when it is ours and valid now. Raises `InvalidToken`."""
        try:
            claims = self.signer.verify_own(token, typ=_TYPE)
        except JwtError as error:
            raise InvalidToken(
                "the access token is not one of this server", reason="token_unknown"
            ) from error
        # Ours by signature, so the members are there; id_tokens share the key, hence `typ` above.
        if claims["iss"] != self.issuer or claims["aud"] != self.audience:
            raise InvalidToken("the access token is for another resource", reason="token_elsewhere")
        if to_numeric_date(self.now()) >= claims["exp"]:
            raise InvalidToken("the access token has expired", reason="token_expired")
        return AccessToken(
            claims["sub"], claims["client_id"], frozenset(claims["scope"].split()), claims["cnf"]["jkt"]
        )
