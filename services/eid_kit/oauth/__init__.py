"""OAuth 2.0 and OpenID Connect as plain functions over plain values: one specification per module.

Owns    single checks, parsers, makers and verifiers, and the one tree of protocol errors (``errors``).
Not     requests and responses (``eid_kit.http``), storage, clocks and randomness (they come in as
        arguments), and the order of an endpoint's checks (each service shows its own).
Spec    RFC 6749, 7515-7519, 7523, 7591, 7636, 8414, 8417, 8935, 9101, 9126, 9207, 9396, 9449, 9493; OpenID
        Connect Core 1.0; FAPI 2.0 Security Profile.
"""
