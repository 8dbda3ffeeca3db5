import subprocess
import sys

import pytest

from picketline.core.formats import FORMATS, MORE, render
from picketline.core.report import Report


@pytest.mark.parametrize("name", [*FORMATS, *MORE])
def test_every_format_ends_in_one_newline(name: str, example: Report) -> None:
    """Each format gives UTF-8 that ends in exactly one newline, the same each time."""
    data = render(example, name)
    assert data.decode().endswith("\n")
    assert not data.endswith(b"\n\n")
    assert data == render(example, name)


@pytest.mark.parametrize("name", [*FORMATS, *MORE])
def test_every_format_takes_an_empty_report(name: str) -> None:
    """A report of nothing is a report; of lines of findings there are none."""
    data = render(Report(schema="s", version="0", parts=(), rules={}), name)
    assert bool(data) == (name != "ocsf")


def test_an_unknown_format_is_refused(example: Report) -> None:
    """The error names what there is."""
    with pytest.raises(ValueError, match="'yaml' is not a format; known: table, json"):
        render(example, "yaml")


@pytest.mark.parametrize(
    ("name", "absent"),
    [("table", {"click", "jinja2", "rich"}), ("json", {"jinja2"}), ("sarif", {"jinja2"})],
)
def test_a_format_loads_only_what_it_needs(name: str, absent: set[str]) -> None:
    """Asking for one format does not import the libraries of another."""
    program = (
        "import sys; from picketline.core.formats import render; "
        "from picketline.core.report import Report; "
        f"render(Report(schema='s', version='0', parts=(), rules={{}}), {name!r}); "
        f"print(sorted({absent!r} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ran.stdout == b"[]\n"
