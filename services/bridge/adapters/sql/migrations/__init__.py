"""The schema's history: one revision for each change to the tables, applied in order by Alembic.

Owns    the revisions, and the environment in which Alembic runs them.
Not     when they run and which databases are refused (bridge.adapters.sql.schema); the tables as the program
        uses them (bridge.adapters.sql.tables), which tests/stores compares with what the revisions make.
Spec    docs/operations.md#the-databases-schema. A published revision never changes, and none leads back:
        the log is append-only, so the way back is a backup.
"""
