"""What is kept between runs: reports, accepted findings, incidents and the audit chain."""

from picketline.core.store.audit import Audit
from picketline.core.store.audit_sink import HEAD_FILE, HeadFile, HeadSink, HeadSinks, HeadSyslog
from picketline.core.store.chain import GENESIS, Head, Row
from picketline.core.store.folder import default_folder
from picketline.core.store.incidents import Incident, State
from picketline.core.store.store import Store

__all__ = [
    "GENESIS",
    "HEAD_FILE",
    "Audit",
    "Head",
    "HeadFile",
    "HeadSink",
    "HeadSinks",
    "HeadSyslog",
    "Incident",
    "Row",
    "State",
    "Store",
    "default_folder",
]
