"""A VIP list comes in beside the one that holds."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "vip_lists",
        sa.Column("hall", sa.String(60), primary_key=True),
        sa.Column("list", sa.BigInteger, nullable=False),
        sa.Column("before", sa.BigInteger),
        sa.Column("print", sa.LargeBinary(16)),
    )
    op.execute("INSERT INTO vip_lists (hall, list) SELECT DISTINCT hall, 0 FROM vips")
    op.create_table(
        "vips_of_lists",
        sa.Column("hall", sa.String(60), nullable=False),
        sa.Column("list", sa.BigInteger, nullable=False),
        sa.Column("phone", sa.LargeBinary(16), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("hall", "list", "phone"),
    )
    op.execute("INSERT INTO vips_of_lists (hall, list, phone, level) SELECT hall, 0, phone, level FROM vips")
    op.drop_table("vips")
    op.rename_table("vips_of_lists", "vips")
    op.create_index("vips_phone", "vips", ["phone"])
