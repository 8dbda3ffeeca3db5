"""What is kept between runs: reports, accepted findings, incidents and the audit chain."""

from picketline.core.store.audit import Audit
from picketline.core.store.audit_sink import (
    HEAD_FILE,
    SYSLOG,
    HeadFile,
    HeadSink,
    HeadSinks,
    HeadSyslog,
    head_files,
    logged_heads,
)
from picketline.core.store.chain import GENESIS, Head, Row
from picketline.core.store.database import FILE
from picketline.core.store.deliveries import Delivery, Envelope, Letter
from picketline.core.store.folder import default_folder
from picketline.core.store.incidents import Incident, State
from picketline.core.store.known_state import Expected, Known, Learning
from picketline.core.store.outbox import Outbox
from picketline.core.store.store import Store
from picketline.core.store.told import Mark, Swept

__all__ = [
    "FILE",
    "GENESIS",
    "HEAD_FILE",
    "SYSLOG",
    "Audit",
    "Delivery",
    "Envelope",
    "Expected",
    "Head",
    "HeadFile",
    "HeadSink",
    "HeadSinks",
    "HeadSyslog",
    "Incident",
    "Known",
    "Learning",
    "Letter",
    "Mark",
    "Outbox",
    "Row",
    "State",
    "Store",
    "Swept",
    "default_folder",
    "head_files",
    "logged_heads",
]
