"""What is known by name while a script is run by hand: functions, and the names of their calls."""

from typing import TYPE_CHECKING

from picketline.packages.inspect.methods import Told

if TYPE_CHECKING:
    from tree_sitter import Node

DEPTH = 96
"""How deep expressions and calls may lie within each other."""


class Function:
    """A function of the script, with what was known where it was made."""

    __slots__ = ("env", "node")

    def __init__(self, node: "Node", env: "Env | None") -> None:
        self.node = node
        self.env = env


class Env:
    """The names of one call."""

    __slots__ = ("depth", "known", "outer")

    def __init__(self, outer: "Env | None" = None, depth: int = 0) -> None:
        self.known: dict[str, Told] = {}
        self.outer = outer
        self.depth = depth

    def holder(self, name: str) -> "Env | None":
        """The one that has a name."""
        env: Env | None = self
        for _ in range(DEPTH):
            if env is None or name in env.known:
                return env
            env = env.outer
        return None
