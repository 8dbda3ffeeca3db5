"""The first schema: reports and their findings, acceptances, incidents, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REPORT = sa.ForeignKey("reports.id", ondelete="CASCADE")


def upgrade() -> None:
    """Create every table."""
    _reports()
    _acceptances()
    _incidents()
    _audit()


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("schema", sa.Text, nullable=False),
        sa.Column("started", sa.Double, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("report_id", sa.Integer, _REPORT, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("disposition", sa.Text, nullable=False),
    )
    op.create_index("findings_by_fingerprint", "findings", ["fingerprint"])


def _acceptances() -> None:
    op.create_table(
        "acceptances",
        sa.Column("fingerprint", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("accepted", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, primary_key=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("opened", sa.Double, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
