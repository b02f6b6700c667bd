"""Web: the bridge's HTTP face, thin over the flows.

Owns    routes, cookies, headers, pages, and how a value is written for a person to read.
Not     what is allowed or recorded (flows, domain); how an OAuthError becomes HTTP (eid_kit.http.errors).
Spec    RFC 9126, 9449, 9207, 7662, 7009, OIDC Core 1.0, RFC 7591; FAPI 2.0 Security Profile; for the
        baseline issuer RFC 6749, 6750, 7636.
"""
