"""The revisions, by number.

Owns    r<number>_<what>.py: the tables as literals, because bridge.adapters.sql.tables moves on and
        they must not.
Not     data of an installation: its first rows are written at its first start.
Spec    docs/operations.md#the-databases-schema.
"""
