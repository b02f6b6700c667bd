"""The bridge between VNeID and Singpass: one purpose, one consent, one release at a time.

Owns    the partner-facing issuer, the agreement's rules, consent, and the record of every decision.
Not     the identity providers that sign people in (vneid_mock, singpass_mock): it meets them over HTTP only.
Spec    docs/agreement.md; OAuth 2.0 under the FAPI 2.0 Security Profile; OpenID Identity Assurance.
"""
