"""The Singpass mock: a simulator of Singapore's sign-in (Singpass, FAPI 2.0) and personal data (Myinfo).

Owns    residents and their invented data, Login and Myinfo apps, the four protocol endpoints, its faults.
Not     the specifications' single checks (eid_kit.oauth), HTTP forms of errors (eid_kit.http), the clock,
        fault switches and request history (eid_kit.simulator), anything about Vietnam or about consent.
Spec    docs/singpass-mock.md says what is on the wire, what is documented and what is invented;
        FAPI 2.0 Security Profile, RFC 9126 (PAR), RFC 9449 (DPoP), RFC 7636, RFC 7523, RFC 9207, OIDC Core.

The flow, one module a step, each with its ordered tuple of checks:

    par.py        POST /fapi/par         the app pushes its request       -> request_uri (60 s)
    authorize.py  GET  /fapi/auth        the person approves "in the app" -> code (60 s)
    token.py      POST /fapi/token       the app redeems the code         -> access token, encrypted id_token
    userinfo.py   GET  /fapi/userinfo    a Myinfo app fetches person_info -> encrypted, signed answer
"""
