"""How often somebody failed to sign in lately, for all servers together."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("whose", sa.LargeBinary(16), primary_key=True),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
