"""What staff note about a ticket later on: the customer's name, and rows without a phone page's secret."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("personal") as personal:
        personal.alter_column("secret", existing_type=sa.LargeBinary(16), nullable=True)
        personal.add_column(sa.Column("customer", sa.String(40)))
