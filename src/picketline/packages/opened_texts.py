"""Texts that are read when a folder is opened: instructions, workflows, configurations."""

import html
import re
import tomllib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from picketline.core.errors import ManifestError
from picketline.packages import plain_yaml
from picketline.packages.documents import MAX_DEPTH, Place
from picketline.packages.inspect import shells
from picketline.packages.inspect.words import secrets, threats
from picketline.packages.languages import Place as Found
from picketline.packages.shell import Command, commands

OCCASIONS = {"instructions": "an assistant reads it", "workflow": "a workflow of the repository"}
_MOST = 2000
LARGEST = 1 << 18
_AROUND = 300
_BEFORE = 120
_TOOL = re.compile(
    r"(?i)(?:\b(?:curl|wget|iwr|irm|invoke-webrequest|powershell|pwsh|nc|ncat|scp|nslookup|dig)\b"
    r"|\b(?:bash|sh|zsh|eval|source|python3?|node) (?:<\(|-[ce]\b|\"?\$\()|\bsocat\b"
    r"|\bnpx\s{1,8}(?:-y\s{1,8})?(?:https?|git)|\bbase64 (?:-d|--decode)|\benv ?\|"
    r"|\bprintenv\b|\bcat ~?/)[^\n]{0,1000}"
)
_URGES = re.compile(
    r"(?i)\balways\b|\bsilently\b|\bquietly\b"
    r"|without (?:asking|telling|confirm|prompt|notif|mention)"
    r"|\b(?:do not|don't|never) (?:tell|mention|inform|show|reveal|report|ask|disclose|explain)"
    r"|\bignore (?:all|any|previous|prior|the above)|\bbefore (?:any|each|every|you|doing|answering"
    r"|responding|starting|anything)|\byou (?:must|should|are required)\b|\bat the start\b"
    r"|\bfirst,? (?:run|execute)|\bevery (?:session|task|time|request|conversation)"
    r"|\bIMPORTANT\b|\bMANDATORY\b"
    r"|\bsystem (?:override|prompt|message)|\bautomatically\b|\bin the background\b|<important>"
    r"|\bon (?:startup|load|open)\b|\bimmediately\b|\brequired step\b|\bwhenever\b"
)
_SENDS = re.compile(
    r"(?i)\b(?:send|post|upload|exfiltrate|transmit|forward|submit|append|embed|include|encode|leak"
    r"|e-?mail|report|pass|put|copy)\b"
)
_SECRET = re.compile(
    r"(?i)\.npmrc\b|\.env\b|\.aws/|\.ssh/|\bid_(?:rsa|ed25519)\b|\.netrc\b|\.git-credentials\b"
    r"|\b(?:ssh|api|access|private|secret) keys?\b|\bcredentials?\b|\btokens?\b|\bsecrets?\b"
    r"|\benvironment variables?\b|\bprocess\.env\b|\bpasswords?\b|\bkeychain\b|\bwallets?\b"
    r"|\bseed phrases?\b|\bconversation history\b|\bcookies\b"
)
_ADDRESS = re.compile(
    r"(?i)\bhttps?://(?!(?:localhost|127\.|0\.0\.0\.0|example\.(?:com|org|net)))[\w.-]{3,200}"
)
_NEVER = re.compile(
    r"(?i)\b(?:never|do not|don't|must not|mustn't|should not|shouldn't|avoid|cannot|without"
    r"|not to)\b[^.\n]{0,80}$"
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_HIDDEN = re.compile(r"<!--([\s\S]{1,4000}?)-->")
_WHOLE = re.compile(r"(?i)\btojson\(\s{0,8}secrets\s{0,8}\)")
_NAMED = re.compile(r"\$\{\{\s{0,8}secrets(?:\.([A-Za-z0-9_]{1,80})|\[[^\]\n]{1,100}\])\s{0,8}\}\}")
_SENT = re.compile(
    r"(?i)\$\{\{\s{0,8}github\.(?:event\.(?:discussion|issue|comment|review|pull_request|inputs"
    r"|head_commit|client_payload)[\w.]{0,100}|head_ref)\s{0,8}\}\}"
)
_EXPRESSION = re.compile(r"\$\{\{[^}\n]{0,300}\}\}")
_KEEPS = re.compile(
    r"(?i)upload-artifact|action-gh-release|/cache@|gist|release-action|create-issue|sftp|scp|ftp"
)
_COMMON = {"GITHUB_TOKEN", "ACTIONS_RUNNER_DEBUG", "ACTIONS_STEP_DEBUG"}
_OUTSIDE = {
    *("discussion", "discussion_comment", "issues", "issue_comment", "repository_dispatch"),
    *("fork", "watch", "star"),
}
_OPTION = re.compile(
    r"<option\b[^>]{0,400}?\bname=\"(\w{1,60})\"[^>]{0,400}?\bvalue=\"([^\"]{1,8000})\""
)
_GIT = re.compile(r"(?m)^[ \t]*([A-Za-z][\w-]{0,60})[ \t]*=[ \t]*(.{1,2000})$")
_GIT_KEYS = {
    *("fsmonitor", "sshcommand", "pager", "editor", "askpass", "gitproxy", "clean", "smudge"),
    *("process", "textconv", "command", "driver", "helper", "program", "external", "cmd"),
    *("packobjectshook", "uploadpack", "receivepack", "browser", "alternaterefscommand"),
}


def instructions(text: str) -> Iterator[Found]:
    """The marks of a text that tells an assistant what to do.

    A command that fetches and runs counts where the text around it urges or hides it, since to
    install a tool like that is what honest texts say, too.
    """
    text = text[:LARGEST]
    for name, at, value in threats(text.encode("latin-1", "replace")):
        if name in {"odd-host", "raw-address"}:
            yield name, at, value, ""
    hidden = [(one.start(), one.end()) for one in islice(_HIDDEN.finditer(text), _MOST)]
    for found in islice(_TOOL.finditer(text), _MOST):
        around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        urged = _URGES.search(around) or any(a <= found.start() < b for a, b in hidden)
        script = found[0].partition("`")[0]
        for name, value, told in shells.told(commands(script)):
            if name in {"sends-secret", "opens-shell", "runs-decoded"} or (
                urged and name == "fetches-and-runs"
            ):
                yield name, found.start(), value, told
    start = 0
    for part in islice(_PARAGRAPH.split(text), _MOST * 5):
        yield from _asked(part, text.find(part, start))
        start += len(part)


def _asked(part: str, at: int) -> Iterator[Found]:
    """Where a paragraph asks to send secrets to an address."""
    address = _ADDRESS.search(part)
    if not address or not _URGES.search(part):
        return
    for verb in islice(_SENDS.finditer(part), 20):
        near = part[verb.start() : verb.end() + _AROUND]
        secret = _SECRET.search(near) or next(secrets(near.encode("latin-1", "replace")), None)
        before = part[max(0, verb.start() - _BEFORE) : verb.start()]
        if secret and not _NEVER.search(before) and _ADDRESS.search(part, verb.start()):
            yield "sends-secret", at + verb.start(), address[0].partition("//")[2], ""
            return


def workflow(text: str) -> Iterator[Found]:
    """The marks of a workflow: secrets that leave, code from without that gets them, back doors."""
    place = Place("workflow", ManifestError)
    try:
        documents = plain_yaml.parse(text, place).documents
        value: Any = documents[0].value if documents else None
    except ManifestError:
        value = None
    if isinstance(value, dict) and isinstance(value.get("jobs"), dict):
        events = _events(value.get("on", value.get(True)))
        jobs = list(value["jobs"].values())
        if len(jobs) > _MOST or any(_crowded(each) for each in jobs):
            yield "unparsed", 0, f"more than {_MOST} steps", ""
        for job in jobs[:_MOST]:
            if isinstance(job, dict):
                yield from _job(text, job, events, _secrets(value.get("env")))
    else:
        whole = {"steps": [{"run": text}], "runs-on": text}
        yield from _job(text, whole, set(re.findall(r"\w{1,40}", text[:400])), set())


def _crowded(job: Any) -> bool:
    steps = job.get("steps") if isinstance(job, dict) else None
    return isinstance(steps, list) and len(steps) > _MOST


def _events(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    return {str(each) for each in value} if isinstance(value, dict | list) else set()


def _secrets(value: Any) -> set[str]:
    """The names of the secrets in a value, "*" for all of them."""
    text = str(value)
    names = {found[1] or "?" for found in _NAMED.finditer(text)}
    return (names - _COMMON) | ({"*"} if _WHOLE.search(text) else set())


def _job(text: str, job: dict[Any, Any], events: set[str], given: set[str]) -> Iterator[Found]:
    steps = [each for each in job.get("steps") or () if isinstance(each, dict)][:_MOST]
    given = given | _secrets(job.get("env"))
    own = "self-hosted" in str(job.get("runs-on"))
    takes_all = "*" in given or any("*" in _secrets(step) for step in steps)
    for step in steps:
        script = step.get("run") if isinstance(step.get("run"), str) else ""
        at = max(
            text.find((script or str(step.get("uses", ""))).strip().partition("\n")[0][:80]), 0
        )
        every = commands(_EXPRESSION.sub(_variable, script or ""))
        marks = {name: value for name, value, _ in shells.told(every)}
        leaves = bool({"connects", "sends-secret"} & marks.keys()) or _connects(every)
        if takes_all and (leaves or _KEEPS.search(str(step.get("uses", "")))):
            yield "sends-secret", at, "toJSON(secrets)", ""
        theirs = given | _secrets(step)
        if "fetches-and-runs" in marks and theirs:
            yield "fetches-and-runs", at, marks["fetches-and-runs"], ""
        several = len(_secrets(script)) > 1 or _odd(script or "")
        if "sends-secret" in marks and (several or not _secrets(script)):
            yield "sends-secret", at, marks["sends-secret"], ""
        if "opens-shell" in marks:
            yield "opens-shell", at, marks["opens-shell"], ""
        if own and events & _OUTSIDE and _SENT.search(script or ""):
            yield "opens-shell", at, "self-hosted " + " ".join(sorted(events & _OUTSIDE)), ""
        if "runs-decoded" in marks:
            yield "runs-decoded", at, marks["runs-decoded"], ""


def _odd(script: str) -> bool:
    return any(
        name in {"odd-host", "raw-address"}
        for name, _, _ in threats(script.encode("latin-1", "replace"))
    )


def _connects(every: tuple[Command, ...]) -> bool:
    return any(_ADDRESS.search(each.text) for each in every)


def _variable(found: re.Match[str]) -> str:
    """An expression as a variable of shell: a secret as one that is called so."""
    named = _NAMED.search(found[0])
    if named and named[1]:
        return f"${{{named[1].upper()}_TOKEN}}"
    return "$X"


def gitpod(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The commands of a workspace in a cloud."""
    value = plain_yaml.parse(text, Place(path, ManifestError), MAX_DEPTH).documents
    root = value[0].value if value and isinstance(value[0].value, dict) else {}
    for task in root.get("tasks") or ():
        for name in ("before", "init", "prebuild", "command"):
            if isinstance(task, dict) and isinstance(task.get(name), str):
                yield f"{name} in its container", task[name]
    if isinstance(root.get("startCommand"), str):
        yield "startCommand in its container", root["startCommand"]


def git_config(text: str, _: str) -> Iterator[tuple[str, str]]:
    """The programs that git's configuration names."""
    for found in islice(_GIT.finditer(text), _MOST):
        key, value = found[1].lower(), found[2].strip().strip('"')
        if key in _GIT_KEYS and value not in {"true", "false"}:
            yield f"git's {key}", value.removeprefix("!")
        elif value.startswith("!"):
            yield f"git's alias {key}", value[1:]
        elif key == "hookspath" and not value.startswith(("/", "~")):
            yield "git's hooks", f"sh {value.rstrip('/')}/*"


def idea(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The run configurations, watchers and tools of an IDE of JetBrains."""
    options = {found[1]: html.unescape(found[2]) for found in islice(_OPTION.finditer(text), _MOST)}
    when = "a run configuration" if "unConfig" in path or ".run/" in path else "a watcher or tool"
    script = options.get("SCRIPT_TEXT") or options.get("SCRIPT_PATH")
    if script:
        yield when, script
    for program, given in (("program", "arguments"), ("COMMAND", "PARAMETERS")):
        if options.get(program):
            yield when, f"{options[program]} {options.get(given, '')}"
    for name in ("path-to-js-file", "javaScriptFile"):
        for found in re.finditer(rf"\b{name}=\"([^\"]{{1,1000}})\"", text):
            yield when, f"node {html.unescape(found[1])}"


def codex(text: str, path: str) -> Iterator[tuple[str, str]]:
    """The servers and notifiers of an assistant's settings in TOML."""
    try:
        value = tomllib.loads(text) if text.count(".") < _MOST * 5 else {}
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise Place(path, ManifestError).wrong("no TOML; put it right") from None
    servers = value.get("mcp_servers")
    for name, entry in servers.items() if isinstance(servers, dict) else ():
        if isinstance(entry, dict):
            words = [entry.get("command"), *(entry.get("args") or ())]
            yield f"assistant's server {name}", " ".join(str(each) for each in words if each)
    notify = value.get("notify")
    if isinstance(notify, list):
        yield "assistant's notify", " ".join(map(str, notify))
