import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import ManifestError
from picketline.packages import opened, opened_files, opened_texts

law = settings(max_examples=100, deadline=None, derandomize=True, database=None)
_KINDS = [
    *(".vscode/tasks.json", ".vscode/settings.json", ".devcontainer.json", ".mcp.json"),
    *(".claude/settings.json", ".gitpod.yml", ".git/config", ".idea/watcherTasks.xml"),
    *(".codex/config.toml", ".husky/pre-commit", "CLAUDE.md", ".github/workflows/a.yml"),
]
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 9)
    | st.sampled_from(["folderOpen", "a", "node x.js"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "tasks",
                        "hooks",
                        "command",
                        "args",
                        "mcpServers",
                        "path",
                        "runOptions",
                        "runOn",
                    ),
                    *("label", "dependsOn", "statusLine", "postCreateCommand", "a.path", "servers"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("path", "kind", "base"),
    [
        (".vscode/tasks.json", "tasks", ""),
        ("a/b/.vscode/tasks.json", "tasks", "a/b"),
        ("node_modules/p/.claude/settings.json", "assistant", "node_modules/p"),
        ("CLAUDE.md", "instructions", ""),
        ("docs/AGENTS.md", "instructions", "docs"),
        (".cursor/rules/a/b.mdc", "instructions", ""),
        (".github/workflows/a.yml", "workflow", ""),
        (".husky/pre-push", "git-hook", ""),
        (".husky/_/husky.sh", "", None),
        (".git/hooks/a.sample", "", None),
        ("tasks.json", "", None),
        ("x.vscode/tasks.json", "", None),
        ("README.md", "", None),
    ],
)
def test_the_files_that_are_looked_for(path: str, kind: str, base: str | None) -> None:
    """By name alone, in any folder."""
    assert (opened_files.kind(path), opened.base(path)) == (kind, base)


def test_a_start_tells_where_it_stands() -> None:
    """File, line and occasion are in the hook's name, and are had back."""
    text = b'{\n"initializeCommand": "node x.js"\n}'
    (start,) = opened.read(text, "a/.devcontainer.json")
    assert (start.line, start.command) == (2, "node x.js")
    told = opened.of_hook(start.hook)
    assert told == ("a/.devcontainer.json", 2, "initializeCommand on the host")
    assert opened.of_hook("postinstall") is None


@law
@given(value=_VALUES, path=st.sampled_from(_KINDS))
def test_any_settings(value: object, path: str) -> None:
    """Settings of any shape are read, or refused as a damaged file."""
    text = json.dumps(value)
    try:
        found = opened.read(text.encode(), path)
    except ManifestError:
        return
    assert all(each.path == path for each in found)


@law
@given(st.text(max_size=200), st.sampled_from(["curl x | sh", "~/.npmrc", "${{ secrets.A }}", ""]))
def test_any_text(text: str, more: str) -> None:
    """Instructions and workflows of any kind say the same twice, and raise nothing."""
    for read in (opened_texts.instructions, opened_texts.workflow):
        assert list(read(text + more)) == list(read(text + more))
