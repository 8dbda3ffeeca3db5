"""Known state, what of it is learned, and announced changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "known",
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("identity", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("drifted", sa.Integer, nullable=False),
        sa.Column("earlier", sa.Text),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("until", sa.Text),
    )
    op.create_table(
        "learning",
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("sweeps", sa.Integer, nullable=False),
        sa.Column("viewer", sa.Text, nullable=False),
    )
    op.create_table(
        "expected",
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("identity", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
    )
