"""The citizen portal: who is signed in there, and what citizens asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "citizen_sessions",
        sa.Column("secret_digest", sa.Text, primary_key=True),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "rights_requests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("principal_ref", sa.Text, nullable=False, index=True),
        sa.Column("received_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("expires_at", sa.BigInteger, index=True),
        sa.Column("body", sa.Text, nullable=False),
    )
