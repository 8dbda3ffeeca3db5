"""What the settings of a project ask to ignore."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from picketline.core.errors import SettingsError
from picketline.packages import accepted
from picketline.packages.accepted import Ignore
from picketline.packages.documents import Place, shown
from picketline.packages.project_yaml import Mapping as File


class IgnoreItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An ignore as a mapping of YAML: the same as a line of an ignore file, and its last day."""

    rule: str = ""
    package: str = ""
    path: str = ""
    reason: str = ""
    until: dt.date | None = None


def ignores(
    file: File, key: str, items: Sequence[IgnoreItem | str], rules: Mapping[str, object]
) -> Iterator[Ignore]:
    """The ignores below `key` (ignore, ignore_paths, ignore_packages), in their order.

    Raises SettingsError with the line if one of `ignore` names no rule or has no reason; below
    the other two, where any rule is meant, the key itself serves as the reason.
    """
    texts = [each if isinstance(each, str) else each.reason or each.path for each in items]
    shown_as = file.place.path.rpartition("/")[2]
    for each, line in zip(items, file.lines(key, texts), strict=True):
        place = file.place
        found = _ignore(each, key, place, line)
        if key == "ignore" or found.rule:
            accepted.checked(found, place, line, rules)
        where = accepted.at(Place(shown_as, SettingsError), line)
        yield msgspec.structs.replace(found, where=where)


def _ignore(each: IgnoreItem | str, key: str, place: Place, line: int) -> Ignore:
    if isinstance(each, str):
        return _of_text(each, key, place, line)
    if key == "ignore" and not each.reason.strip():
        raise place.wrong("an ignore without a reason; say why", line)
    if key != "ignore" and not (each.path or each.package):
        raise place.wrong(f"{key}: an entry that names nothing", line)
    return Ignore(
        rule=each.rule,
        package=each.package,
        path=each.path,
        reason=each.reason.strip() or f"by {key}",
        until=each.until,
    )


def _of_text(text: str, key: str, place: Place, line: int) -> Ignore:
    spec, reason = accepted.parted(text)
    if not spec:
        raise place.wrong(f"{key}: an entry that names nothing", line)
    if key == "ignore_paths":
        return Ignore(path=spec, reason=reason or f"by {key}")
    if key == "ignore_packages":
        return Ignore(package=spec, reason=reason or f"by {key}")
    if not reason:
        what = f'{shown(text)} has no reason; write "{accepted.FORM}", with the quotes'
        raise place.wrong(what, line)
    return accepted.read_ignore(text, place, line)
