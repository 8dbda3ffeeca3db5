import msgspec
import pytest
from projects import hook, package, project

from picketline.packages.corpus import Corpus, Indicator
from picketline.packages.news import wanting
from picketline.packages.news.sides import Seen

CORPUS = Corpus.of(
    [Indicator(id="MAL-1", kind="package", value="evil", versions="*")],
    popular=("express", "lodash", "debug"),
)
NONE = wanting.siblings(())


def told(**wish: object) -> tuple[str, str, str]:
    """Kind, severity and words of a wish of a package `by` from 1.0.0 on; hooks of `hooky`."""
    given = {"by": "by", "version": "1.0.1", "was": "1.0.0", "real": wish["name"]} | wish
    made = wanting.Wish(**{"siblings": NONE} | given)  # type: ignore[arg-type]  # a wish's fields
    hooky = package("hooky", "node_modules/hooky", runs=(hook("node x.js"),))
    before, after = (
        Seen(msgspec.structs.replace(each, corpus=CORPUS)) for each in (project(), project(hooky))
    )
    item = wanting.item(before, after, made)
    return item.kind, item.severity.value, item.why


@pytest.mark.parametrize(
    ("before", "after", "far"),
    [
        ("1.0.0", "1.0.1", "patch"),
        ("1.0.0", "1.1.0", "minor"),
        ("0.1.0", "0.2.0", "minor"),
        ("1.0.0-rc.1", "1.0.0", "patch"),
        ("v1.0.0", "1.0.1", "patch"),
        ("1.0.0", "1.0.0", "same"),
        ("late", "late", "same"),
        ("1.0.0", "2.0.0", ""),
        ("1.0.1", "1.0.0", ""),
        ("1.0", "1.1", ""),
        ("1.0.0", "late", ""),
        ("", "1.0.0", ""),
        ("9" * 300, "9" * 301, ""),
    ],
)
def test_how_far_an_upgrade_goes(before: str, after: str, far: str) -> None:
    """By the numbers of the versions; downwards or across a major is no small one."""
    assert wanting.step(before, after) == far


@pytest.mark.parametrize(
    ("wish", "kind", "severity"),
    [
        ({"name": "nobody-knows"}, "injected", "high"),
        ({"name": "nobody-knows", "version": "1.1.0"}, "injected", "medium"),
        ({"name": "nobody-knows", "version": "1.0.0"}, "injected", "high"),
        ({"name": "nobody-knows", "version": "2.0.0"}, "dependency", "low"),
        ({"name": "nobody-knows", "there": True}, "dependency", "low"),
        ({"name": "nobody-knows", "was": ""}, "dependency", "low"),
        ({"name": "hooky", "version": "1.1.0"}, "injected", "high"),
        ({"name": "hooky", "version": "2.0.0"}, "dependency", "medium"),
        ({"name": "express"}, "injected", "low"),
        ({"name": "express", "version": "2.0.0"}, "dependency", "info"),
        ({"name": "expres", "version": "1.1.0"}, "injected", "high"),
        ({"name": "@acme/x", "by": "@acme/y"}, "injected", "low"),
        ({"name": "@acme/x", "by": "@other/y"}, "injected", "high"),
        ({"name": "evil", "version": "2.0.0"}, "dependency", "critical"),
        ({"name": "fine", "real": "evil"}, "injected", "critical"),
    ],
)
def test_how_bad_it_is(wish: dict[str, object], kind: str, severity: str) -> None:
    """By how far the upgrade goes, how well the name is known, and what stands against it."""
    assert told(**wish)[:2] == (kind, severity)


def test_one_step_from_a_sibling() -> None:
    """A name that looks like one that the package depends on already, popular or not."""
    near = wanting.siblings(["follow-redirects", "form-data", "debug"])
    kind, severity, why = told(name="form-dato", version="1.1.0", siblings=near)
    assert (kind, severity) == ("injected", "high")
    assert why.endswith("one step from form-data, on which it depends, too")


def test_the_words() -> None:
    """Who, from which version to which, and what really comes."""
    assert told(name="fine", real="evil", taken="3.0.0")[2] == (
        "1.0.0 to 1.0.1 (patch) newly depends on evil@3.0.0 as fine; known bad: MAL-1;"
        " not among the popular names"
    )
    assert told(name="express", version="1.0.0")[2] == (
        "1.0.0, the same version, newly depends on express"
    )
    assert told(name="express", was="")[2] == "newly depends on express"


def test_rungs() -> None:
    """The version itself, the highest below it, else the lowest; by number, not by letters."""
    rungs = wanting.Rungs([("1.10.0", "c"), ("1.9.0", "b"), ("2.0.0-rc.1", "d"), ("1.2.0", "a")])
    found = {
        each: rungs.nearest(each)[1] for each in ("1.9.0", "1.9.5", "1.11.0", "2.0.0", "1.0.0")
    }
    assert found == {"1.9.0": "b", "1.9.5": "b", "1.11.0": "c", "2.0.0": "d", "1.0.0": "a"}
