"""What many servers on one database need: scripts kept once, how each hall does, what all agree on; longer ids of halls."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
NAMED = (("halls", "id"), *((table, "hall") for table in ("facts", "checkpoints", "commands", "personal", "vips", "tokens")))


def upgrade() -> None:
    op.create_table("scripts", sa.Column("print", sa.String(32), primary_key=True), sa.Column("data", sa.Text, nullable=False))
    op.create_table(
        "summaries",
        sa.Column("hall", sa.String(60), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table(
        "agreed", sa.Column("name", sa.String(20), primary_key=True), sa.Column("value", sa.String(80), nullable=False)
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite would copy each table, and holds nobody to a length
        for table, column in NAMED:
            op.alter_column(table, column, type_=sa.String(60))
        op.execute("ALTER TABLE halls SET (fillfactor = 50)")  # so that a new version of a row finds room beside the old one
