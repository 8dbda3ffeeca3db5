"""Rules written in python: pure functions from facts to findings.

The docstring of a rule's module is its title, then `Why:`, `Limits:`, `Benign:` and `Next:`,
each a paragraph. The function below it yields what `find` makes.
"""

import functools
import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from picketline.core.errors import RuleError
from picketline.core.model import Evidence, Finding, Location, Severity, Subject
from picketline.core.rule import Rule, checked, collected, folder

Facts = TypeVar("Facts")
_FIELD = re.compile(r"(Why|Limits|Benign|Next): ")
_REQUIRED = ("Why", "Limits", "Benign", "Next")


class Check(Generic[Facts]):
    """A rule with the function that applies it."""

    def __init__(self, rule: Rule, function: Callable[[Facts], Iterable[Finding]]) -> None:
        self.rule = rule
        self._function = function

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        """What the rule has to say of `facts`."""
        yield from self._function(facts)

    def find(
        self,
        subject: Subject,
        severity: Severity,
        matched: str,
        *,
        evidence: Iterable[tuple[str, str | int]] = (),
        at: tuple[str, int] = ("", 0),
    ) -> Finding:
        """A finding of this rule; `at` is a path and a line, 0 for none.

        Evidence without a value is left out. Raises RuleError beyond the rule's bounds.
        """
        if not self.rule.admits(severity):
            raise RuleError(f"{self.rule.id} cannot be {severity.value}")
        return Finding(
            rule=self.rule.id,
            severity=severity,
            subject=subject,
            matched=matched,
            evidence=tuple(Evidence(name, value) for name, value in evidence if value != ""),
            location=Location(path=at[0] or None, line=at[1] or None),
        )


def rule(
    id: str,  # noqa: A002  # the field's name
    *,
    severity: tuple[Severity, Severity],
    since: str,
    category: str,
    tags: tuple[str, ...] = (),
) -> Callable[[Callable[[Any], Iterable[Finding]]], Check[Any]]:
    """Make a rule of a function; its texts are its module's docstring.

    `tags` are ids of ATT&CK and CWE, and the words `malware` and `stable`.
    """

    def made(function: Callable[[Any], Iterable[Finding]]) -> Check[Any]:
        module = sys.modules[function.__module__]
        title, fields = _docstring(module.__doc__ or "", function.__module__)
        found = Rule(
            id=id,
            name=function.__name__.replace("_", "-"),
            title=title,
            least=severity[0],
            most=severity[1],
            maturity="stable" if "stable" in tags else "preview",
            slam_dunk=False,
            since=since,
            why=fields["Why"],
            limits=fields["Limits"],
            benign=fields["Benign"],
            next=fields["Next"],
            attack=tuple(tag for tag in tags if tag[0] == "T"),
            cwe=tuple(tag for tag in tags if tag.startswith("CWE-")),
            category=category,
            malware="malware" in tags,
            stem=function.__module__.rpartition(".")[2],
        )
        checked(found, found.stem)
        return Check(found, function)

    return made


def _docstring(text: str, where: str) -> tuple[str, dict[str, str]]:
    title, _, rest = text.strip().partition("\n")
    fields: dict[str, str] = {}
    current = ""
    for line in rest.splitlines():
        match = _FIELD.match(line.strip())
        if match:
            current = match[1]
        if current and line.strip():
            words = line.strip().removeprefix(f"{current}: ")
            fields[current] = f"{fields[current]} {words}" if current in fields else words
    missing = [name for name in _REQUIRED if not fields.get(name)]
    if missing or not title:
        raise RuleError(f"{where}: the docstring lacks {', '.join(missing) or 'a title'}")
    return title.rstrip("."), fields


@functools.cache
def checks(package: str) -> dict[str, Check[Any]]:
    """All rules of `package` that are written in python, by id, in the order of their ids.

    Raises RuleError as `rule.catalogue` does.
    """
    files = frozenset(entry.name for entry in folder(package).iterdir())
    modules = sorted(
        name.removesuffix(".py") for name in files if name.endswith(".py") and name[0] != "_"
    )
    found = [_check_of(f"{package}.{name}") for name in modules]
    ids = collected((each.rule for each in found), files)
    by_id = {each.rule.id: each for each in found}
    return {each: by_id[each] for each in ids}


def _check_of(name: str) -> Check[Any]:
    module = importlib.import_module(name)
    (check,) = (each for each in vars(module).values() if isinstance(each, Check))
    return check


def rules_of(found: dict[str, Check[Any]]) -> dict[str, Rule]:
    """The rules alone, by id."""
    return {each: check.rule for each, check in found.items()}
