"""A person at a machine: a home, a folder to work in, and the real commands."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import build

BIN = Path(sys.executable).parent
Done = subprocess.CompletedProcess[str]


class Desk:
    """Everything that a command reads or writes lies below one folder."""

    def __init__(self, folder: Path, store: Path) -> None:
        """`store` is the folder of an empty store, which a fleet starts with."""
        self.folder = folder
        self.store = store
        self.here = folder / "here"
        self.home = folder / "home"
        self.state = folder / "state"
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.state),
            "LC_ALL": "C.UTF-8",
        }
        self.here.mkdir()
        self.home.mkdir()

    def picket(self, *argv: object, **environ: str) -> Done:
        """Run picket here and wait for it."""
        return self.run(BIN / "picket", *argv, **environ)

    def run(self, *argv: object, **environ: str) -> Done:
        """Run a program here, with nothing on its stdin, and wait for it."""
        return subprocess.run(
            [str(word) for word in argv],
            cwd=self.here,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )

    def inventory(self, text: str) -> None:
        """Write the inventory that lies in the folder."""
        (self.here / "inventory.toml").write_text(text)

    def fleet(self, answers: Mapping[str, str], settings: str = "") -> None:
        """Have hosts that answer as they are told to, and an inventory of them."""
        self.hosts(answers)
        hosts = "".join(f'[[host]]\nssh = "{name}"\n' for name in answers if "." not in name)
        self.inventory(f"[settings]\nssh_timeout_secs = 20\n{settings}\n{hosts}")
        shutil.copytree(self.store, self.state / "picketline")

    def hosts(self, answers: Mapping[str, str]) -> None:
        """Have hosts that answer as they are told to from now on."""
        self.environ["PATH"] = build.hosts(self.folder / "fleet", answers)["PATH"]


def says(*records: str, **more: str) -> str:
    """The whole answer of a host, to whatever nonce."""
    return build.told(*records, nonce="NONCE", **more)
