"""What is found in malicious packages, and what in clean ones, beside GuardDog 3.2.0.

    PICKETLINE_SAMPLES=FOLDER python -m bench.packages.detection [CLEAN]

FOLDER holds a folder for each line of `bench/corpora/samples-dev.txt`: real malicious packages
or their payloads, as they were published. They are read as bytes and never run; where the
variable is unset nothing is measured on them, and that is said. The clean packages of
`bench/corpora/` are fetched by name into CLEAN (a temporary folder if none is given), their scripts
never run. Found is what has a finding of the malware class at high or above; for GuardDog, what
it calls suspicious or worse.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

_BENCH = Path(__file__).parents[1]
_CORPORA = _BENCH / "corpora"
_SAMPLES = "PICKETLINE_SAMPLES"
_PEER = "guarddog==3.2.0"
_OURS = str(Path(sys.executable).with_name("picosentry"))
_BAD = {"high", "critical"}
_SUSPECTED = {"suspicious", "high_risk"}
Judge = Callable[[Path], bool]


class Row(msgspec.Struct, frozen=True):
    """How many of `n` were found, and by whom; `least` and `most` where there is a bound."""

    name: str
    found: int
    peer: int
    n: int
    least: int = 0
    most: int = sys.maxsize

    @property
    def kept(self) -> bool:
        """Whether it lies within its bounds."""
        return self.least <= self.found <= self.most


def fetched(name: str, folder: Path) -> Path:
    """The clean package `name` below `folder`, unpacked."""
    place = folder / name.replace("/", "+")
    if place.is_dir():
        return place
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        words = ("npm", "pack", name, "--silent", "--pack-destination", scratch)
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        [packed] = Path(scratch).glob("*.tgz")
        unpacked = Path(scratch) / "unpacked"
        with tarfile.open(packed) as archive:
            archive.extractall(unpacked, filter="data")
        [inner] = unpacked.iterdir()
        inner.replace(place)
    return place


def ours(target: Path) -> bool:
    """Whether picosentry finds something of the malware class at high or above."""
    packed = next(iter(sorted(target.glob("*.tgz"))), target)
    words = (_OURS, "scan", str(packed), "-f", "json", "--deterministic-output", "--no-cache")
    done = subprocess.run(words, check=True, capture_output=True)
    report = json.loads(done.stdout)
    malware = {rule for rule, note in report["rules"].items() if note.get("malware")}
    return any(
        finding["severity"] in _BAD and finding["rule"] in malware
        for part in report["parts"]
        for finding in part["findings"]
    )


def guarddog(program: str) -> Judge:
    """Whether GuardDog calls a package suspicious."""

    def judge(target: Path) -> bool:
        with tempfile.TemporaryDirectory() as scratch:
            place = _unpacked(target, Path(scratch))
            words = (program, "npm", "scan", str(place), "--output-format=json")
            done = subprocess.run(words, check=False, capture_output=True)
            return json.loads(done.stdout)["risk_score"]["label"] in _SUSPECTED

    return judge


def _unpacked(target: Path, scratch: Path) -> Path:
    """The folder itself, or what its archive holds."""
    packed = next(iter(sorted(target.glob("*.tgz"))), None)
    if packed is None:
        return target
    with tarfile.open(packed) as archive:
        archive.extractall(scratch, filter="data")
    return scratch


def _installed(folder: Path) -> str:
    place = folder / "guarddog"
    if not place.is_dir():
        subprocess.run((sys.executable, "-m", "venv", place), check=True)
        subprocess.run((place / "bin/pip", "install", "--quiet", _PEER), check=True)
    return str(place / "bin/guarddog")


def _counted(name: str, targets: list[Path], peer: Judge, **bounds: int) -> Row:
    found = [target.name for target in targets if ours(target)]
    print(f"  {name}: {' '.join(found) or 'none'}", file=sys.stderr, flush=True)
    return Row(name, len(found), sum(map(peer, targets)), len(targets), **bounds)


def _rows(folder: Path, bounds: dict[str, dict[str, int]]) -> Iterator[Row]:
    peer = guarddog(_installed(folder))
    samples = os.environ.get(_SAMPLES)
    if samples is None:
        print(f"samples-dev: not run, {_SAMPLES} is not set")
    else:
        targets = [Path(samples) / each for each in _listed("samples-dev")]
        yield _counted("samples-dev", targets, peer, **bounds["samples-dev"])
    for name in ("popular-dev", "hard-clean-dev"):
        targets = [fetched(each, folder) for each in _listed(name)]
        yield _counted(name, targets, peer, **bounds[name])


def _listed(name: str) -> list[str]:
    return (_CORPORA / f"{name}.txt").read_text(encoding="utf-8").split()


def main() -> int:
    """Measure, print, judge."""
    floors = tomllib.loads((_BENCH / "floors.toml").read_text(encoding="utf-8"))
    kept = True
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for row in _rows(folder, floors["detection"]):
            kept &= row.kept
            mark = "" if row.kept else "  OUT OF BOUNDS"
            print(f"{row.name:<16} {row.found:>3} of {row.n:<3} GuardDog {row.peer:>3}{mark}")
    return int(not kept)


if __name__ == "__main__":
    if shutil.which("npm") is None:
        sys.exit("npm is needed to fetch the clean packages")
    sys.exit(main())
