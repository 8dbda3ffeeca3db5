"""What the decoys' and the twins' tests look at: the box they stand in and its sweeps."""

from dataclasses import dataclass

from range_box import Box

from picketline.core.report import Report


@dataclass(frozen=True)
class Field:
    """What was planted, when the last of it was, and what a sweep right after it said."""

    box: Box
    pids: dict[str, int]
    planted: float
    young: Report


@dataclass(frozen=True)
class Seen:
    """What a sweep said of what was planted."""

    report: Report
    pids: dict[str, int]
