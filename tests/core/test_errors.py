import inspect

from picketline.core import errors
from picketline.core.errors import PicketlineError
from picketline.core.report import Exit


def _tree(error: type[PicketlineError], depth: int = 0) -> list[tuple[int, str]]:
    own = [each for each in error.__subclasses__() if each.__module__ == errors.__name__]
    beneath = sorted(own, key=lambda each: inspect.getsourcelines(each)[1])
    return [
        (depth, error.__name__),
        *(row for each in beneath for row in _tree(each, depth + 1)),
    ]


def test_every_error_exits_with_bad_usage() -> None:
    """Whatever a person can put right ends with exit code 2, never as found or clean."""
    found = [each for _, each in inspect.getmembers(errors, inspect.isclass)]
    assert len(found) >= 7
    for error in found:
        assert issubclass(error, PicketlineError)
        assert error.exit_code == Exit.USAGE


def test_the_tree_is_as_drawn() -> None:
    """The picture at the top of the module is what the classes are."""
    drawn = []
    for line in (errors.__doc__ or "").splitlines():
        name = next((word for word in line.split() if word.endswith("Error")), None)
        if name and line.index(name) % 4 == 0 and not line.startswith("Whoever"):
            drawn.append((line.index(name) // 4, name))
    assert drawn == _tree(PicketlineError)
