"""What becomes of agents' duty, and what they said came of a call."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TOLD = sa.text("what = 'disposition'")


def upgrade() -> None:
    op.add_column("calls", sa.Column("disposition", sa.Text))
    op.create_table(
        "agent_changes",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("presence", sa.Text),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("call", sa.Text),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("disposition", sa.Text),
        sa.Column("misses", sa.BigInteger, nullable=False),
        sa.Column("unreachable_since", sa.DateTime(timezone=True)),
        sa.Column("who", sa.Text, nullable=False),
    )
    op.create_index(
        "agent_changes_call", "agent_changes", ["call"], postgresql_where=TOLD, sqlite_where=TOLD
    )


def downgrade() -> None:
    op.drop_index("agent_changes_call", "agent_changes")
    op.drop_table("agent_changes")
    op.drop_column("calls", "disposition")
