"""What a sweep must say of each decoy of decoys.py: young, a minute old, and of files."""

from dataclasses import dataclass

from picketline.core.decide import Disposition
from picketline.core.model import Severity


@dataclass(frozen=True)
class Case:
    """What the sweep must say of one decoy."""

    decoy: str
    rule: str
    severity: Severity
    slam_dunk: bool = False
    benign: str | None = None

    @property
    def disposition(self) -> Disposition:
        """What is done about it, unarmed."""
        if self.severity < Severity.HIGH:
            return Disposition.RECORD
        return Disposition.WOULD_CONTAIN if self.slam_dunk else Disposition.ALERT


CRITICAL, HIGH, MEDIUM = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
YOUNG = (
    Case("deleted_busy", "HOST-EXE-001", HIGH),
    Case("deleted_asleep", "HOST-EXE-001", HIGH),
    Case("kernel_thread", "HOST-PROC-001", CRITICAL, slam_dunk=True),
    Case("kernel_thread_memfd", "HOST-PROC-001", CRITICAL, slam_dunk=True),
    Case("hostile_name", "HOST-PROC-001", CRITICAL, slam_dunk=True),
    Case("kernel_thread_system", "HOST-PROC-001", HIGH),
    Case("memfd", "HOST-EXE-002", HIGH),
    Case("hidden", "HOST-PROC-002", CRITICAL, slam_dunk=True),
    Case("reverse_shell", "HOST-NET-002", CRITICAL, slam_dunk=True),
    Case("reverse_shell_copy", "HOST-NET-002", CRITICAL, slam_dunk=True),
    Case("loopback_shell", "HOST-NET-002", HIGH),
    Case("inetd_shell", "HOST-NET-002", MEDIUM, benign="inetd"),
    Case("pool_connection", "HOST-NET-001", HIGH),
    Case("listener", "HOST-NET-003", HIGH),
    Case("preloaded", "HOST-LIB-002", HIGH),
    Case("miner", "HOST-EXE-003", HIGH),
)
OLD = (
    Case("deleted_busy", "HOST-EXE-001", HIGH, slam_dunk=True),
    Case("deleted_asleep", "HOST-EXE-001", HIGH),
    Case("deleted_elsewhere", "HOST-EXE-001", HIGH),
    Case("deleted_miner", "HOST-EXE-001", HIGH, slam_dunk=True),
    Case("busy_in_scratch", "HOST-CPU-001", HIGH),
)
FILES = (
    Case("/tmp/.s/sh", "HOST-SUI-001", CRITICAL),
    Case("/dev/shm/program", "HOST-DEV-001", HIGH),
)
