"""The first tables: halls, log, checkpoints, commands, personal data, VIP list, tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "halls",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "facts",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("format", sa.Integer, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hall", "seq"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hall", "seq"),
    )
    op.create_table(
        "commands",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("hall", "seq", "id"),
    )
    op.create_table(
        "personal",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("secret", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("hall", "seq"),
    )
    op.create_table(
        "vips",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("phone", sa.LargeBinary(16), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("hall", "phone"),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("hall", sa.String(40)),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("counter", sa.Integer),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
