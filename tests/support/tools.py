"""Programs that a test needs and a machine may lack."""

import os
import shutil

import pytest

_PACKAGES = {
    "bash": "bash",
    "dash": "dash",
    "mawk": "mawk",
    "ssh": "openssh-client",
    "systemd-analyze": "systemd",
}


def require(tool: str) -> str:
    """The path of `tool`. Where it is missing the test is skipped, or fails if CI=true."""
    path = shutil.which(tool)
    if path is not None:
        return path
    advice = f"{tool} is missing; apt install {_PACKAGES.get(tool, tool)}"
    if os.environ.get("CI") == "true":
        pytest.fail(advice)
    pytest.skip(advice)
