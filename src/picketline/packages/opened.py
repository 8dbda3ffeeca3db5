"""What opening a folder runs: the tasks and settings of editors, containers and assistants.

Read are the files that such programs look for by name. What is started by a person's choice
alone, such as the targets of a makefile, is not followed.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from picketline.core.errors import ManifestError
from picketline.packages import documents, opened_files, opened_texts
from picketline.packages.documents import Place

PREFIX = "opening "
"""What the hooks begin with that are no package manager's."""
_HOOK = re.compile(re.escape(PREFIX) + r"(.+?):(\d+): ([\s\S]*)")
_MOST = 1000
_QUOTED = re.compile(r"\"((?:[^\"\\\n]|\\.){0,2000})\"")
_VALUE = re.compile(r"[:=][ \t]{1,8}[\"']?([^\n]{2,2000})")
_MOST_NODES = 100_000
_OF_CONTAINERS = (
    *("initializeCommand", "onCreateCommand", "updateContentCommand", "postCreateCommand"),
    *("postStartCommand", "postAttachCommand"),
)
_BLANKS = frozenset(" \t\n\"'")
_FOLDERS = re.compile(
    r"\$\{(?:workspaceFolder|workspaceRoot|containerWorkspaceFolder|localWorkspaceFolder)[^}]{0,60}\}"
    r"|\$\{?(?:CLAUDE_PROJECT_DIR|CURSOR_PROJECT_DIR|GEMINI_PROJECT_DIR|WORKSPACE_FOLDER)\}?"
    r"|\$\(git rev-parse --show-toplevel\)|\$(?:PROJECT_DIR|ModuleFileDir|ProjectFileDir)\$"
)
_PROGRAMS = re.compile(
    r"(?i)(?:^|[.])(?:path|shell|command|interpreter\w*|runtime|\w{0,40}(?:Path|Executable|Command|Cmd|Binary|Exe)|tsdk|executable)$"
)


class Start(msgspec.Struct, frozen=True, order=True):
    """Something that opening a folder starts: where it stands, when, and the command.

    `command` is "" where the file itself is read or run.
    """

    path: str
    line: int
    when: str
    command: str

    @property
    def hook(self) -> str:
        """The name of the hook that this is."""
        return f"{PREFIX}{self.path}:{self.line}: {self.when}"


def of_hook(hook: str) -> tuple[str, int, str] | None:
    """The path, the line and the occasion of a hook of this kind; None for any other."""
    found = _HOOK.fullmatch(hook)
    return (found[1], int(found[2]), found[3]) if found else None


def base(path: str) -> str | None:
    """The folder whose opening reads a file, None for a file that no such program looks for."""
    return opened_files.base(path)


def read(data: bytes, path: str) -> tuple[Start, ...]:
    """What a file makes its reader start.

    Raises ManifestError where it is no text, or starts more than anybody writes.
    """
    kind = opened_files.kind(path)
    if kind in opened_texts.OCCASIONS:
        return (Start(path, 0, opened_texts.OCCASIONS[kind], ""),)
    if kind in _RUN:
        return (Start(path, 0, _RUN[kind], f"sh {shlex.quote(_inner(path))}"),)
    place = Place(path, ManifestError)
    text = documents.decoded(data, place)
    try:
        found = list(islice(_READERS[kind](text, path), _MOST + 1))
    except ManifestError:
        found = list(islice(_salvaged(text), _MOST + 1))
    if len(found) > _MOST:
        raise place.wrong(f"starts more than {_MOST} commands; nobody writes that")
    return tuple(
        dict.fromkeys(
            Start(path, _line(text, command), when, _FOLDERS.sub(".", command))
            for when, command in found
            if command.strip()
        )
    )


def _salvaged(text: str) -> Iterator[tuple[str, str]]:
    """The texts of a damaged file, one by one and together: editors read what they can."""
    pattern = _QUOTED if text.lstrip()[:1] in {"{", "["} else _VALUE
    found = islice(pattern.finditer(text), _MOST // 2)
    texts = [one[1].replace('\\"', '"') for one in found if one[1].strip()]
    for each in (*texts, " ".join(texts)):
        yield "a damaged file, as far as it is read", each


def _inner(path: str) -> str:
    root = opened_files.base(path) or ""
    return path.removeprefix(f"{root}/") if root else path


def _line(text: str, command: str) -> int:
    """The line where a command stands, as far as its first words tell; 0 if they do not."""
    for word in sorted(command.split(), key=len, reverse=True)[:3]:
        at = text.find(word.strip("'\""))
        if at >= 0 and word.strip("'\""):
            return documents.line_at(text, at)
    return 0


def _json(text: str, path: str) -> Mapping[str, Any]:
    place = Place(path, ManifestError)
    value, _ = documents.from_json(documents.relaxed(text), place)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """A command, given as a text or as words."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return shlex.join(str(each) for each in value[:_MOST])
    return ""


def _started(entry: Mapping[str, Any]) -> str:
    """The command line of an entry with `command` and `args`."""
    command, args = entry.get("command"), entry.get("args")
    if isinstance(command, dict):
        command = command.get("value") or command.get("path")
    if isinstance(command, list):
        return _text(command)
    if not isinstance(command, str):
        return ""
    given = [
        str(each.get("value", "") if isinstance(each, dict) else each)
        for each in (args if isinstance(args, list) else [])[:_MOST]
    ]
    quoted = (shlex.quote(each) if set(each) & _BLANKS or not each else each for each in given)
    return " ".join([command, *quoted])


def _found(value: Any, key: str) -> Iterator[Mapping[str, Any]]:
    """The mappings that stand, at any depth, under a key, as its value or in its list."""
    waiting = [value]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, dict):
            inner = one.get(key)
            listed = inner if isinstance(inner, list) else [inner]
            yield from (each for each in listed if isinstance(each, dict))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _tasks(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The tasks of Visual Studio Code that run by themselves, and those that they want first."""
    value = _json(text, path)
    if path.endswith(".code-workspace"):
        yield from _of_settings(value.get("settings"))
        value = dict(_items(value.get("tasks")))
    tasks: list[Mapping[str, Any]] = [
        each for each in _list(value.get("tasks")) if isinstance(each, dict)
    ]
    named: dict[str, list[Mapping[str, Any]]] = {}
    for each in tasks:
        named.setdefault(str(each.get("label", each.get("taskName", ""))), []).append(each)
    waiting = [each for each in tasks if _opens(each)]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        wants = each.get("dependsOn")
        for one in wants if isinstance(wants, list) else [wants]:
            waiting += named.get(str(one), ())
        occasion = f"task {each.get('label', '')} when the folder is opened"
        yield from ((occasion, command) for command in _of_task(each, value))


def _opens(task: Mapping[str, Any]) -> bool:
    return dict(_items(task.get("runOptions"))).get("runOn") == "folderOpen"


def _of_task(task: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    """The commands of a task, on each system, and the shell that it asks for."""
    for entry in (task, *(task.get(system) for system in ("windows", "osx", "linux"))):
        if isinstance(entry, dict):
            yield _started(entry)
    for options in (task.get("options"), whole.get("options")):
        shell = dict(_items(dict(_items(options)).get("shell")))
        yield _started({"command": shell.get("executable"), "args": shell.get("args")})
    if task.get("type") == "npm":
        yield f"npm run {shlex.quote(str(task.get('script', '')))}"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _settings(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The programs that an editor's settings name."""
    yield from _of_settings(_json(text, path))


def _of_settings(value: Any) -> Iterator[tuple[str, str]]:
    """The programs that settings name, at any depth."""
    waiting: list[tuple[str, Any]] = [("", value)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        key, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(f"{key}.{name}" if key else str(name), each) for name, each in one.items()]
        elif isinstance(one, list):
            waiting += [(key, each) for each in one if isinstance(each, dict)]
        for command in _set(key, one):
            yield f"setting {key}", command


def _set(key: str, value: Any) -> Iterator[str]:
    """The commands of one setting."""
    if isinstance(value, dict):
        if isinstance(value.get("path"), str) and "args" in value:
            yield _started({"command": value["path"], "args": value["args"]})
        yield _text(value.get("cmd"))
    elif isinstance(value, list):
        yield _text(value) if _named(key) and all(isinstance(one, str) for one in value) else ""
    elif isinstance(value, str) and ".env." in key and key.endswith(".NODE_OPTIONS"):
        yield f"NODE_OPTIONS={shlex.quote(value)} node"
    elif isinstance(value, str) and key.endswith("tsdk"):
        yield f"node {shlex.quote(f'{value}/tsserver.js')}"
    elif isinstance(value, str) and _named(key):
        yield value


def _named(key: str) -> bool:
    return _PROGRAMS.search(key) is not None


def _container(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The commands of a development container; the first is the host's own."""
    value = _json(text, path)
    for name in _OF_CONTAINERS:
        given = value.get(name)
        where = "on the host" if name == "initializeCommand" else "in its container"
        for one in given.values() if isinstance(given, dict) else [given]:
            yield f"{name} {where}", _text(one)


def _assistant(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The hooks, helpers and servers that an assistant's settings start."""
    value = _json(text, path)
    for event, entries in _items(value.get("hooks")):
        for entry in (*_found({"hooks": entries}, "hooks"), *_list(entries)):
            yield f"assistant's hook {event}", _started(entry) if isinstance(entry, dict) else ""
    for name in ("apiKeyHelper", "awsAuthRefresh", "awsCredentialExport", "otelHeadersHelper"):
        yield f"assistant's {name}", _text(value.get(name))
    if isinstance(value.get("statusLine"), dict):
        yield "assistant's status line", _started(value["statusLine"])
    for key in ("mcpServers", "servers", "mcp", "context_servers"):
        for name, entry in _items(value.get(key)):
            inner = [(name, entry), *(_items(entry) if name == "servers" else ())]
            for called, each in inner:
                yield (
                    f"assistant's server {called}",
                    _started(each) if isinstance(each, dict) else "",
                )


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


_READERS = {
    "tasks": _tasks,
    "settings": _settings,
    "container": _container,
    "assistant": _assistant,
    "gitpod": opened_texts.gitpod,
    "git": opened_texts.git_config,
    "idea": opened_texts.idea,
    "toml": opened_texts.codex,
}
_RUN = {
    "envrc": "direnv, once it is allowed",
    "git-hook": "git, by a hook",
    "rc": "an editor that reads it",
}
