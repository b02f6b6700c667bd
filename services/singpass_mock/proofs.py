"""Proofs that are good for one request: DPoP (RFC 9449) with every `jti` claimed once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from eid_kit.http.forms import dpop_proof
from eid_kit.oauth import dpop
from eid_kit.oauth.errors import InvalidDpopProof, InvalidRequest
from singpass_mock.key_rules import SIGNING_ALGORITHMS
from singpass_mock.state import State

_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proofs:
    """Judges the `DPoP` header of a request."""

    state: State
    now: Callable[[], datetime]

    def require(
        self, request: Request, url: str, *, access_token: str | None = None, expected_jkt: str | None = None
    ) -> dpop.VerifiedProof:
        """The request's one proof, made for it. Raises `InvalidDpopProof`.

        `url` is the endpoint's public address: behind a proxy the Host header may say anything.
        """
        proof = dpop.verify_proof(
            dpop_proof(request),
            method=request.method,
            url=url,
            now=self.now(),
            algorithms=SIGNING_ALGORITHMS,
            access_token=access_token,
            expected_jkt=expected_jkt,
        )
        self._claim(proof)
        return proof

    def _claim(self, proof: dpop.VerifiedProof) -> None:
        # RFC 9449 section 11.1. Per key, so that nobody can use up another's ids.
        key = f"dpop {proof.jkt} {proof.jti}"
        if not self.state.used_ids.claim(key, None, expires_at=proof.expires_at):
            raise InvalidDpopProof(
                "the DPoP proof is refused: its jti was used before", reason="dpop_replayed"
            )


def require_thumbprint(jkt: str) -> None:
    """A `dpop_jkt` is the base64url of 32 bytes: no other text is any key's (RFC 9449 section 10)."""
    if _THUMBPRINT.fullmatch(jkt) is None:
        raise InvalidRequest(
            "dpop_jkt must be the base64url SHA-256 thumbprint of a key", reason="dpop_jkt_malformed"
        )
