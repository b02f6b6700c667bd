"""What may cross the border, decided: the agreement, the policy, consent, and the vocabulary of claims.

Owns    attributes and purposes, the agreement as data, decisions with reasons, the consent value, mapping
        of either country's data to claims, pseudonymous subjects, the body of an audit entry.
Not     asking for consent (flows), showing it (web), storing it or signing people in (adapters).
        Nothing here does I/O, looks at a clock or draws a random number.
Spec    docs/agreement.md, docs/errors.md; ICAO 9303-3 (names), RFC 8785 (canonical JSON),
        OpenID Identity Assurance (verified_claims).
"""
