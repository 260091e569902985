"""The versions of plans and scripts are found among a year's facts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    settings = sa.text("type IN ('HallSet', 'ScriptSet')")
    op.create_index("facts_settings", "facts", ["hall", "seq"], sqlite_where=settings, postgresql_where=settings)
