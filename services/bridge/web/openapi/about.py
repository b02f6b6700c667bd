"""What the bridge's document says of itself."""

from collections.abc import Mapping
from typing import Final

from bridge.web.openapi.portal_downloads import EXPORT_SCHEMAS
from bridge.web.openapi.schemas import SCHEMAS
from eid_kit.http.openapi.document import ApiDocument
from eid_kit.http.openapi.operations import Schema

_DESCRIPTION: Final = """\
A simulator of the link between Viet Nam's VNeID and Singapore's Singpass. No real person, no real service.

The protocol is the FAPI 2.0 Security Profile: a request is pushed, the citizen signs in at home and consents
to each value, and the partner redeems one code for one DPoP-bound token. An OpenID Connect library that
speaks it needs the discovery document alone. For software that does not, `/baseline` is a second issuer, open
to the purposes whose clauses allow it; nothing of one issuer is accepted at the other.

Every refusal has `error` (the protocol's word) and `reason` (a stable word of a closed list, per operation
and status); [/reasons](/reasons) says in plain words what each means, and docs/errors.md, in the repository,
what would pass. An unknown path is 404, an unknown method 405. A value marked `x-made-for-each-request` is
signed or given out for one request: its example shows its form.\
"""
_TAGS: Final = {
    "partner": "What a partner's server calls.",
    "baseline issuer": "What the server of a partner calls whose software speaks plain OpenID Connect.",
    "registration": "Registering a partner in a sandbox, and managing the registration.",
    "citizen": (
        "What the citizen's browser meets: pages, forms and redirects. Two cookies carry a journey, named by "
        "the first twelve characters of its id: `vnsg_s0_…` from `/oauth/authorize` to "
        "`/upstream/…/callback`, `vnsg_s1_…` from there to `/t/…`. Under https both begin with `__Secure-`."
    ),
    "citizen portal": (
        "The citizen's own pages, signed in to through either identity provider. The session is the cookie "
        "`vnsg_me_session`, under https `__Secure-vnsg_me_session`."
    ),
    "identity providers": "Between the bridge and the two identity providers.",
    "agreement": "The agreement, and what its policy answers to facts; open to anyone.",
    "about": "What this is, and whether it answers.",
}


def about(issuer: str) -> ApiDocument:
    """The bridge at its public address."""
    return ApiDocument(
        title="VNeID ↔ Singpass bridge (simulator)",
        description=_DESCRIPTION,
        url=issuer,
        tags=_TAGS,
        schemas={**SCHEMAS, **EXPORT_SCHEMAS},
        security_schemes=_security_schemes(issuer),
    )


def _security_schemes(issuer: str) -> Mapping[str, Schema]:
    """How each kind of caller proves who it is, or that it may ask."""
    return {
        "privateKeyJwt": {
            "type": "openIdConnect",
            "openIdConnectUrl": f"{issuer}/.well-known/openid-configuration",
            "description": "private_key_jwt (RFC 7523), as the form field `client_assertion`.",
        },
        "baselinePrivateKeyJwt": {
            "type": "openIdConnect",
            "openIdConnectUrl": f"{issuer}/baseline/.well-known/openid-configuration",
            "description": "private_key_jwt (RFC 7523), its audience the baseline issuer.",
        },
        "clientSecretBasic": {
            "type": "http",
            "scheme": "basic",
            "description": "A client's name and secret (RFC 6749 section 2.3.1), at the baseline issuer.",
        },
        "bearerToken": {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token of the baseline issuer, in the header (RFC 6750).",
        },
        "accessToken": {
            "type": "http",
            "scheme": "DPoP",
            "description": "The access token, with a DPoP proof beside it (RFC 9449 section 7.1).",
        },
        "registrationToken": {
            "type": "http",
            "scheme": "bearer",
            "description": "The registration access token (RFC 7592 section 3).",
        },
    }
