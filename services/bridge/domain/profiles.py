"""The two security profiles under which a partner may speak to the bridge, and what each lets it register.

Every partner belongs to one of them for good: nothing that one profile's issuer gave or accepted counts at
the other's.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bridge.domain.attributes import DETAILS_TYPE


class Profile(StrEnum):
    """The words are stored: never rename one."""

    FAPI = "fapi"
    BASELINE = "baseline"


# The first of each is what a registration gets that names none: under FAPI 2.0 the only one there is, under
# the baseline the default of RFC 7591 section 2.
AUTHENTICATION_METHODS: Final[Mapping[Profile, tuple[str, ...]]] = MappingProxyType(
    {
        Profile.FAPI: ("private_key_jwt",),
        Profile.BASELINE: ("client_secret_basic", "private_key_jwt"),
    }
)

# Each is what the profile's issuer does for every client. Another value would be accepted and not honoured.
ALWAYS: Final[Mapping[Profile, Mapping[str, object]]] = MappingProxyType(
    {
        Profile.FAPI: MappingProxyType(
            {
                "id_token_signed_response_alg": "ES256",
                "dpop_bound_access_tokens": True,
                "require_pushed_authorization_requests": True,
                "authorization_details_types": [DETAILS_TYPE],
            }
        ),
        Profile.BASELINE: MappingProxyType(
            {
                "id_token_signed_response_alg": "ES256",
                "dpop_bound_access_tokens": False,
                "require_pushed_authorization_requests": False,
                "authorization_details_types": [DETAILS_TYPE],
            }
        ),
    }
)
