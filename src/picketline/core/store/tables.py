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

known = Table(
    "known",
    metadata,
    Column("part", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("drifted", Integer, nullable=False),
    Column("earlier", Text),
    Column("since", Double, nullable=False),
    Column("reason", Text),
    Column("until", Text),
)

learning = Table(
    "learning",
    metadata,
    Column("part", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("sweeps", Integer, nullable=False),
    Column("viewer", Text, nullable=False),
)

expected = Table(
    "expected",
    metadata,
    Column("part", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("until", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", Text, nullable=False),
    Column("sink", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("made", Double, nullable=False),
    Column("at", Double, nullable=False),
    Column("due", Double, nullable=False),
    Column("detail", Text, nullable=False),
    Column("body", LargeBinary),
    Index("deliveries_by_state", "state", "sink"),
)

told = Table(
    "told",
    metadata,
    Column("key", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("at", Double, nullable=False),
)

swept = Table(
    "swept",
    metadata,
    Column("part", Text, primary_key=True),
    Column("since", Double, nullable=False),
    Column("status", Text, nullable=False),
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
