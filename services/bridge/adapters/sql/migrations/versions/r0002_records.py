"""Citizens' records, what partners are still to be told, and tokens by the consent that they stand on."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _records()
    _outbox()
    _tokens_by_consent()


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("principal_ref", sa.Text, nullable=False),
        sa.Column("representative_ref", sa.Text),
        sa.Column("given_at", sa.BigInteger, nullable=False),
        sa.Column("kept_until", sa.BigInteger, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Index("ix_records_of_principal", "principal_ref", "given_at", "id"),
        sa.Index("ix_records_of_representative", "representative_ref", "given_at", "id"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("partner_id", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger, nullable=False),
        sa.Column("kept_until", sa.BigInteger, index=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Index("ix_outbox_due", "state", "next_attempt_at"),
        sa.Index("ix_outbox_due_to_partner", "partner_id", "state", "next_attempt_at"),
    )


def _tokens_by_consent() -> None:
    op.add_column("access_grants", sa.Column("consent_id", sa.Text))
    op.create_index("ix_access_grants_consent_id", "access_grants", ["consent_id"])
    grants = sa.table("access_grants", sa.column("token_digest"), sa.column("consent_id"), sa.column("body"))
    # Tokens live for five minutes: there are few, and a withdrawal right after the upgrade must find them.
    connection = op.get_bind()
    for digest, body in connection.execute(sa.select(grants.c.token_digest, grants.c.body)).all():
        consent_id = json.loads(body)["consent_id"]
        connection.execute(
            grants.update().where(grants.c.token_digest == digest).values(consent_id=consent_id)
        )
