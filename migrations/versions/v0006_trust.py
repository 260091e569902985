"""Who may come in, and what they did: paired devices, staff and their sessions, the audit; customers' data is kept closed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for column in (
        sa.Column("kind", sa.String(10), nullable=False, server_default="token"),
        sa.Column("name", sa.String(40)),
        sa.Column("address", sa.String(64)),
        sa.Column("by", sa.String(80)),
    ):
        op.add_column("tokens", column)
    op.execute("UPDATE tokens SET kind = 'link' WHERE role = 'all'")
    op.create_table(
        "pairings",
        sa.Column("device", sa.LargeBinary(32), primary_key=True),
        sa.Column("code", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("hall", sa.String(60)),
        sa.Column("role", sa.String(20)),
        sa.Column("counter", sa.Integer),
        sa.Column("name", sa.String(40)),
        sa.Column("by", sa.String(80)),
    )
    op.create_table(
        "staff",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("hall", sa.String(60)),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("duties", sa.Text, nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("pin", sa.String(200)),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("disabled_at", sa.BigInteger),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("staff", sa.String(20), nullable=False),
        sa.Column("hall", sa.String(60)),
        sa.Column("device", sa.LargeBinary(32)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("locked_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.create_index("sessions_staff", "sessions", ["staff"])
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("hall", sa.String(60)),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("seal", sa.LargeBinary(32), nullable=False),
    )
    op.add_column("personal", sa.Column("box", sa.LargeBinary))
    op.add_column("personal", sa.Column("phone", sa.LargeBinary(16)))
    op.create_index("personal_phone", "personal", ["hall", "phone"])
