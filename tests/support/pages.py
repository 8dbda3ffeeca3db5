"""Rule pages read as tests: headings are cases, fences are fixtures and expectations."""

from dataclasses import dataclass, field

from markdown_it import MarkdownIt


@dataclass(frozen=True)
class Fence:
    """One fenced block: the words after its backticks, and its text."""

    kind: str
    argument: str
    text: str


@dataclass
class Case:
    """One second-level heading of a page and what stands beneath it."""

    title: str
    fences: list[Fence] = field(default_factory=list)

    @property
    def finds(self) -> list[str]:
        """The expected findings, one a line."""
        return self._lines("finds")

    @property
    def skips(self) -> list[str]:
        """What could not be looked at, one a line."""
        return self._lines("skips")

    def _lines(self, kind: str) -> list[str]:
        blocks = [fence.text for fence in self.fences if fence.kind == kind]
        return sorted(
            line.strip() for block in blocks for line in block.splitlines() if line.strip()
        )


def cases(markdown: str) -> list[Case]:
    """The cases of a page: second-level headings that have a `finds` fence."""
    found: list[Case] = []
    tokens = MarkdownIt().parse(markdown)
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            found.append(Case(tokens[position + 1].content))
        elif token.type == "fence" and found:
            kind, _, argument = token.info.strip().partition(" ")
            found[-1].fences.append(Fence(kind, argument.strip(), token.content))
    return [case for case in found if any(fence.kind == "finds" for fence in case.fences)]
