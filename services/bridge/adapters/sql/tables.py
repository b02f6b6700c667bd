"""The tables as the program uses them; `migrations` makes them, and a change here needs a revision there.

Times are microseconds since 1970 UTC: exact, and compared alike by every database.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

transactions = Table(
    "transactions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("request_uri_digest", Text, nullable=False, unique=True),
    Column("upstream_state_digest", Text, index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

carriers = Table(
    "carriers",
    metadata,
    Column("secret_digest", Text, primary_key=True),
    Column("hop", Text, nullable=False),
    Column("transaction_id", Text, nullable=False, index=True),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("principal_ref", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

access_grants = Table(
    "access_grants",
    metadata,
    Column("token_digest", Text, primary_key=True),
    Column("consent_id", Text, index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

# One for each answer and denial; a given consent's has the id of its row in `consents`, and both go together.
records = Table(
    "records",
    metadata,
    Column("id", Text, primary_key=True),
    Column("principal_ref", Text, nullable=False),
    Column("representative_ref", Text),
    Column("given_at", BigInteger, nullable=False),
    Column("kept_until", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Index("ix_records_of_principal", "principal_ref", "given_at", "id"),
    Index("ix_records_of_representative", "representative_ref", "given_at", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("partner_id", Text, nullable=False),
    Column("record_id", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", BigInteger, nullable=False),
    Column("next_attempt_at", BigInteger, nullable=False),
    Column("kept_until", BigInteger, index=True),
    Column("body", Text, nullable=False),
    Index("ix_outbox_due", "state", "next_attempt_at"),
    Index("ix_outbox_due_to_partner", "partner_id", "state", "next_attempt_at"),
)

one_time = Table(
    "one_time",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

registrations = Table(
    "registrations",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

memory = Table(
    "memory",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# The agreement's versions and the parties' statements. Rows are added, never changed and never deleted.
agreements = Table(
    "agreements",
    metadata,
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("signatures", Text),
    Column("activated_at", BigInteger, nullable=False),
)

agreement_statements = Table(
    "agreement_statements",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)

citizen_sessions = Table(
    "citizen_sessions",
    metadata,
    Column("secret_digest", Text, primary_key=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

# `expires_at` is empty until the request is answered: what waits is never purged.
rights_requests = Table(
    "rights_requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("principal_ref", Text, nullable=False, index=True),
    Column("received_at", BigInteger, nullable=False, index=True),
    Column("expires_at", BigInteger, index=True),
    Column("body", Text, nullable=False),
)

# The public side of the log: leaf v1, as anyone may fetch it.
log_leaves = Table(
    "log_leaves",
    metadata,
    Column("leaf_index", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
)

# The private side: what a leaf commits to. Deleting a row here makes its leaf unreadable for good,
# and the tree stays whole.
log_bodies = Table(
    "log_bodies",
    metadata,
    Column("leaf_index", ForeignKey(log_leaves.c.leaf_index), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# Exactly one row. Whoever writes to the database locks it first, in whatever process.
log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    Column("checkpoint", Text, nullable=False),
)
