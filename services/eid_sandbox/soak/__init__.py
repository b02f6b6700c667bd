"""`make soak`: bridge processes killed under load, and every promise checked against what the clients saw.

Owns    the storm (citizens who do everything twice, and a killer), the record of what was acknowledged to
        them, the comparison of it with the database, and the half-finished journeys that must leave nothing.
Not     the load itself (`eid_sandbox.load`), nor the verdict on the log (`eid_cli.audit`).
Spec    docs/measurements.md; docs/log.md, "How it is written".
"""
