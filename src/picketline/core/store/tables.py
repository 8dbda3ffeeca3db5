"""The tables as they are now; `migrations/versions` tells how they came to be.

JSON is kept as text, days as ISO text and times as seconds since the epoch, so that
every value is read back through msgspec and means the same in any database.
"""

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("schema", Text, nullable=False),
    Column("started", Double, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("report_id", Integer, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("part", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("disposition", Text, nullable=False),
    Index("findings_by_fingerprint", "fingerprint"),
)

acceptances = Table(
    "acceptances",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("accepted", Text, nullable=False),
    Column("until", Text),
)

incidents = Table(
    "incidents",
    metadata,
    Column("part", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("fingerprint", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("opened", Double, nullable=False),
    Column("state", Text, nullable=False),
    Column("record", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
