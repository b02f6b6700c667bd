"""The id_token: who signed in, how well they are known, and the faults that a client must notice."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eid_kit.oauth import base64url, id_tokens
from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.keys import generate_key
from eid_kit.oauth.secrets_ import new_secret
from eid_kit.simulator.faults import Faults
from vneid_mock.faults import VneidFault
from vneid_mock.keys import Keys

LIFETIME_S = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class IdTokens:
    """Issues id_tokens, faulty ones where a tester asked for them."""

    issuer: str
    keys: Keys
    faults: Faults
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def issue(self, client: RegisteredClient, grant: CodeGrant) -> str:
        """The id_token for one sign-in at one client."""
        claims = self._with_faults(self._claims(grant))
        algorithm = client.metadata["id_token_signed_response_alg"]
        if self.faults.active(VneidFault.ALG_NONE):
            return _unsigned(claims)
        if self.faults.active(VneidFault.UNKNOWN_KEY):
            return id_tokens.issue(claims=claims, key=generate_key(algorithm), algorithm=algorithm)
        token = id_tokens.issue(claims=claims, key=self.keys.signing(algorithm), algorithm=algorithm)
        if self.faults.active(VneidFault.BAD_SIGNATURE):
            return _with_other_content(token, {**claims, "sub": new_secret(self.random_bytes)})
        return token

    def _claims(self, grant: CodeGrant) -> dict[str, Any]:
        account = grant.details["account"]
        standard = id_tokens.standard_claims(
            issuer=self.issuer,
            subject=grant.subject,
            client_id=grant.client_id,
            now=self.now(),
            lifetime_s=LIFETIME_S,
            nonce=grant.nonce,
            auth_time=grant.auth_time,
        )
        return {
            **standard,
            "account_level": account.level,
            "auth_level": grant.details["auth_level"],
            "account_type": account.type,
        }

    def _with_faults(self, claims: dict[str, Any]) -> dict[str, Any]:
        wrong: dict[VneidFault, tuple[str, object]] = {
            VneidFault.WRONG_NONCE: ("nonce", new_secret(self.random_bytes)),
            VneidFault.WRONG_ISSUER: ("iss", "https://another-issuer.example"),
            VneidFault.WRONG_AUDIENCE: ("aud", "another-client"),
            VneidFault.EXPIRED_ID_TOKEN: ("exp", claims["iat"] - 3600),
        }
        return claims | dict(wrong[fault] for fault in wrong if self.faults.active(fault))


def _unsigned(claims: dict[str, Any]) -> str:
    header = base64url.encode(b'{"alg":"none","typ":"JWT"}')
    return f"{header}.{base64url.encode(json.dumps(claims).encode())}."


def _with_other_content(token: str, claims: dict[str, Any]) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{base64url.encode(json.dumps(claims).encode())}.{signature}"
