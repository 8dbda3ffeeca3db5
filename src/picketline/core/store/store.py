"""The store: everything that is kept, behind one open database."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from picketline.core.baseline import Acceptance, Baseline
from picketline.core.report import Report
from picketline.core.store import acceptances, incidents, known_state, reports
from picketline.core.store.audit import Audit
from picketline.core.store.audit_sink import HEAD_FILE, HeadFile, HeadSink
from picketline.core.store.database import Database
from picketline.core.store.incidents import Incident, State
from picketline.core.store.known_state import Expected, Known, Learning
from picketline.core.store.outbox import Outbox
from picketline.core.store.transactions import ELSEWHERE, Transactions, blaming


class Store:
    """An open store. Every method raises StoreError if the database does not answer.

    A context manager; what it holds open is released by `close`. Several processes may
    have one open, and several threads may share one Store. `folder` holds what is kept
    beside the database.
    """

    def __init__(self, database: Transactions, folder: Path, head_sink: HeadSink) -> None:
        self._database = database
        self.folder = folder
        self.audit = Audit(database, head_sink)
        self.outbox = Outbox(database)

    @classmethod
    def open(cls, folder: Path, *, head_sink: HeadSink | None = None) -> Self:
        """Open the store in `folder`, made with mode 0700 if it is not there.

        Audit heads go to `head_sink`, by default the file `audit.head` in the folder.
        Raises StoreError if the folder cannot be used, or if what is in it is no store
        or one of a newer picketline.
        """
        database = Database.open(folder)
        return cls(database, folder, head_sink or HeadFile(folder / HEAD_FILE))

    @classmethod
    def connect(cls, url: str, folder: Path, *, head_sink: HeadSink | None = None) -> Self:
        """Open the store in the PostgreSQL database at `url`, shared by several controllers.

        `folder` is this controller's own, for the heads of the audit. Raises StoreError as
        `open` does.
        """
        with blaming(folder, ELSEWHERE):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        from picketline.core.store.postgresql import PostgreSQL  # noqa: PLC0415  # seldom used

        database = PostgreSQL.open(url)
        return cls(database, folder, head_sink or HeadFile(folder / HEAD_FILE))

    def close(self) -> None:
        """Release the database. Using the store afterwards raises StoreError."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def where(self) -> str:
        """The database's path, or its URL without the password."""
        return self._database.where

    def add_report(self, report: Report, *, keep: int = 200) -> None:
        """Add `report` as the newest and forget all but the `keep` newest."""
        with self._database.writing() as connection:
            reports.add(connection, report, keep)

    def reports(self) -> Iterator[Report]:
        """The reports that are kept, oldest first, read one at a time."""
        with self._database.reading() as connection:
            keys = reports.keys(connection)
        for key in keys:
            with self._database.reading() as connection:
                found = reports.find(connection, key, self.where)
            if found is not None:
                yield found

    def find_fingerprints(self, prefix: str) -> tuple[str, ...]:
        """The distinct fingerprints in stored reports that start with `prefix`, in order."""
        with self._database.reading() as connection:
            return reports.fingerprints(connection, prefix)

    def found(self, fingerprint: str) -> tuple[str, str] | None:
        """The rule and the part of a stored finding; None if no stored report has it."""
        with self._database.reading() as connection:
            return reports.found(connection, fingerprint)

    def accept(self, acceptance: Acceptance) -> None:
        """Store `acceptance` in place of an earlier one of its fingerprint."""
        with self._database.writing() as connection:
            acceptances.put(connection, acceptance)

    def withdraw(self, fingerprint: str) -> bool:
        """Forget the acceptance of `fingerprint`; False if there is none."""
        with self._database.writing() as connection:
            return acceptances.drop(connection, fingerprint)

    def baseline(self) -> Baseline:
        """Every acceptance by its fingerprint, expired ones too."""
        with self._database.reading() as connection:
            return acceptances.every(connection, self.where)

    def add_incident(self, incident: Incident) -> None:
        """Store `incident` in place of an earlier one of its part, id and fingerprint."""
        with self._database.writing() as connection:
            incidents.put(connection, incident)

    def incidents(self, part: str | None = None) -> tuple[Incident, ...]:
        """The incidents of `part`, or of all, newest first."""
        with self._database.reading() as connection:
            return incidents.find(connection, self.where, part=part)

    def incident(self, part: str, id: str) -> Incident | None:  # noqa: A002  # the field's name
        """Incident `id` of `part`; of several findings the first by time and fingerprint."""
        with self._database.reading() as connection:
            found = incidents.find(connection, self.where, part=part, key=id)
        return found[0] if found else None

    def close_incident(self, incident: Incident, state: State) -> bool:
        """Set the state of one finding's incident; False if it is not there."""
        with self._database.writing() as connection:
            return incidents.close(connection, incident, state)

    def known(self, part: str | None = None) -> tuple[Known, ...]:
        """What is known of `part` or of all, drift included, in order."""
        with self._database.reading() as connection:
            return known_state.find(connection, self.where, part)

    def learned(self, part: str) -> tuple[Learning, ...]:
        """How often each kind of `part` was looked at."""
        with self._database.reading() as connection:
            return known_state.learnt(connection, self.where, part)

    def remember(
        self, items: Iterable[Known], gone: Iterable[Known] = (), rows: Iterable[Learning] = ()
    ) -> None:
        """Store what is known or drifted, forget what is gone, and how often it was looked at."""
        with self._database.writing() as connection:
            for item in gone:
                known_state.drop(connection, item)
            for item in items:
                known_state.put(connection, item)
            known_state.learn(connection, tuple(rows))

    def forget(self, part: str, kind: str | None = None) -> int:
        """Forget what is known of a part, so that it is learned anew; how many things."""
        with self._database.writing() as connection:
            return known_state.forget(connection, part, kind)

    def expect(self, change: Expected) -> None:
        """Store a change that was announced."""
        with self._database.writing() as connection:
            known_state.expect(connection, change)

    def expected(self) -> tuple[Expected, ...]:
        """Every announced change, past ones too."""
        with self._database.reading() as connection:
            return known_state.announced(connection, self.where)
