"""What the staff answer, and who has answered, apart from each other."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "ballots",
        sa.Column("hall", sa.String(60), nullable=False),
        sa.Column("survey", sa.String(20), nullable=False),
        sa.Column("box", sa.LargeBinary),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("hall", "survey"),
    )
    op.create_table(
        "voters",
        sa.Column("hall", sa.String(60), nullable=False),
        sa.Column("survey", sa.String(20), nullable=False),
        sa.Column("who", sa.LargeBinary(16), nullable=False),
        sa.Column("command", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("hall", "survey", "who"),
    )
