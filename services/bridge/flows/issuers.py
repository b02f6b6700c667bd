"""The two issuers of the bridge, and what each demands, side by side.

Read a column from top to bottom for an endpoint; compare the columns for what the baseline does without.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from bridge.domain.notices import PORTAL_PATH
from bridge.domain.profiles import Profile
from bridge.flows.redeem import (
    Redemption,
    require_same_client,
    require_same_issuer,
    require_same_key,
    require_same_redirect_uri,
    require_unspent,
    require_verifier,
)
from bridge.flows.request_parameters import (
    refuse_key_binding,
    refuse_long_texts,
    refuse_probes,
    refuse_refresh,
    refuse_unknown_scopes,
    require_thumbprint,
)
from bridge.flows.transaction import Transaction
from eid_kit.oauth.authorization_request import (
    AuthorizationRequest,
    refuse_request_object,
    refuse_response_mode_other_than_query,
    refuse_silent_sign_in,
    require_code_response_type,
    require_openid_scope,
    require_registered_redirect_uri,
    require_s256_challenge,
)
from eid_kit.oauth.checks import Check

BASELINE_PATH: Final = "/baseline"


@dataclass(frozen=True, slots=True)
class Issuer:
    """One of the two: its profile, and its identifier (RFC 8414 section 2), under which its endpoints lie."""

    profile: Profile
    url: str

    @property
    def path(self) -> str:
        """What its endpoints' paths begin with: empty for the issuer at the root."""
        return urlsplit(self.url).path

    @property
    def portal(self) -> str:
        """The address of the citizen's own pages: they are the same, whichever issuer a partner came by."""
        return self.url.removesuffix(BASELINE_PATH) + PORTAL_PATH


@dataclass(frozen=True, slots=True)
class Issuers:
    """Both."""

    fapi: Issuer
    baseline: Issuer

    @classmethod
    def at(cls, public_url: str) -> "Issuers":
        """The issuers of a bridge with this public address."""
        return cls(Issuer(Profile.FAPI, public_url), Issuer(Profile.BASELINE, f"{public_url}{BASELINE_PATH}"))

    def of(self, transaction: Transaction) -> Issuer:
        """Whose a transaction is; it answers under that one's name."""
        return {Profile.FAPI: self.fapi, Profile.BASELINE: self.baseline}[transaction.request.profile]


# An authorization request: pushed under FAPI 2.0, pushed or in the browser's address under the baseline. The
# redirect URI comes first: every later refusal of a request in the browser is sent there.
REQUEST_CHECKS: Final[Mapping[Profile, tuple[Check[AuthorizationRequest], ...]]] = MappingProxyType(
    {
        Profile.FAPI: (
            require_registered_redirect_uri,
            refuse_request_object,
            require_code_response_type,
            refuse_response_mode_other_than_query,
            require_s256_challenge,
            require_openid_scope,
            refuse_refresh,
            refuse_unknown_scopes,
            refuse_silent_sign_in,
            refuse_probes,
            refuse_long_texts,
            require_thumbprint,
        ),
        Profile.BASELINE: (
            require_registered_redirect_uri,
            refuse_request_object,
            require_code_response_type,
            refuse_response_mode_other_than_query,
            require_s256_challenge,
            require_openid_scope,
            refuse_refresh,
            refuse_unknown_scopes,
            refuse_silent_sign_in,
            refuse_probes,
            refuse_long_texts,
            refuse_key_binding,  # not: a token bound to a key
        ),
    }
)

# A code that is presented at the token endpoint.
REDEMPTION_CHECKS: Final[Mapping[Profile, tuple[Check[Redemption], ...]]] = MappingProxyType(
    {
        Profile.FAPI: (
            require_same_issuer,
            require_same_client,
            require_unspent,
            require_same_redirect_uri,
            require_verifier,
            require_same_key,
        ),
        Profile.BASELINE: (
            require_same_issuer,
            require_same_client,
            require_unspent,
            require_same_redirect_uri,
            require_verifier,
            # not: the key of the request
        ),
    }
)
