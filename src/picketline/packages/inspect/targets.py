"""Places where others start things, told by the words of a path."""

import re

_TARGETS = (
    ("profile", re.compile(r"\.(?:bashrc|zshrc|bash_profile|zprofile|profile|zshenv)\b")),
    ("cron", re.compile(r"\bcrontab\b|\betc/cron|\bvar/spool/cron")),
    ("systemd", re.compile(r"\.config/systemd\b|\b(?:etc|lib)/systemd/system\b")),
    ("launch-agent", re.compile(r"\bLaunch(?:Agents|Daemons)\b|Programs[\\/]+Startup\b|autostart")),
    ("workflow", re.compile(r"\.github[\\/ ]+workflows\b")),
    ("editor-task", re.compile(r"\.vscode[\\/ ]+(?:tasks|settings)\.json")),
    ("assistant", re.compile(
        r"\bCLAUDE\.md\b|\bAGENTS\.md\b|\.cursorrules\b|\.claude[\\/ ]+\w"
        r"|\.cursor[\\/ ]+(?:rules|mcp)|\.gemini[\\/ ]+settings|copilot-instructions\.md")),
    ("npmrc", re.compile(r"(?:^|[\\/ ])\.npmrc\b")),
    ("other-package", re.compile(r"\bnode_modules[\\/ ]+[@\w]")),
)  # fmt: skip


def target(words: str) -> str:
    """Which such place a path leads to, its parts joined by blanks or slashes; or ""."""
    return next((kind for kind, pattern in _TARGETS if pattern.search(words)), "")
