"""What the partner sites share: a FAPI 2.0 relying party, and a small site around it.

Owns    the protocol from the partner's side, one visitor's session, the pages.
Not     what an organisation is called, asks for and says: each in an app.py of its own.
Spec    FAPI 2.0 Security Profile; RFC 9126, 9449, 7523, 7636, 9396, 9207; OpenID Connect Core 1.0.
"""
