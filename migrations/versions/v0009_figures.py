"""The figures of each business day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("hall", sa.String(60), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("carried", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hall", "day"),
    )
