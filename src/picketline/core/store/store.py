"""The store: everything that is kept, behind one open database."""

from pathlib import Path
from typing import Self

from picketline.core.baseline import Acceptance, Baseline
from picketline.core.report import Report
from picketline.core.store import acceptances, incidents, reports
from picketline.core.store.audit import Audit
from picketline.core.store.audit_sink import HEAD_FILE, HeadFile, HeadSink
from picketline.core.store.database import Database
from picketline.core.store.incidents import Incident, State


class Store:
    """An open store. Every method raises StoreError if the database does not answer.

    A context manager; what it holds open is released by `close`. Several processes may
    have one folder open, and several threads may share one Store.
    """

    def __init__(self, database: Database, head_sink: HeadSink) -> None:
        self._database = database
        self.audit = Audit(database, head_sink)

    @classmethod
    def open(cls, folder: Path, *, head_sink: HeadSink | None = None) -> Self:
        """Open the store in `folder`, made with mode 0700 if it is not there.

        Audit heads go to `head_sink`, by default the file `audit.head` in the folder.
        Raises StoreError if the folder cannot be used, or if what is in it is no store
        or one of a newer picketline.
        """
        database = Database.open(folder)
        return cls(database, head_sink or HeadFile(folder / HEAD_FILE))

    def close(self) -> None:
        """Release the database. Using the store afterwards raises StoreError."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """The folder that the store lives in."""
        return self._database.path.parent

    @property
    def _where(self) -> str:
        return str(self._database.path)

    def add_report(self, report: Report, *, keep: int = 200) -> None:
        """Add `report` as the newest and forget all but the `keep` newest."""
        with self._database.writing() as connection:
            reports.add(connection, report, keep)

    def reports_ever(self) -> int:
        """How many reports were ever added, those forgotten since included."""
        with self._database.reading() as connection:
            return reports.ever(connection)

    def latest_report(self) -> Report | None:
        """The report that was added last; None if there is none."""
        with self._database.reading() as connection:
            return reports.latest(connection, self._where)

    def find_fingerprints(self, prefix: str) -> tuple[str, ...]:
        """The distinct fingerprints in stored reports that start with `prefix`, in order."""
        with self._database.reading() as connection:
            return reports.fingerprints(connection, prefix)

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
            return acceptances.every(connection, self._where)

    def add_incident(self, incident: Incident) -> None:
        """Store `incident` in place of an earlier one of its part, id and fingerprint."""
        with self._database.writing() as connection:
            incidents.put(connection, incident)

    def incidents(self, part: str | None = None) -> tuple[Incident, ...]:
        """The incidents of `part`, or of all, newest first."""
        with self._database.reading() as connection:
            return incidents.find(connection, self._where, part=part)

    def incident(self, part: str, id: str) -> Incident | None:  # noqa: A002  # the field's name
        """Incident `id` of `part`; of several findings the first by time and fingerprint."""
        with self._database.reading() as connection:
            found = incidents.find(connection, self._where, part=part, key=id)
        return found[0] if found else None

    def close_incident(self, incident: Incident, state: State) -> bool:
        """Set the state of one finding's incident; False if it is not there."""
        with self._database.writing() as connection:
            return incidents.close(connection, incident, state)
