"""release/sign sums a release up and signs it with the key that its install.sh trusts."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from releases import ROOT, Done, pin

SIGN = ROOT / "release/sign"


def _sign(folder: Path, key: Path | None) -> Done:
    environ = dict(os.environ) | ({"PICKETLINE_SIGNING_KEY": str(key)} if key else {})
    return subprocess.run([SIGN, folder], env=environ, capture_output=True, text=True, check=False)


def _folder(tmp_path: Path, *keys: Path) -> Path:
    folder = tmp_path / "dist"
    folder.mkdir()
    pin(Path(shutil.copy(ROOT / "install.sh", folder)), *keys)
    (folder / "picketline-1.0-py3-none-any.whl").write_bytes(b"wheel")
    return folder


@pytest.mark.parametrize("mine", [0, 1])
def test_a_signed_release(tmp_path: Path, keys: tuple[Path, Path], mine: int) -> None:
    """Sums of every file but themselves, and a signature by any key that is trusted."""
    folder = _folder(tmp_path, *keys)
    for _ in range(2):
        done = _sign(folder, keys[mine])
        assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    argv = ("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS")
    subprocess.run(argv, cwd=folder, check=True)
    listed = [line.split()[1] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    assert listed == ["install.sh", "picketline-1.0-py3-none-any.whl"]


def test_an_unsigned_release(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    """Without a key there is no signature, also no old one, and it is said loudly."""
    folder = _folder(tmp_path, keys[0])
    _sign(folder, keys[0])
    done = _sign(folder, None)
    assert done.returncode == 0
    assert done.stderr.startswith("UNSIGNED: install.sh refuses this release")
    assert not (folder / "SHA256SUMS.sig").exists()


def test_a_key_that_nobody_trusts(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    """A signature that its own install.sh would refuse is not given."""
    folder = _folder(tmp_path, keys[0])
    done = _sign(folder, keys[1])
    assert done.returncode == 1
    assert "UNSIGNED: install.sh here does not carry this key" in done.stderr
    assert not (folder / "SHA256SUMS.sig").exists()
