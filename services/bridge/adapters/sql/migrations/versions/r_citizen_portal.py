"""The citizen portal: who is signed in there."""

import sqlalchemy as sa
from alembic import op

revision = "citizen_portal"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "citizen_sessions",
        sa.Column("secret_digest", sa.Text, primary_key=True),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
    )
