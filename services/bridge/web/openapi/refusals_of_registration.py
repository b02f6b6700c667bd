"""The reasons of registration and its management, by issuer."""

from bridge.domain.explanations import explanation
from bridge.domain.profiles import Profile
from bridge.domain.reasons import Reason
from bridge.web.openapi.refusals import STORE
from eid_kit.http.openapi import protocol_refusals as shared
from eid_kit.http.openapi.refusals import Refusal
from eid_kit.oauth.errors import InvalidClientMetadata, InvalidToken

MANAGE = (
    *shared.BEARER_TOKEN,
    Refusal(
        InvalidToken, "registration_token_wrong", "this registration access token manages no such client"
    ),
    *STORE,
)


def register(profile: Profile) -> tuple[Refusal, ...]:
    """Of a new registration."""
    not_allowed = Refusal(
        InvalidClientMetadata,
        Reason.BASELINE_NOT_ALLOWED.value,
        explanation(Reason.BASELINE_NOT_ALLOWED).en,
    )
    return (
        *shared.JSON_BODY,
        *shared.CLIENT_METADATA,
        Refusal(InvalidClientMetadata, "profile_differs", f"profile is {profile} at this issuer"),
        *([not_allowed] if profile is Profile.BASELINE else ()),
        *STORE,
    )


def replace(profile: Profile) -> tuple[Refusal, ...]:
    """Of metadata anew."""
    return (
        *register(profile),
        *MANAGE,
        Refusal(InvalidClientMetadata, "client_id_differs", "client_id must be the one being replaced"),
        Refusal(
            InvalidClientMetadata,
            "client_secret_differs",
            "client_secret is not this client's: a client cannot choose its own",
        ),
    )
