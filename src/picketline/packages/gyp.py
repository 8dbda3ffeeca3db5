"""What a build by node-gyp runs: commands in values, actions, rules, post-builds, includes.

A gyp file is a literal of Python: texts, lists, mappings. It is read by its tokens, in one pass,
and nothing of it is evaluated.
"""

import re
import shlex
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

LARGEST = 1 << 20
_MOST_TOKENS = 50_000
_MOST_DEPTH = 100
_MOST = 500
_LONGEST = 1 << 14
_ACTS = {"actions", "rules", "postbuilds"}
_LONGEST_VALUE = 500
_MOST_VALUES = 50
_TURNS = 4
_TOKEN = re.compile(
    r"#[^\n]*|[rRbBuU]{0,2}(\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''"
    r"|\"(?:[^\"\\\n]|\\[\s\S])*\"|'(?:[^'\\\n]|\\[\s\S])*')|([\[\]{}(),:+])|[\w.-]+"
    r"|([\"'][^\n]*)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|\n|([\s\S]))")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r"}
_RUNS = re.compile(r"[<>^]!@?(pymod_do_main)?\(")
_GIVEN = {"python": "python", "node": "node", "module_root_dir": ".", "DEPTH": "."}
_VARIABLE = re.compile(r"[<>^]@?\(([\w.-]{1,80})\)")
_MODULE = re.compile(r"\s{0,8}([\w.]{1,100})")
_SOURCE = re.compile(r".*\.(?:c|cc|cpp|cxx|c\+\+|m|mm|s|asm|cu|rc|swift|rs|f|f90)", re.IGNORECASE)


class Started(NamedTuple):
    """One command of a build: its text, where it stands (an offset), what names it."""

    script: str
    at: int
    by: str


class Build(NamedTuple):
    """A gyp file: the commands that building runs, the files that it names, its sources.

    `files` are others that are read with it. `whole` says whether it was read to its end.
    """

    commands: tuple[Started, ...]
    files: tuple[str, ...]
    sources: tuple[str, ...]
    whole: bool


class _Text(NamedTuple):
    """A text: the keys that lead to it, its value, where it stands, the list that it is of."""

    keys: tuple[str, ...]
    value: str
    at: int
    list: int


def read(text: str) -> Build:
    """What a gyp file runs and reads."""
    texts, whole = _texts(text[:LARGEST])
    known = _variables(texts)
    found = [*_substituted(texts, known), *_acted(texts, known)]
    files = [_file(each.value) for each in texts if "includes" in each.keys[-1:]]
    files += [_file(each.value) for each in texts if each.keys[-1:] == ("dependencies",)]
    files += [f"./{module}.py" for one in found if (module := _module(one))]
    sources = [each.value for each in texts if "sources" in each.keys]
    return Build(
        tuple(dict.fromkeys(found)),
        tuple(dict.fromkeys(filter(None, files))),
        tuple(each for each in sources if _SOURCE.fullmatch(each) or _RUNS.search(each)),
        whole and len(text) <= LARGEST,
    )


class _Literal:
    """A literal as it is read, token by token: the brackets that are open, and their keys."""

    def __init__(self) -> None:
        self.found: list[_Text] = []
        self.open: list[tuple[str, str, int]] = []
        self._key = ""
        self._text: str | None = None
        self._at = 0
        self._lists = 0

    def text(self, value: str, at: int) -> None:
        """Take a text; texts that follow each other are one."""
        self._at = at if self._text is None else self._at
        self._text = (self._text or "")[:_LONGEST] + value

    def sign(self, sign: str) -> None:
        """Take a bracket, a comma, a colon or another word."""
        if sign == "+":
            return
        if sign == ":" and self._text is not None:
            self._key, self._text = self._text, None
            return
        self.end()
        if sign in {"[", "{", "("}:
            self._lists += 1
            self.open.append((sign, self._key, self._lists))
            self._key = ""
        elif sign in {"]", "}", ")"} and self.open:
            self.open.pop()
            self._key = ""
        elif sign == "," and self.open and self.open[-1][0] == "{":
            self._key = ""

    def end(self) -> None:
        """Note the text that stands here, if there is one."""
        if self._text is not None:
            keys = tuple(filter(None, (*(key for _, key, _ in self.open), self._key)))
            within = self.open[-1][2] if self.open else 0
            self.found.append(_Text(keys, self._text, self._at, within))
            self._text = None


def _texts(text: str) -> tuple[list[_Text], bool]:
    """Every text of a literal with the keys that lead to it; and whether all was read."""
    literal, whole = _Literal(), True
    for count, token in enumerate(_TOKEN.finditer(text)):
        if count > _MOST_TOKENS or len(literal.open) > _MOST_DEPTH:
            return literal.found, False
        whole = whole and not token[3]
        if token[1]:
            literal.text(_value(token[1]), token.start())
        elif token[0][:1] != "#":
            literal.sign(token[2] or " ")
    literal.end()
    return literal.found, whole and not literal.open


def _value(written: str) -> str:
    width = 3 if written[:3] in {'"""', "'''"} else 1

    def plain(found: re.Match[str]) -> str:
        for digits, number in ((found[1], 16), (found[2], 16), (found[3], 8)):
            if digits:
                return chr(int(digits, number))
        return _PLAIN.get(found[4], found[4]) if found[4] else ""

    return _ESCAPE.sub(plain, written[width:-width])


def _variables(texts: list[_Text]) -> dict[str, str]:
    """The variables of a build by name; those of a list are joined by blanks."""
    found = dict(_GIVEN)
    for each in texts:
        if "variables" in each.keys[:-1] and len(found) < _MOST:
            name = each.keys[-1].rstrip("%?+=/!>")
            more = name in found and name not in _GIVEN
            whole = f"{found[name]} {each.value}" if more else each.value
            found[name] = whole[:_LONGEST_VALUE]
    return found


def _put(text: str, known: dict[str, str]) -> str:
    """A text with the variables that are known put in, a few turns of them."""
    text = text[:_LONGEST]
    for _ in range(_TURNS):
        if "(" not in text or len(text) > _LONGEST:
            break
        changed = _VARIABLE.sub(lambda found: known.get(found[1], found[0]), text, _MOST_VALUES)
        if changed == text:
            break
        text = changed
    return text[:_LONGEST]


def _substituted(texts: list[_Text], known: dict[str, str]) -> Iterator[Started]:
    """The commands in `<!(...)`, `<!@(...)`, `>!(...)` and `^!(...)`, nested ones too."""
    for each in texts:
        if "!" not in each.value and "(" not in each.value:
            continue
        value = _put(each.value, known)
        for found in islice(_RUNS.finditer(value), _MOST):
            script = _balanced(value, found.end())
            listed, _ = _texts(script) if script.lstrip()[:1] == "[" else ([], True)
            if listed:
                script = shlex.join(one.value for one in listed)
            yield Started(script, each.at, found[0][:-1])


def _balanced(text: str, start: int) -> str:
    """What stands up to the bracket that closes the one before `start`."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return text[start:at]
    return text[start:]


def _acted(texts: list[_Text], known: dict[str, str]) -> Iterator[Started]:
    """The commands of actions, rules and post-builds, and of compilers that are set."""
    lists: dict[int, list[_Text]] = {}
    for each in texts:
        if each.keys[-1:] == ("action",):
            lists.setdefault(each.list, []).append(each)
        elif each.keys[-1:] == ("make_global_settings",) and not each.value.isupper():
            yield Started(_put(each.value, known), each.at, "make_global_settings")
    for words in lists.values():
        argv = [_put(word.value, known) for word in words]
        by = next((key for key in reversed(words[0].keys) if key in _ACTS), "action")
        yield Started(shlex.join(argv) if len(argv) > 1 else argv[0], words[0].at, by)


def _file(name: str) -> str:
    """A gyp file that another names, without its target."""
    return name.partition(":")[0] if "(" not in name else ""


def _module(one: Started) -> str:
    found = _MODULE.match(one.script) if one.by.endswith("pymod_do_main") else None
    return found[1].replace(".", "/") if found else ""
