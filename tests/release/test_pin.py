"""Which keys install.sh trusts is written by release/pin alone, and stands in the docs."""

import re
import shutil
import subprocess
from pathlib import Path

from releases import ROOT, Person, Release, new_key, pin

PIN = ROOT / "release/pin"


def test_several_keys(release: Release, person: Person, tmp_path: Path) -> None:
    """Each of the pinned keys may sign; one that is taken out no longer may."""
    old, new = release.key, new_key(tmp_path, "new")
    where = str(release.folder)
    pin(release.install, old, new)
    release.seal(new)
    assert person.install(release.install, BASE_URL=where).returncode == 0
    pin(release.install, old)
    assert "not signed by the key" in person.install(release.install, BASE_URL=where).stderr


def test_a_key_of_another_kind(tmp_path: Path) -> None:
    """Only an Ed25519 key, and only its public half; the copy stays as it was."""
    copy = shutil.copy(ROOT / "install.sh", tmp_path)
    argv = ("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", str(tmp_path / "ecdsa"))
    subprocess.run(argv, check=True)
    private = new_key(tmp_path, "key")
    for key in (tmp_path / "ecdsa.pub", private):
        environ = {"PATH": "/usr/bin:/bin", "INSTALL": str(copy)}
        done = subprocess.run([PIN, key], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert f"{key}: not the public half of an Ed25519 key" in done.stderr
    assert Path(copy).read_bytes() == (ROOT / "install.sh").read_bytes()


def test_the_docs_name_the_pinned_keys(tmp_path: Path) -> None:
    """install.sh and the docs say the same; a new pin is written into both."""
    for name in ("install.sh", "release/pin", "docs/operate.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    docs = tmp_path / "docs/operate.md"
    keys = re.search(r"^KEYS='([^']*)'$", (ROOT / "install.sh").read_text(), re.MULTILINE)
    named = re.search(r"^Release keys: (.*)\.$", docs.read_text(), re.MULTILINE)
    assert keys
    assert named
    assert named[1].count("`SHA256:") == keys[1].count("ssh-ed25519")
    key = new_key(tmp_path, "key")
    done = subprocess.run(
        [tmp_path / "release/pin", f"{key}.pub"], capture_output=True, text=True, check=True
    )
    print_ = re.search(r"`SHA256:\S+`", done.stderr)
    assert print_
    assert f"\nRelease keys: {print_[0]}.\n" in docs.read_text()
    blob = Path(f"{key}.pub").read_text().split()[1]
    assert f"ssh-ed25519 {blob}'\n" in (tmp_path / "install.sh").read_text()
