"""The doors of products that are not built yet: each says so in a line and exits 2."""

import sys
from typing import NoReturn


def _closed(name: str, purpose: str) -> NoReturn:
    sys.stderr.write(f"{name}: not built yet ({purpose}); see STATE.md for what is\n")
    sys.exit(2)


def picketd() -> NoReturn:
    """Sign-ins."""
    _closed("picketd", "scores sign-ins")


def picodome() -> NoReturn:
    """Sandbox."""
    _closed("picodome", "runs a command in a recording sandbox")


def picowatch() -> NoReturn:
    """Prompts."""
    _closed("picowatch", "guards a model's prompts and outputs")


def picoshogun() -> NoReturn:
    """Console."""
    _closed("picoshogun", "the command centre")
