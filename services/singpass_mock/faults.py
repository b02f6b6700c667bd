"""The fault catalogue: ways in which this mock misbehaves on request, so that apps learn to notice."""

from eid_kit.simulator.faults import FaultName


class SingpassFault(FaultName):
    """What a tester types in `PUT /sim/faults`, and what it does."""

    WRONG_NONCE = "wrong-nonce", "The id_token carries a nonce nobody sent."
    BAD_SIGNATURE = "bad-signature", "id_token and userinfo are signed by a stranger who uses our kid."
    UNKNOWN_KEY = "unknown-key", "id_token and userinfo are signed by a key that is not in the JWK Set."
    WRONG_ISSUER = "wrong-issuer", "The id_token names another issuer."
    WRONG_AUDIENCE = "wrong-audience", "The id_token is meant for another app."
    EXPIRED_ID_TOKEN = "expired-id-token", "The id_token expired an hour ago."
    UNENCRYPTED_ID_TOKEN = "unencrypted-id-token", "The id_token is signed, but not encrypted."
    OTHER_SUBJECT_IN_USERINFO = "other-subject-in-userinfo", "userinfo is about another sub."
    OVER_SHARE = "over-share", "userinfo holds every item of the person, whatever was asked."
    PAR_DOWN = "par-down", "The PAR endpoint answers 503 temporarily_unavailable."
    TOKEN_ENDPOINT_DOWN = "token-endpoint-down", "The token endpoint answers 503 temporarily_unavailable."
    PAR_DEPENDENCY_DOWN = "par-dependency-down", "The PAR endpoint answers 502 upstream_dependency_error."
    TOKEN_DEPENDENCY_DOWN = "token-dependency-down", "The token endpoint answers 502, and the code is kept."
    USERINFO_DOWN = "userinfo-down", "userinfo answers 502 upstream_dependency_error."
    SLOW_USERINFO = "slow-userinfo", "userinfo answers only after five seconds."
    DPOP_NONCE = "dpop-nonce", "userinfo first answers 401 with a DPoP-Nonce, and demands it in the proof."
