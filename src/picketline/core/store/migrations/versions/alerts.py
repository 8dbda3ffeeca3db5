"""Alerts: what is to be delivered, what was told, and when each part was swept whole."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("sink", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("made", sa.Double, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("due", sa.Double, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary),
    )
    op.create_index("deliveries_by_state", "deliveries", ["state", "sink"])
    op.create_table(
        "told",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_table(
        "swept",
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
    )
