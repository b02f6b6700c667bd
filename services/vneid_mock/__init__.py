"""The VNeID mock: a Vietnamese identity provider as one would wish it, spoken to over OpenID Connect.

Owns    its citizens, the account and authentication levels, the sign-in page that plays the phone app, and a
        code flow with PKCE: `/oauth2/authorize`, `/oauth2/token`, `/oauth2/userinfo`, `/oauth2/jwks`.
Not     single checks of a specification (eid_kit.oauth), the bridge (met over HTTP alone), and the encrypted
        non-standard responses of the real service: those would be a façade of their own.
Spec    docs/vneid-mock.md; OpenID Connect Core 1.0, RFC 6749, 7636, 9207; account and authentication levels
        modelled on Decree 69/2024/NĐ-CP.
"""
