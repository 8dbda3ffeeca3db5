import subprocess

import pytest
import tools
from desk import Desk

from picketline.hosts import act, parcel
from picketline.hosts.probe import ProbeSettings, assemble

SCRIPTS = ["sweep", "contain", "thaw", "fetch"]


def test_the_exact_bytes_of_a_sweep(desk: Desk) -> None:
    """The same every time for one nonce, and those that a sweep would send."""
    done = desk.picket("probe", "--nonce", "f" * 32)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.encode() == assemble(ProbeSettings(nonce="f" * 32))
    assert desk.picket("probe", "--nonce", "f" * 32).stdout == done.stdout


def test_the_settings_of_the_inventory_are_in_it(desk: Desk) -> None:
    """And those of the environment above them."""
    desk.inventory('[settings]\ncpu_hot = 80\nbad_ports = [1, 2]\n[[host]]\nssh = "a"\n')
    script = desk.picket("probe", PICKET_CPU_HOT="70").stdout
    assert "\nhot=70\nports='1 2'\n" in script


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_shell_can_read_it(desk: Desk, name: str) -> None:
    """`picket probe | sh -n` finds no mistake in any script, whichever shell."""
    script = desk.picket("probe", "--script", name).stdout
    assert script
    for shell in ("sh", "dash", "bash"):
        read = subprocess.run(
            [tools.require(shell), "-n"],
            input=script,
            text=True,
            capture_output=True,
            check=False,
        )
        assert (read.returncode, read.stderr) == (0, "")


@pytest.mark.parametrize("name", ["contain", "thaw"])
def test_the_other_scripts_act_on_nothing(desk: Desk, name: str) -> None:
    """They are printed without a process to act on."""
    done = desk.picket("probe", "--script", name)
    assert done.stdout.encode() == act.preview(name, "0" * 32)
    assert "\ntargets=''\n" in done.stdout


def test_the_evidence_of_no_incident(desk: Desk) -> None:
    """What fetches evidence is printed without an incident to fetch."""
    done = desk.picket("probe", "--script", "fetch")
    assert "\nstamp=00000000000000\n" in done.stdout
    assert done.stdout.encode() == parcel.order("0" * 14, "0" * 32)


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("nonce", ["", "0" * 15, "0" * 16 + "; id"])
def test_a_nonce_that_is_none(desk: Desk, name: str, nonce: str) -> None:
    """Bad usage: what is printed is meant to be piped into a shell."""
    done = desk.picket("probe", "--script", name, "--nonce", nonce)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--nonce" in done.stderr
