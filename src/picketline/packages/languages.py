"""Scripts in other languages than JavaScript and shell, read by their words.

What fetches, starts, decodes, evaluates or takes secrets in Python, Perl, Ruby, PHP, Lua,
PowerShell, Rust, makefiles and CMake is known by name; what flows where is followed over simple
assignments alone. Commands that stand in their texts are read as shell.
"""

import re
import shlex
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from picketline.packages.inspect import shells
from picketline.packages.inspect.targets import target
from picketline.packages.inspect.words import secrets
from picketline.packages.shell import commands
from picketline.packages.shell_fetches import powershell
from picketline.packages.shell_names import LANGUAGES
from picketline.packages.shell_runs import started

LARGEST = 1 << 18
"""Bytes of a script that are read."""
_MOST = 2000
_MOST_NAMES = 200
_SPAN = 600
_LONGEST = 4000
_CONNECTS = re.compile(
    r"urlopen|urlretrieve|\brequests\.(?:get|post|put|request)\b|\bhttpx\.\w|\baiohttp\b"
    r"|\bhttp\.client\b|\bhttplib\b|\bsocket\.(?:socket|create_connection)\b|Net::HTTP|open-uri"
    r"|URI\.open|\bTCPSocket\b|\bLWP::|HTTP::Tiny|IO::Socket|\bgetstore\b|\bcurl_(?:init|exec)\b"
    r"|file_get_contents\(\s{0,4}[\"']https?|fsockopen|stream_socket_client|socket\.http"
    r"|\bWebClient\b|Invoke-(?:WebRequest|RestMethod)|\b(?:iwr|irm)\b|XMLHTTP|WinHttp\b|\breqwest\b"
    r"|\bureq::|TcpStream|\bfile\s?\(\s?DOWNLOAD|\bsmtplib\b|\bftplib\b|\bget\(.?[\"']https?:",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\bos\.system\b|\bsubprocess\.\w+|\bos\.popen|\bos\.(?:exec|spawn|posix_spawn)\w*|\bpty\.spawn"
    r"|\bgetoutput\b|\bsystem\s{0,4}[(\"'%q]|\bqx\b|\bIO\.popen|\bOpen3\b|\bspawn\s?\(|\bshell_exec\b"
    r"|\bpassthru\b|\bproc_open\b|\bpopen\s?\(|\bos\.execute\b|\bio\.popen\b|\bCommand::new\b"
    r"|\bexecute_process\b|\badd_custom_(?:command|target)\b|\bStart-Process\b|\bProcessStartInfo\b"
    r"|\.(?:Run|Exec|ShellExecute)\b|\bexec\s{1,4}[\"']|\bfrom subprocess\b",
)
_EVALUATES = re.compile(
    r"\b(?:exec|eval|instance_eval|class_eval|loadstring|load|create_function|assert|iex"
    r"|Invoke-Expression)\b(?!\.)\s{0,4}[({ $\"'b]", re.IGNORECASE)  # fmt: skip
_DECODES = re.compile(
    r"b64decode|a85decode|b32decode|base64_decode|decode_base64|decode64|unhexlify|\bfromhex\b|hex2bin"
    r"|\bdecompress\b|gzinflate|gzuncompress|marshal\.loads|codecs\.decode|\bunpack\b"
    r"|\bpack\s?\(?\s?[\"']H|FromBase64String|rot_?13|Zlib|\bbytes\s?\(\s?\[|\bunpack1?\s?\("
    r"|''\.join\(\s?(?:map\(\s?)?chr", re.IGNORECASE)  # fmt: skip
_SOCKETS = re.compile(r"(?i)socket|fsockopen|TCPClient|TcpStream")
_GIVES = re.compile(
    r"\bdup2\b|\bpty\.spawn|sh -i\b|[\"'](?:/bin/)?(?:ba|z|da)?sh[\"'], ?[\"']-i|GetStream\(\)"
)
_NAMES = (r"([A-Z][A-Z0-9_]{0,30}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|ACCESS_KEY|PRIVATE_KEY"
          r"|SECRET_KEY)(?:_[A-Z0-9]{1,12})?|AWS_ACCESS_KEY_ID)\b")  # fmt: skip
_ENV = re.compile(
    r"(?:environ(?:\.get\()?\s?\[?|getenv\(|\bENV(?:\.fetch\()?[\[{(]|\$_ENV\[|\benv::var\(|\$env:)"
    r"\s?[\"']?" + _NAMES
)
_WHOLE = re.compile(
    r"\bdict\(\s?os\.environ\s?\)|\bdumps\(\s?(?:dict\()?\s?os\.environ|os\.environ\.items\(\)"
    r"|=\s?os\.environ\s?[,)]|\bstr\(\s?os\.environ|\bENV\.(?:to_h|to_a|to_json|inspect|map)\b"
    r"|\\?%ENV\b|\$_ENV\b(?!\[)|\$_SERVER\b(?!\[)|\bgetenv\(\)"
    r"|(?:ls|gci|Get-ChildItem) env:|env::vars\(\)"
)
_HOST = re.compile(r"gethostname|platform\.node\(|os\.uname\(|php_uname|Sys\.hostname|COMPUTERNAME")
_USER = re.compile(
    r"getpass\.getuser|os\.getlogin|Etc\.getlogin|get_current_user|getpwuid|env:USERNAME"
)
_WRITES = re.compile(
    r"(?:open|write_text|File\.(?:open|write)|file_put_contents|Add-Content|Out-File)[^\n]{0,300}"
)
_APPENDS = re.compile(r"[\"'](?:>>?|[wa]\+?b?)[\"']|write|put_contents|Add-Content|Out-File")
_TEXT = re.compile(r"\"((?:[^\"\\\n]|\\.){1,2000})\"|'((?:[^'\\\n]|\\.){1,2000})'"
                   r"|\[\[([^\]\n]{1,2000})\]\]|`([^`\n]{2,2000})`")  # fmt: skip
_SET = re.compile(
    r"(?m)^[ \t]{0,40}(?:my |our |local |let |let mut )?[$@]?(\w{1,60})\s?(?::=|=(?!=))"
    r"([^\n]{1,400})"
)
_NAME = re.compile(r"[A-Za-z_]\w{0,60}")
_COMMENT = re.compile(r"(?m)^[ \t]*(?:#|//|--(?!\[)|;|REM\b)[^\n]*")
_FILE = re.compile(
    r"[\"'`]([\w@.~/ +-]{1,200}\.(?:py|[cm]?js|ts|sh|p[lm]|rb|php|lua|ps1|bat|cmd|so|node|exe|vbs"
    r"|cmake|mk|rs|gypi?))[\"'`]"
)
_IMPORT = re.compile(
    r"(?m)^[ \t]*(?:from[ \t]+([\w.]{1,200})[ \t]+import\b|import[ \t]+([\w., \t]{1,300}))"
)
_REQUIRED = re.compile(r"\brequire(?:_relative)?\s{0,4}\(?\s{0,4}[\"']([\w./-]{1,200})[\"']"
                       r"|(?m:^)[ \t]*use[ \t]+([A-Z]\w*(?:::\w+)*)"
                       r"|\bload_file\(?[\"']([\w./-]{1,200})[\"']"
                       r"|\bmod[ \t]+(\w{1,60});")  # fmt: skip
_BACKTICK = re.compile(r"`([^`\n]{3,1000})`|\bqx[{(/]([^})/\n]{3,1000})|%x[{(]([^})\n]{3,1000})")
_NO_BACKTICKS = (".py", ".pyw", ".md", ".txt", ".rs")
_RECIPE = re.compile(r"(?m)^(?:\t| {2,8})[ \t]*[@+-]*(.+)$")
_SHELL = re.compile(r"\$[({]shell[ \t]{1,4}|^[\w.]+[ \t]{0,4}!=[ \t]{0,4}", re.MULTILINE)
_MAKE_SET = re.compile(
    r"(?m)^(?:export )?([\w.]{1,60})[ \t]{0,8}(?:[:?+]?=|::=)[ \t]{0,8}(.{0,500})$"
)
_MAKE_INCLUDE = re.compile(r"(?m)^-?s?include[ \t]+(\S{1,200})")
_MAKEFILE = re.compile(r"(?:gnu)?makefile|.*\.mk|justfile", re.IGNORECASE)
_CMAKE = re.compile(r"cmakelists\.txt|.*\.cmake", re.IGNORECASE)
_CMAKE_CALL = re.compile(
    r"(?i)\b(?:execute_process|add_custom_command|add_custom_target|exec_program)\s?\("
)
_CMAKE_FILE = re.compile(
    r"(?i)\binclude\s?\(\s?\"?([\w./$\{\}-]{1,200})|\badd_subdirectory\s?\(\s?\"?([\w./-]{1,200})"
)
_POWERSHELL = (".ps1", ".psm1", ".psd1")

Place = tuple[str, int, str, str]
"""A mark's name, where it stands, its value, its text ("" for what stands there)."""


class Reading(NamedTuple):
    """What is known of a script: places of marks, and the files that it leads to."""

    places: tuple[Place, ...]
    names: tuple[str, ...]


def foreign(path: str, kind: str) -> bool:
    """Whether a file is a script, or may be one, in another language than JavaScript."""
    name = path.rpartition("/")[2].lower()
    return kind in {"python", "text", "yaml"} or name.endswith(_POWERSHELL)


def read(text: str, path: str = "") -> Reading:
    """What a script in another language does. `path` tells makefiles, CMake and PowerShell."""
    name = path.rpartition("/")[2]
    text = text[:LARGEST]
    if _MAKEFILE.fullmatch(name):
        return _made(text)
    script = _Script(_COMMENT.sub(lambda found: " " * len(found[0]), text), path)
    found = list(_told(script))
    if _CMAKE.fullmatch(name):
        inner = list(_of_cmake(script.text))
        script.commands += inner
        found += [place for at, one in inner for place in _shell(one, at)]
    if name.lower().endswith(_POWERSHELL) and powershell(script.text):
        found.append(("fetches-and-runs", 0, "powershell", ""))
    return Reading(tuple(found), tuple(dict.fromkeys(_names(script, name))))


class _Script:
    """A script without its comments, with what is looked for more than once."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.connects = list(islice(_CONNECTS.finditer(text), _MOST))
        self.starts = list(islice(_STARTS.finditer(text), _MOST))
        self.held = _flows(text)
        self.commands = list(_commands(text, path, self.starts))


def _told(script: _Script) -> Iterator[Place]:
    """The marks of a script, from its words and from what flows between them."""
    text, held = script.text, script.held
    for found in script.connects:
        yield "connects", found.start(), found[0], ""
        statement = _statement(text, found.start())
        if taken := _takes(statement) or _carries(statement, held, "secret"):
            yield "sends-secret", found.start(), taken, ""
    for found in script.starts:
        yield "executes", found.start(), found[0].strip(" (\"'"), ""
        if _carries(_statement(text, found.start()), held, "fetched"):
            yield "fetches-and-runs", found.start(), found[0], ""
    for found in islice(_EVALUATES.finditer(text), _MOST):
        yield "evaluates", found.start(), found[0].strip(" ({$\"'b"), ""
        statement = text[found.start() : found.end() - 1] + _rest(text, found.end() - 1)
        if _DECODES.search(statement) or _carries(statement, held, "decoded"):
            yield "runs-decoded", found.start(), "base64", ""
        if _CONNECTS.search(statement) or _carries(statement, held, "fetched"):
            yield "fetches-and-runs", found.start(), found[0].strip(" ({$\"'b"), ""
    if _MOST in {len(script.connects), len(script.starts)}:
        yield "unparsed", -1, f"more than {_MOST} calls", ""
    yield from _taken(text)
    for at, one in script.commands:
        yield from _shell(one, at)
    yield from _kept(script)


def _taken(text: str) -> Iterator[Place]:
    """What is read of secrets, the machine and its user, and what is written where it stays."""
    for name, at, value in secrets(text.encode("latin-1", "replace")):
        yield name, at, value, ""
    for found in islice(_ENV.finditer(text), _MOST):
        yield "reads-secret", found.start(), f"env:{found[1]}", ""
    for found in islice(_WHOLE.finditer(text), 8):
        yield "reads-environment", found.start(), "", ""
    host, user = _HOST.search(text), _USER.search(text)
    if host and user:
        yield "identifies", host.start(), "host user", ""
    sockets, gives = _SOCKETS.search(text), _GIVES.search(text)
    if sockets and gives:
        yield "opens-shell", gives.start(), gives[0].strip("\"'"), ""
    for found in islice(_WRITES.finditer(text), _MOST):
        if _APPENDS.search(found[0]) and (place := target(found[0])):
            yield "writes-outside", found.start(), place, ""


def _takes(statement: str) -> str:
    """What secret a statement takes, or ""."""
    found = next(secrets(statement.encode("latin-1", "replace")), None)
    if found is not None:
        return found[2]
    if _WHOLE.search(statement):
        return "environment"
    named = _ENV.search(statement)
    return f"env:{named[1]}" if named else ""


def _flows(text: str) -> dict[str, set[str]]:
    """The variables that hold what was decoded, fetched or secret, over two turns."""
    held: dict[str, set[str]] = {}
    sets = list(islice(_SET.finditer(text), _MOST))
    for _ in range(2):
        for one in sets:
            value = one[2]
            kinds = {"decoded"} if _DECODES.search(value) else set()
            kinds |= {"fetched"} if _CONNECTS.search(value) else set()
            kinds |= {"secret"} if _takes(value) else set()
            for name in islice(_NAME.finditer(value), _MOST_NAMES):
                kinds |= held.get(name[0], set())
            if kinds:
                held.setdefault(one[1], set()).update(kinds)
    return held


def _carries(statement: str, held: dict[str, set[str]], kind: str) -> str:
    """The variable in a statement that holds such a thing, or ""."""
    if not held:
        return ""
    names = (found[0] for found in islice(_NAME.finditer(statement), _MOST_NAMES))
    return next((name for name in names if kind in held.get(name, ())), "")


def _statement(text: str, at: int) -> str:
    """The line or lines of a call that begins at `at`."""
    start = max(text.rfind("\n", 0, at), text.rfind(";", 0, at)) + 1
    return text[start:at] + _rest(text, at)


def _rest(text: str, at: int) -> str:
    """What follows to the end of a statement: of its brackets, at most some hundred characters."""
    depth, end = 0, min(len(text), at + _SPAN)
    for place in range(at, end):
        one = text[place]
        depth += (one in "([{") - (one in ")]}")
        if one in "\n;" and depth <= 0:
            return text[at:place]
    return text[at:end]


def _commands(text: str, path: str, starts: list[re.Match[str]]) -> Iterator[tuple[int, str]]:
    """The commands that a script's texts hold, each with where it is started."""
    for found in starts:
        given = _rest(text, found.start())
        words = [
            _unescaped(next(filter(None, one.groups())))
            for one in islice(_TEXT.finditer(given), 60)
        ]
        if len(words) == 1 or (words and " " in words[0]):
            yield from ((found.start(), word) for word in words if " " in word or len(words) == 1)
        elif words:
            yield found.start(), shlex.join(words)
    if not path.lower().endswith(_NO_BACKTICKS):
        for found in islice(_BACKTICK.finditer(text), _MOST):
            yield found.start(), next(filter(None, found.groups()))


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\"'\\`$@])", r"\1", text)


def _shell(script: str, at: int) -> Iterator[Place]:
    """The marks of commands, where they are started."""
    plain = (one for one in commands(script) if one.program not in LANGUAGES)
    for name, value, text in shells.told(plain):
        yield name, at, value, text


def _kept(script: _Script) -> Iterator[Place]:
    """A file that is fetched and started: one text names it in both calls."""
    calls = (_rest(script.text, found.start()) for found in script.connects)
    fetched = {_last(one) for call in calls for one in _texts(call)}
    for found in script.starts if fetched else ():
        both = fetched & {_last(one) for one in _texts(_rest(script.text, found.start()))} - {""}
        if both:
            yield "fetches-and-runs", found.start(), min(both), ""


def _texts(text: str) -> Iterator[str]:
    for found in islice(_TEXT.finditer(text), 30):
        yield from next(filter(None, found.groups())).split()


def _last(word: str) -> str:
    name = word.rstrip("/").rpartition("/")[2]
    return name if len(name) > 1 and "." not in name[:1] else ""


def _names(script: _Script, name: str) -> Iterator[str]:
    """The files that a script may lead to, seen from its folder."""
    text = script.text
    for found in islice(_FILE.finditer(text), _MOST):
        yield found[1]
    for _, each in script.commands:
        yield from (one.what for one in started(commands(each)) if one.kind == "file")
    for found in islice(_IMPORT.finditer(text), _MOST):
        for module in (found[1] or found[2]).split(","):
            words = module.split()
            path = words[0].lstrip(".").replace(".", "/") if words else ""
            yield from (f"{path}.py", f"{path}/__init__.py") if path else ()
    for found in islice(_REQUIRED.finditer(text), _MOST):
        path = next(filter(None, found.groups())).replace("::", "/")
        yield from (
            path,
            *(f"{path}{end}" for end in (".rb", ".pm", ".lua", ".rs")),
            f"lib/{path}.pm",
        )
    if _CMAKE.fullmatch(name):
        for found in islice(_CMAKE_FILE.finditer(text), _MOST):
            path = next(filter(None, found.groups())).rpartition("}/")[2] or ""
            yield from (path, f"{path}.cmake", f"{path}/CMakeLists.txt")


def _of_cmake(text: str) -> Iterator[tuple[int, str]]:
    """The commands that a CMake script starts."""
    for found in islice(_CMAKE_CALL.finditer(text), _MOST):
        given = _rest(text, found.end() - 1).strip("()\n ")
        for part in re.split(r"\bCOMMAND\b", given)[1:]:
            words = part.partition("WORKING_DIRECTORY")[0].partition("OUTPUT_VARIABLE")[0]
            yield found.start(), words.replace("${CMAKE_COMMAND}", "cmake").strip("() \n")


def _made(text: str) -> Reading:
    """What a makefile does: its recipes, and the commands of its variables."""
    known = dict(islice(((one[1], one[2]) for one in _MAKE_SET.finditer(text)), _MOST))

    def put(found: re.Match[str]) -> str:
        return known.get(found[1] or found[2], found[0])

    def plain(script: str) -> str:
        for _ in range(3):
            script = re.sub(r"\$(?:\((\w+)\)|\{(\w+)\})", put, script)[:_LONGEST]
        return script.replace("$$", "$")

    scripts = [(one.start(), plain(one[1])) for one in islice(_RECIPE.finditer(text), _MOST)]
    scripts += [
        (one.start(), plain(_rest("(" + text[one.end() : one.end() + _SPAN], 0).strip("()\n")))
        for one in islice(_SHELL.finditer(text), _MOST)
    ]
    places = [place for at, script in scripts for place in _shell(script, at)]
    names = [
        one.what for _, script in scripts for one in started(commands(script)) if one.kind == "file"
    ]
    whole = "\n".join(script for _, script in scripts)
    places += [place for place in _shell(whole, 0) if place[0] == "fetches-and-runs"]
    names += [one[1] for one in islice(_MAKE_INCLUDE.finditer(text), _MOST)]
    return Reading(tuple(places), tuple(dict.fromkeys(names)))
