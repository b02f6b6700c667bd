"""The ways this mock can misbehave on request. The value is what a tester types."""

from eid_kit.simulator.faults import FaultName


class VneidFault(FaultName):
    """Each is one thing a careful client notices, or survives."""

    WRONG_NONCE = "wrong-nonce", "The id_token carries a nonce nobody sent."
    BAD_SIGNATURE = "bad-signature", "The id_token's signature does not fit its content."
    WRONG_ISSUER = "wrong-issuer", "The id_token names another issuer."
    WRONG_AUDIENCE = "wrong-audience", "The id_token is for another client."
    EXPIRED_ID_TOKEN = "expired-id-token", "The id_token expired an hour before it was issued."
    ALG_NONE = "alg-none", "The id_token is unsigned, with alg none."
    UNKNOWN_KEY = "unknown-key", "The id_token is signed with a key that is not in the JWKS."
    OTHER_SUBJECT_IN_USERINFO = (
        "other-subject-in-userinfo",
        "userinfo answers for another subject than the id_token's.",
    )
    OVER_SHARE = "over-share", "userinfo holds every attribute, whatever the scope and the account level."
    TOKEN_ENDPOINT_DOWN = "token-endpoint-down", "The token endpoint answers 503; no code is spent."
    USERINFO_DOWN = "userinfo-down", "userinfo answers 503."
    SLOW_USERINFO = "slow-userinfo", "userinfo answers after 10 seconds."
