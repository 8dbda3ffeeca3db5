"""A host whose every tool is busybox is swept, contained and thawed like any other."""

import subprocess

import decoys
import pytest
from range_box import STORE, Box, findings, picket, program

from picketline.core.decide import Disposition

_TOOLS = (
    "sh awk cat df find grep head id ls mkdir mount mv renice rm sha256sum sleep sort sync tail "
    "timeout tr uname unshare wc xargs"
)
_OVERLAY = """
mkdir -p /run/tools/upper /run/tools/work
mount -t overlay box -o lowerdir=/usr/bin,upperdir=/run/tools/upper,workdir=/run/tools/work /usr/bin
cp "$1" /usr/bin/busybox.box
"""


def _busybox(box: Box, link: str) -> None:
    """Put busybox in the place of the tools, as links of one kind."""
    path = program("busybox")
    applets = subprocess.run([path, "--list"], capture_output=True, text=True, check=True)
    box.shell(_OVERLAY, path)
    for tool in set(_TOOLS.split()) & set(applets.stdout.split()):
        box.shell(f'ln -f {link} /usr/bin/busybox.box "/usr/bin/$1"', tool)


@pytest.mark.parametrize("link", ["-s", ""], ids=["symbolic links", "hard links"])
def test_busybox_host(link: str) -> None:
    """Decoys are found, frozen with their evidence whole, and thawed."""
    with Box() as box:
        pids = (decoys.kernel_thread(box), decoys.hidden(box))
        alone = decoys.deleted_asleep(box)
        _busybox(box, link)
        _, report = box.sweep("--armed")
        assert report.parts[0].finished
        assert findings(report, "HOST-EXE-001", alone)
        rules = ("HOST-PROC-001", "HOST-PROC-002")
        found = [findings(report, rule, pid)[0] for rule, pid in zip(rules, pids, strict=True)]
        assert {each.disposition for each in found} == {Disposition.CONTAINED}
        assert all(box.stopped(pid) for pid in pids)
        (folder,) = box.incidents()
        box.shell('cd "$1" && sha256sum -c manifest.sha256', f"/root/{folder.name}")
        stamp = folder.name.removeprefix("incident-")
        words = ("thaw", "localhost", stamp, "--reason", "ours", "--store", STORE)
        assert box.run(*picket(*words)).returncode == 0
        assert not any(box.stopped(pid) for pid in pids)
