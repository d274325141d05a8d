"""Which call a call continues, and the tickets of those whom nobody could answer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("continues", sa.Text))
    op.add_column("calls", sa.Column("ticket", sa.Text))


def downgrade() -> None:
    op.drop_column("calls", "ticket")
    op.drop_column("calls", "continues")
