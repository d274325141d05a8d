"""The supervisor who took a call over."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("taken_over_by", sa.Text))


def downgrade() -> None:
    op.drop_column("calls", "taken_over_by")
