"""Scripts as the grammar of bash reads them: what only Windows writes, put in its words."""

import re

from picketline.packages.shell_names import KNOWN

_BACKSLASH = re.compile(r"(?<=[\w.%])\\(?=[\w.@-])(?!\d{3}|x[\dA-Fa-f]{2})")
_BROKEN = re.compile(r"(?<![\w./\\@:%-])\w{0,24}(?:\\\w{1,24}){1,24}(?![\w./\\@:-])")
_IF = re.compile(
    r"\bif\s{1,8}(?:/i\s{1,8})?(?:not\s{1,8})?(?:exist\s{1,8}(?:\"[^\"\n]{0,300}\"|\S{1,300})"
    r"|defined\s{1,8}\S{1,100}|errorlevel\s{1,8}\d{1,9}|\"?[\w%]{0,100}\"?\s{0,4}==\s{0,4}\S{0,100})"
    r"\s{1,8}(?!then\b)", re.IGNORECASE)  # fmt: skip
_ELSE = re.compile(r"\)\s{0,8}else\s{0,8}\(", re.IGNORECASE)
_FOR = re.compile(
    r"\bfor\s{1,4}(?:/\w\s{1,4}(?:\"[^\"\n]{0,200}\"\s{1,4})?)?%%?(\w)\s{1,4}in\s{1,4}"
    r"\(([^)\n]{0,300})\)\s{1,4}do\s{1,4}", re.IGNORECASE)  # fmt: skip
_CARETS = re.compile(r"(?:^|[&|;(\n])\s{0,8}[\w.]{0,40}\^\w")
_CARET = re.compile(r"(?<=[\w.])\^(?=[\w.])")
_BRACES = re.compile(r"(?:^|(?<=[;&|(\n]))(\s{0,8})\{([^\s{};|&,]{1,60}(?:,[^\s{};|&]{1,1000})+)\}")
_DELAYED = re.compile(r"!([A-Za-z_]\w{0,60})!")
_AT = re.compile(r"(?m)^[ \t]{0,8}@(?=\w)")


def readable(script: str) -> str:
    r"""A script without what would be misread: carets, `if exist`, `\` in paths, `{curl,-s}`."""
    if "\r" in script:
        script = script.replace("\r\n", "\n").replace("\r", "\n")
    if "%" in script or "if" in script.lower():
        script = _IF.sub("", script)
        script = _ELSE.sub(") ; (", script) if "else" in script.lower() else script
    if "%" in script:
        script = _listed(script)
        script = script.replace("%~dp0\\", "./").replace("%~dp0", "./")
    if "!" in script and "set " in script:
        script = _DELAYED.sub(r"%\1%", script)
    if "^" in script and _CARETS.search(script):
        script = _CARET.sub("", script)
    if "\\" in script:
        script = _BACKSLASH.sub("/", _BROKEN.sub(_whole, script))
    if "{" in script:
        script = _BRACES.sub(lambda one: one[1] + one[2].replace(",", " "), script)
    return _AT.sub("", script) if "@" in script else script


def _whole(found: re.Match[str]) -> str:
    r"""`c\url` is `curl`; `bin\x` stays a path."""
    plain = found[0].replace("\\", "")
    return plain if plain in KNOWN else found[0]


def _listed(script: str) -> str:
    """`for %i in (a b) do c %i` as `c a`: one turn of it."""
    for _ in range(8):
        found = _FOR.search(script)
        if found is None:
            break
        first = (found[2].split() or [""])[0].strip("\"'").replace("\\", "/")
        turn = re.compile(f"%%?(?:~\\w{{0,8}})?{re.escape(found[1])}\\b")
        rest = turn.sub(first, script[found.end() :])
        script = script[: found.start()] + rest
    return script
