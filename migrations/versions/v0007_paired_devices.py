"""A paired device keeps its identity while its tokens change; what was refused in its name stands beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for column in (
        sa.Column("device", sa.LargeBinary(16)),
        sa.Column("browser", sa.String(40)),
        sa.Column("paired_at", sa.BigInteger),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("seen_at", sa.BigInteger),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("elsewhere", sa.String(64)),
        sa.Column("replayed_at", sa.BigInteger),
    ):
        op.add_column("tokens", column)
    op.create_index("tokens_device", "tokens", ["device"])
    op.create_index("tokens_changed_at", "tokens", ["changed_at"])
    op.create_index("tokens_revoked_at", "tokens", ["revoked_at"])
    op.add_column("pairings", sa.Column("used_at", sa.BigInteger))
