"""The trunk of a call, what happened to the service, and an index for the calls that go on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OFFERED = sa.text("kind = 'offered'")


def upgrade() -> None:
    op.add_column("calls", sa.Column("trunk", sa.Text))
    op.create_table(
        "service_changes",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index(
        "facts_offered", "facts", ["at"], postgresql_where=OFFERED, sqlite_where=OFFERED
    )


def downgrade() -> None:
    op.drop_index("facts_offered", "facts")
    op.drop_table("service_changes")
    op.drop_column("calls", "trunk")
