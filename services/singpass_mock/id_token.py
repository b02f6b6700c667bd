"""The id_token: who signed in, how surely, and the few account attributes that have scopes of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eid_kit.oauth.authorization_codes import CodeGrant
from eid_kit.oauth.id_tokens import standard_claims
from eid_kit.oauth.keys import Key
from eid_kit.simulator.faults import Faults
from singpass_mock.faults import SingpassFault
from singpass_mock.residents import Acr, Resident
from singpass_mock.scopes import IDENTITY
from singpass_mock.signing import ID_TOKEN_ENCRYPTION, Signer, encrypt

LIFETIME_S = 600

# QR code in the app: its key on the phone, with a face match or with the passcode.
_AMR = {Acr.LOA_2: ["pwd", "swk"], Acr.LOA_3: ["swk", "face"]}


@dataclass(frozen=True, slots=True)
class IdTokens:
    """Issues id_tokens; under a fault, ones that an app must refuse."""

    issuer: str
    signer: Signer
    faults: Faults
    now: Callable[[], datetime]

    def issue(self, grant: CodeGrant, resident: Resident, key: Key) -> str:
        """The encrypted id_token of one sign-in."""
        claims = standard_claims(
            issuer=self.issuer,
            subject=grant.subject,
            client_id=grant.client_id,
            now=self.now(),
            lifetime_s=LIFETIME_S,
            nonce=grant.nonce,
        )
        claims |= sign_in_claims(resident, Acr(grant.details["acr"]), frozenset(grant.scope.split()))
        token = self.signer.sign({**claims, **self._spoiled(claims)}, typ="JWT")
        if self.faults.active(SingpassFault.UNENCRYPTED_ID_TOKEN):
            return token
        return encrypt(token, key, encryption=ID_TOKEN_ENCRYPTION)

    def _spoiled(self, claims: dict[str, Any]) -> dict[str, Any]:
        """What each active fault puts in place of a right claim."""
        wrong: dict[SingpassFault, dict[str, Any]] = {
            SingpassFault.WRONG_NONCE: {"nonce": "a-nonce-nobody-sent"},
            SingpassFault.WRONG_ISSUER: {"iss": f"{self.issuer}/another"},
            SingpassFault.WRONG_AUDIENCE: {"aud": "another-app"},
            SingpassFault.EXPIRED_ID_TOKEN: {"iat": claims["iat"] - 4200, "exp": claims["exp"] - 4200},
        }
        return {
            name: value
            for fault, members in wrong.items()
            if self.faults.active(fault)
            for name, value in members.items()
        }


def sign_in_claims(resident: Resident, acr: Acr, scopes: frozenset[str]) -> dict[str, Any]:
    """The claims about the sign-in; `sub_attributes` only where a scope asked for one."""
    claims: dict[str, Any] = {"sub_type": "user", "acr": str(acr), "amr": _AMR[acr]}
    if attributes := _sub_attributes(resident, scopes):
        claims["sub_attributes"] = attributes
    return claims


def _sub_attributes(resident: Resident, scopes: frozenset[str]) -> dict[str, str]:
    attributes: dict[str, str | None] = {}
    if IDENTITY in scopes:
        attributes |= {
            "account_type": "foreign" if resident.is_foreign else "standard",
            "identity_number": resident.identity_number,
            "identity_coi": resident.identity_coi,
        }
    own = {"name": resident.name, "email": resident.email, "mobileno": resident.mobileno}
    attributes |= {name: value for name, value in own.items() if name in scopes}
    return {name: value for name, value in attributes.items() if value is not None}
