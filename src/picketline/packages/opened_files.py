"""The files that editors, containers, assistants and git look for by name in a folder."""

import re

_KINDS = (
    ("tasks", r"\.vscode/tasks\.json|[^/]+\.code-workspace"),
    ("settings", r"\.vscode/settings\.json"),
    ("container", r"\.devcontainer/(?:[^/]+/)?devcontainer\.json|\.devcontainer\.json"),
    (
        "assistant",
        (r"\.claude/settings(?:\.local)?\.json|\.cursor/(?:mcp|hooks)\.json|\.mcp\.json|\.vscode/mcp\.json"
        r"|\.gemini/settings\.json|\.windsurf/mcp(?:_config)?\.json|\.amazonq/mcp\.json|\.roo/mcp\.json"
        r"|\.kiro/settings/mcp\.json|\.junie/mcp/mcp\.json|opencode\.jsonc?|\.zed/settings\.json"
        r"|\.qwen/settings\.json|\.github/hooks/[^/]+\.json|\.claude-plugin/plugin\.json|hooks/hooks\.json"),
    ),
    ("toml", r"\.codex/config\.toml"),
    ("gitpod", r"\.gitpod\.yml|\.stackblitzrc"),
    ("git", r"\.git/config(?:\.worktree)?"),
    ("git-hook", r"\.git/hooks/(?![^/]+\.sample)[^/]+|\.husky/(?!_/)[^/.]+|\.githooks/[^/]+"),
    ("envrc", r"\.envrc"),
    ("rc", r"\.exrc|\.nvimrc|\.nvim\.lua|\.vimrc"),
    ("idea", (r"\.idea/(?:runConfigurations/[^/]+|startup|watcherTasks|tools/[^/]+)\.xml"
             r"|\.run/[^/]+\.run\.xml")),
    ("workflow", r"\.github/workflows/[^/]+\.ya?ml"),
    (
        "instructions",
        (r"(?:CLAUDE|CLAUDE\.local|AGENTS?|GEMINI|QWEN|WARP)\.md|\.cursorrules|\.windsurfrules|\.clinerules"
        r"|\.goosehints|\.roorules|\.aider\.conf\.yml|\.github/copilot-instructions\.md"
        r"|\.github/(?:instructions|prompts|chatmodes|agents)/.+\.md|\.cursor/(?:rules|commands)/.+"
        r"|\.windsurf/(?:rules|workflows)/.+|\.clinerules/.+|\.roo/rules[^/]*/.+|\.kiro/steering/.+"
        r"|\.claude/(?:commands|agents|skills|rules)/.+|\.claude/CLAUDE\.md|\.junie/guidelines\.md"
        r"|\.amazonq/rules/.+|\.continue/rules/.+|\.gemini/commands/.+|skills/[^/]+/SKILL\.md"),
    ),
)  # fmt: skip
_ALL = re.compile(
    "(?:|(.*)/)(?:" + "|".join(f"(?P<k{at}>{rule})" for at, (_, rule) in enumerate(_KINDS)) + ")"
)
_NEAR = re.compile(
    r"(?:^|/)\.(?:vscode|devcontainer|claude|cursor|mcp\.json|gemini|windsurf|amazonq|roo|kiro|junie|zed"
    r"|qwen|github|codex|gitpod|stackblitzrc|git/|husky|githooks|envrc|exrc|nvim|vimrc|idea|run/"
    r"|clinerules|goosehints|continue|aider)"
)
_BARE = re.compile(
    r"(?:CLAUDE|CLAUDE\.local|AGENTS?|GEMINI|QWEN|WARP|SKILL)\.md|opencode\.jsonc?|hooks\.json"
    r"|.+\.code-workspace"
)


def kind(path: str) -> str:
    """What kind of file is looked for by this name, "" for none."""
    found = _match(path)
    if found is None or found.lastgroup is None:
        return ""
    return _KINDS[int(found.lastgroup[1:])][0]


def base(path: str) -> str | None:
    """The folder whose opening reads a file, None for a file that nobody looks for."""
    found = _match(path)
    return None if found is None else found[1] or ""


def _match(path: str) -> re.Match[str] | None:
    name = path.rpartition("/")[2]
    return _ALL.fullmatch(path) if _NEAR.search(path) or _BARE.fullmatch(name) else None
