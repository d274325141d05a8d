"""Calls, their facts, changes of the line pools, and how far the journal is projected."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("call_id", IDENTIFIER, primary_key=True),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("offered_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("cause", sa.BigInteger),
        sa.Column("drop", sa.Text),
        sa.Column("landed_at", TIME),
        sa.Column("queued_at", TIME),
        sa.Column("answered_at", TIME),
        sa.Column("parted_at", TIME),
        sa.Column("called_raw", sa.Text, nullable=False),
        sa.Column("called_std", sa.Text),
        sa.Column("caller_raw", sa.Text, nullable=False),
        sa.Column("caller", sa.Text),
        sa.Column("caller_kind", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("discom", sa.Text),
        sa.Column("discom_how", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("priority", sa.BigInteger),
        sa.Column("agent", sa.Text),
        sa.Column("line_level", sa.BigInteger),
        sa.Column("line_size", sa.BigInteger),
    )
    op.create_index("calls_offered_at", "calls", ["offered_at"])
    op.create_table(
        "facts",
        sa.Column("call_id", IDENTIFIER, primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.JSON),
        sa.Column("how", sa.Text),
        sa.Column("private", sa.Boolean, nullable=False),
    )
    op.create_table(
        "line_changes",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("at", TIME, primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("incoming", sa.BigInteger, nullable=False),
        sa.Column("outgoing", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )
    op.create_table(
        "projection",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("segment", sa.Text, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("n", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("projection", "line_changes", "facts", "calls"):
        op.drop_table(table)
