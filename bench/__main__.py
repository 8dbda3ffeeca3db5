"""Print a table of ratios; exit 1 if one is above its floor.

CPU seconds (user and system, of all children) by the operating system's own accounting;
medians of interleaved runs. Wall times are not used: machines are shared.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench import controller, fleet, host, peers

_FLOORS = Path(__file__).with_name("floors.toml")
_PAIR = 2


class Row(msgspec.Struct, frozen=True):
    """One ratio: what against what, CPU milliseconds of each, and how noisy the runs were."""

    name: str
    left: list[float]
    right: list[float]

    @property
    def ratio(self) -> float:
        """The median of one by the median of the other."""
        return _median(self.left) / _median(self.right)

    @property
    def noise(self) -> float:
        """How far the middle half of the pairwise ratios lies apart."""
        ratios = sorted(a / b for a, b in zip(self.left, self.right, strict=True))
        return ratios[len(ratios) * 3 // 4] - ratios[len(ratios) // 4]


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // _PAIR]


def _rows() -> Iterator[Row]:
    for name, left, right in (
        *host.measure(),
        *controller.measure(),
        *fleet.measure(),
        *peers.measure(),
    ):
        yield Row(name, left, right)


def main() -> int:
    """Measure, print, judge."""
    floors = tomllib.loads(_FLOORS.read_text(encoding="utf-8"))
    print(f"{'ratio':<48} {'median':>7} {'most':>6} {'noise':>6} {'ms':>8} {'against':>8}  runs")
    worst = 0
    for row in _rows():
        most = floors[row.name]["most"]
        verdict = "" if row.ratio <= most else "  ABOVE"
        worst |= bool(verdict)
        print(
            f"{row.name:<48} {row.ratio:>7.2f} {most:>6.2f} {row.noise:>6.2f}"
            f" {_median(row.left):>8.1f} {_median(row.right):>8.1f}  {len(row.left)}{verdict}",
            flush=True,
        )
    return int(worst)


sys.exit(main())
