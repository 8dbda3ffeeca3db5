"""Benign twins: ordinary operations that resemble a decoy, and must never be acted on.

Each function plants one in a box and returns its pid.
"""

import os
import shutil
import sys
import time

import decoys
from range_box import Box, program

_RUNTIME = 'python=$1; shift; "$python" "$@" & echo $! >/run/contained; wait'


def _replace(box: Box, path: str) -> None:
    """Put a new file in the place of a running program, in one step, as deployments do."""
    box.copy("dash", f"{path}.new")
    box.path(f"{path}.new").rename(box.path(path))


def deployed(box: Box) -> int:
    """A server whose file a deployment replaced."""
    pid = decoys.busy(box, "/srv/app/bin/server")
    _replace(box, "/srv/app/bin/server")
    return pid


def release_removed(box: Box) -> int:
    """A server whose whole release was tidied away."""
    pid = decoys.busy(box, "/srv/app/releases/41/server")
    shutil.rmtree(box.path("/srv/app/releases/41"))
    return pid


def rebuilt(box: Box) -> int:
    """A program in a home that was built anew while it runs."""
    pid = decoys.busy(box, "/home/ada/project/target/app")
    _replace(box, "/home/ada/project/target/app")
    return pid


def rebuilt_by_root(box: Box) -> int:
    """The same in root's home."""
    pid = decoys.busy(box, "/root/project/app")
    _replace(box, "/root/project/app")
    return pid


def being_rebuilt(box: Box) -> int:
    """The same at the moment where the old file is gone and the new one not yet there."""
    pid = decoys.busy(box, "/home/ada/other/target/app")
    box.path("/home/ada/other/target/app").unlink()
    return pid


def cleaned(box: Box) -> int:
    """A long computation in a home, whose build was cleaned an hour ago."""
    pid = decoys.busy(box, "/home/ada/simulation/build/simulate")
    folder = box.path("/home/ada/simulation/build")
    (folder / "simulate").unlink()
    os.utime(folder, (time.time() - 3600,) * 2)
    return pid


def upgraded(box: Box) -> int:
    """A busy daemon whose package was upgraded."""
    box.write("/var/lib/dpkg/info/ranged.list", "/usr/sbin/ranged\n")
    pid = decoys.busy(box, "/usr/sbin/ranged")
    _replace(box, "/usr/sbin/ranged")
    return pid


def container(box: Box) -> int:
    """What a container runtime starts from memory."""
    shim = box.copy("dash", "/usr/sbin/containerd-shim-runc-v2")
    name = "runc_cloned:/proc/self/exe"
    words = ("-c", decoys.MEMFD, program("sleep"), name, "runc", decoys.FOREVER)
    box.plant(shim, "-c", _RUNTIME, shim, sys.executable, *words)
    return box.child("/run/contained", f"/memfd:{name} (deleted)")


PLANTS = {
    plant.__name__: plant
    for plant in (
        deployed,
        release_removed,
        rebuilt,
        rebuilt_by_root,
        being_rebuilt,
        cleaned,
        upgraded,
        container,
    )
}
