"""Flows: the use cases of the bridge, over ports.

Owns    the transaction, its order, and each step: request, sign-in, decision, consent, code, token, release.
Not     what is allowed (bridge.domain.policy), storage or networks (bridge.adapters), HTTP and pages
        (bridge.web).
Spec    FAPI 2.0 Security Profile; RFC 9126, 9396, 9449, 9207, 7662, 7009; docs/agreement.md. What the two
        issuers demand stands side by side in flows/issuers.py.

    pushed ──► bound ──► signed_in ──► decided ──► coded ──► redeemed
       │         │           │            │          │
       └─────────┴───────────┴────────────┴──────────┴──► refused

Steps record facts and never call each other; `dispatch.next_step` alone knows what comes next.
"""
