"""The devices of a hall: which browsers stand there, when each was last seen, what it told, what a manager wishes of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "devices",
        sa.Column("hall", sa.String(60), nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("name", sa.String(40)),
        sa.Column("reload_at", sa.BigInteger),
        sa.Column("reload_key", sa.LargeBinary(16)),
        sa.PrimaryKeyConstraint("hall", "id"),
    )
    op.create_index("devices_reload_at", "devices", ["reload_at"])
