"""Whatever else the machine does while the probe looks never breaks it."""

from range_box import Box, program

from picketline.core.model import Severity
from picketline.hosts.probe import ProbeSettings, assemble

_CHURNERS, _SWEEPS = 3, 4
_CHURN = 'while :; do "$1" -c : & "$1" -c : ; done'

_SLOW_AWK = """\
#!/bin/sh
case $* in *tratum* | *onate-* | *rig-id*) sleep 1000 ;; *) exec {awk} "$@" ;; esac
"""


def test_churn() -> None:
    """Whatever vanishes between two looks is passed over: whole, without gaps or findings."""
    with Box() as box:
        for _ in range(_CHURNERS):
            box.plant(program("dash"), "-c", _CHURN, "sh", program("dash"))
        for _ in range(_SWEEPS):
            code, report = box.sweep()
            (part,) = report.parts
            assert (part.status, part.skipped, part.errors) == ("ok", (), ())
            assert (code, part.alertable) == (0, ())


def test_other_probe() -> None:
    """A sweep that looks at the same machine at the same time is nothing to tell of.

    The other probe is held up in the awk that looks at processes.
    """
    probe = assemble(ProbeSettings(nonce="0" * 32)).replace(b"\nPATH=", b"\nPATH=/srv/bin:", 1)
    with Box() as box:
        box.write("/srv/bin/awk", _SLOW_AWK.format(awk=program("awk")))
        box.path("/srv/bin/awk").chmod(0o755)
        box.path("/srv/probe").write_bytes(probe)
        box.plant(program("dash"), "-c", "/bin/sh </srv/probe >/dev/null; :")
        box.wait(lambda: bool(box.running("/srv/bin/awk")))
        code, report = box.sweep()
        told = [each for each in report.parts[0].findings if each.severity >= Severity.MEDIUM]
        assert (code, told) == (0, [])
