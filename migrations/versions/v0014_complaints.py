"""The complaints of a period are found among a year's facts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

COMPLAINTS = (
    "type IN ('ComplaintRecorded', 'ComplaintClassified', 'ComplaintSolved', 'ComplaintReplied', 'ComplaintJudged',"
    " 'ComplaintClosed', 'WorkOrderRaised', 'WorkOrderAnswered')"
)


def upgrade() -> None:
    found = sa.text(COMPLAINTS)
    op.create_index("facts_complaints", "facts", ["hall", "seq"], sqlite_where=found, postgresql_where=found)
