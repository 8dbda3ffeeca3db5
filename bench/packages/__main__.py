"""What a scan of packages costs and finds on clean projects, beside picosentry 2.2.0 of PyPI.

    python -m bench.packages [FOLDER]

Installs the projects of `bench/corpora/` by name into FOLDER (a temporary one if none is
given; what is there already is used), their scripts never run, and the peer into an environment
of its own. CPU seconds, user and system, of all processes.
"""

import contextlib
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.clock import cpu

_BENCH = Path(__file__).parents[1]
_CORPORA = _BENCH / "corpora"
_FLOORS = _BENCH / "floors.toml"
_PEER = "picosentry==2.2.0"
_OURS = str(Path(sys.executable).with_name("picosentry"))
_RUNS = 3
_MALWARE = re.compile("L2-(POST|OBFS|DEPC|TYPO|CRED|BUND|SIDELOAD|IOC)-")
_NPM = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps")
_PNPM = ("npx", "-y", "pnpm@9", "install", "--ignore-scripts", "--frozen-lockfile")


class Row(msgspec.Struct, frozen=True):
    """One figure against what it may be at most."""

    name: str
    value: float
    most: float


def installed(folder: Path, name: str) -> Path:
    """The project `name` below `folder`, with its packages."""
    place = folder / name
    if (place / "node_modules").is_dir():
        return place
    place.mkdir(parents=True, exist_ok=True)
    source = _CORPORA / name
    shutil.copyfile(source / "package.json", place / "package.json")
    for packed in source.glob("*.gz"):
        (place / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
    words = _PNPM if (place / "pnpm-lock.yaml").is_file() else _NPM
    subprocess.run(words, cwd=place, check=True, stdout=subprocess.DEVNULL)
    return place


def peer(folder: Path) -> str:
    """The peer's command, installed into an environment of its own."""
    place = folder / "peer"
    if not place.is_dir():
        subprocess.run((sys.executable, "-m", "venv", place), check=True)
        subprocess.run((place / "bin/pip", "install", "--quiet", _PEER), check=True)
    return str(place / "bin/picosentry")


def _rows(folder: Path, most: dict[str, float]) -> Iterator[Row]:
    """Every figure, its bound beside it."""

    def row(name: str, value: float) -> Row:
        return Row(name, value, most[name])

    big, mid, tree = (installed(folder, name) for name in ("npm-big", "npm-mid", "tree-1218"))
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CACHE_HOME"] = scratch
        yield row("npm-big cold, CPU s", _median(_cold(big)))
        cpu(_scan(big))
        yield row("npm-big warm, CPU s", _median(_scan(big)))
        yield row("npm-big, memory MiB", _peak(_cold(big)))
        yield row("tree-1218 cold, CPU s", _median(_cold(tree)))
        theirs = peer(folder)
        yield row("npm-mid cold / peer", _median(_cold(mid)) / _median(_peer(theirs, mid)))
        yield row("version / peer", _median((_OURS, "version")) / _median((theirs, "version")))
        yield from (row(name, count) for name, count in _found(big, Path(scratch)))


def _cold(target: Path) -> tuple[str, ...]:
    return (*_scan(target), "--no-cache")


def _scan(target: Path) -> tuple[str, ...]:
    return (_OURS, "scan", str(target), "-q")


def _peer(program: str, target: Path) -> tuple[str, ...]:
    return (program, "scan", str(target), "-f", "json", "--no-cache")


def _median(argv: tuple[str, ...]) -> float:
    """CPU seconds of a command: the median of three runs."""
    return sorted(cpu(argv) for _ in range(_RUNS))[_RUNS // 2] / 1000


def _peak(argv: tuple[str, ...]) -> float:
    """The most memory that a command and its children held together, in MiB, pages shared once."""
    most = 0
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        while process.poll() is None:
            most = max(most, sum(_held(each) for each in _session(process.pid)))
            time.sleep(0.02)
    return most / 1024


def _session(leader: int) -> list[int]:
    pids = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    found: list[int] = []
    for pid in pids:
        with contextlib.suppress(OSError):
            found += [pid] * (os.getsid(pid) == leader)
    return found


def _held(pid: int) -> int:
    """The proportional share of memory of a process, in KiB."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _found(target: Path, scratch: Path) -> Iterator[tuple[str, float]]:
    """How many findings of the malware class a clean project has."""
    report = scratch / "report.json"
    subprocess.run((*_scan(target), "-f", "json", "-o", report), check=False)
    findings = [
        finding
        for part in json.loads(report.read_bytes())["parts"]
        for finding in part["findings"]
        if _MALWARE.match(finding["rule"])
    ]
    counts = Counter(finding["severity"] for finding in findings)
    for severity in ("critical", "high"):
        yield f"npm-big, false {severity}", float(counts[severity])


def main() -> int:
    """Measure, print, judge."""
    most = tomllib.loads(_FLOORS.read_text(encoding="utf-8"))["packages"]
    above = False
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        for row in _rows(folder, most):
            above |= row.value > row.most
            mark = "  ABOVE" if row.value > row.most else ""
            print(f"{row.name:<28} {row.value:>8.2f} at most {row.most:>7.2f}{mark}", flush=True)
    return int(above)


if __name__ == "__main__":
    sys.exit(main())
