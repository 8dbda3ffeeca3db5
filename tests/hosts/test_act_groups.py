"""What the host's script reads in the names of control groups."""

import subprocess
from importlib import resources

import pytest
import tools

ID = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
_TEXT = resources.files("picketline.hosts").joinpath("contain", "group.sh").read_text("ascii")
_PROGRAM = _TEXT.partition("awk_group='")[2].partition("'")[0]
_USER = "/user.slice/user-1000.slice/user@1000.service"


def _seek(awk: tuple[str, ...], path: str) -> str:
    program = _PROGRAM + '{ seek($0); print kind, id, (kind == "" ? "" : prefix) }'
    done = subprocess.run(
        [tools.require(awk[0]), *awk[1:], program],
        input=f"{path}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(params=["mawk", "gawk", "original-awk", "busybox"])
def awk(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Every awk that a host may have."""
    return ("busybox", "awk") if request.param == "busybox" else (request.param,)


@pytest.mark.parametrize(
    ("path", "engine"),
    [
        (f"/docker/{ID}", "docker"),
        (f"/system.slice/docker-{ID}.scope", "docker"),
        (f"/system.slice/docker-{ID}.scope/init.scope", "docker"),
        (f"/of-our-own/{ID}", "docker"),
        (f"/libpod_parent/libpod-{ID}", "podman"),
        (f"/machine.slice/libpod-{ID}.scope", "podman"),
        (f"/machine.slice/libpod-{ID}.scope/container", "podman"),
        (f"/libpod_parent/{OTHER}/libpod-{ID}", "podman"),
        (f"/system.slice/shop.service/libpod-payload-{ID}", "podman"),
        (f"/docker/{ID}/docker/{OTHER}", "docker"),
        (f"/docker/{ID}/libpod_parent/libpod-{OTHER}", "docker"),
        (f"{_USER}/user.slice/libpod-{ID}.scope/container", "rootless"),
        (f"{_USER}/docker-{ID}.scope", "rootless"),
        (f"/user.slice/user-1000.slice/session-1.scope/docker/{ID}", "rootless"),
    ],
)
def test_a_container(awk: tuple[str, ...], path: str, engine: str) -> None:
    """The outermost one counts, and whose engine it is; the path is kept up to it."""
    before, _, after = path.partition(ID)
    assert _seek(awk, path) == f"{engine} {ID} {before}{ID}{after.partition('/')[0]}"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (f"/kubepods/burstable/pod1/{ID}", "orchestrator"),
        (f"/kubepods.slice/kubepods-pod1.slice/cri-containerd-{ID}.scope", "orchestrator"),
        (f"/kubepods.slice/kubepods-pod1.slice/docker-{ID}.scope", "orchestrator"),
        (
            f"/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:{ID}",
            "orchestrator",
        ),
        (f"/machine.slice/crio-{ID}.scope", "foreign"),
        (f"/system.slice/nerdctl-{ID}.scope", "foreign"),
        ("/lxc/web", "foreign"),
        ("/lxc.payload.web/init.scope", "foreign"),
        ("/machine.slice/machine-web.scope", "foreign"),
    ],
)
def test_a_container_that_no_engine_is_asked_about(
    awk: tuple[str, ...], path: str, kind: str
) -> None:
    """Pods, and runtimes that are neither docker nor podman."""
    assert _seek(awk, path).split()[0] == kind


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/system.slice/docker.service",
        "/system.slice/ssh.service",
        f"/machine.slice/libpod-conmon-{ID}.scope",
        "/libpod_parent/conmon",
        f"/docker/{ID[1:]}",
        f"/docker/{ID}0",
        f"/docker/{ID[:-1]}G",
        f"/system.slice/docker-{ID.upper()}.scope",
        "/system.slice/docker-$(id).scope",
    ],
)
def test_no_container(awk: tuple[str, ...], path: str) -> None:
    """Only 64 hex digits are an id, and what watches a container is not in it."""
    assert not _seek(awk, path)
