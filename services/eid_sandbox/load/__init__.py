"""The load generator: many citizens and partners at once, as lean as they can be while nothing is skipped.

Owns    one connection pool (`wire`), a browser's cookies and forms, the partner's signatures, and the walk
        from the pushed request to userinfo, step by step.
Not     starting what is walked (`eid_sandbox.processes`), measuring it (`bench`) or breaking it (`soak`).
        Nothing here knows another way to a consent than the form that the citizen's page holds.
Spec    docs/measurements.md; docs/partners.md is what it follows as any partner would.
"""
