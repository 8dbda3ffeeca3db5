"""Constants of other files of a package, taken where a script requires, imports or reads them."""

import evasions_js_values as values
import pytest

from picketline.packages import inspect
from picketline.packages.inspect import beside

_CASES = {
    name: {path: text.encode() for path, text in case.items()}
    for name, case in values.ACROSS.items()
    if not isinstance(case, str)
}
_APART = {"runner of another", "reader and sender apart"}
"""Functions of other files are not followed."""
_TELLING = {"fetches-and-runs", "runs-decoded", "reads-secret"}


@pytest.mark.parametrize("case", sorted(_CASES.keys() - _APART))
def test_a_value_of_another_file_is_known(case: str) -> None:
    """With the files beside it at hand, a script shows what it does with their values."""
    files = dict(_CASES[case])
    main = files.pop("index.js")
    given = {f"./{path}": data for path, data in files.items()}
    shown = {mark.name for mark in inspect.joined(main, "index.js", given)}
    assert _TELLING & shown


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("module.exports='a'+'b'", "ab"),
        ("exports.a='x';exports.b=f()", {"a": "x"}),
        ("module.exports={a:['x','y']}", {"a": ["x", "y"]}),
        ("export default 'x'", {"default": "x"}),
        ("export const a='x', b=c()", {"a": "x"}),
        ("module.exports=f()", None),
        ("((", None),
        ("", None),
    ],
)
def test_what_a_script_exports(code: str, told: object) -> None:
    """Constants are told by name; what is not constant is left out."""
    assert beside.constants(code.encode()) == told
