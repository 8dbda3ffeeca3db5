"""What the modules that judge a script ask of it."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from picketline.packages.inspect.calls import Call
    from picketline.packages.inspect.names import Names
    from picketline.packages.inspect.paths import Paths
    from picketline.packages.inspect.syntax import Syntax
    from picketline.packages.inspect.values import Values


class Seen(Protocol):
    """What is asked of a script."""

    syntax: "Syntax"
    names: "Names"
    values: "Values"
    paths: "Paths"
    calls: "list[Call]"
