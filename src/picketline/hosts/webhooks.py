"""The `[[webhook]]` tables of an inventory. An address holds a secret and is never shown."""

from pathlib import Path
from typing import Annotated

import msgspec

from picketline.core import address, config
from picketline.core.errors import InventoryError
from picketline.core.sinks.shapes import Shape

RESERVED = frozenset({"command", "syslog", "ocsf"})
"""What the other sinks are called."""
_MOST = 16
_LARGEST = 4096

Name = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,40}$")]
HostName = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9.:-]{1,255}$")]


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One `[[webhook]]`: what it is called, who reads it (`shape`), and where it is.

    Its address is `url`, or the first line of `url_file`.
    """

    name: Name
    shape: Shape = "json"
    url: str = ""
    url_file: str = ""


def read(source: config.Source, plain_http: tuple[str, ...]) -> tuple[Webhook, ...]:
    """The webhooks of `source`; raises InventoryError naming line and key, no address."""
    entries = source.table.get("webhook", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InventoryError(f"{source.where('webhook')}: webhook: write each as [[webhook]]")
    if len(entries) > _MOST:
        raise InventoryError(f"{source.path}: {len(entries)} webhooks; at most {_MOST}")
    found: list[Webhook] = []
    for number, entry in enumerate(entries):

        def where(key: str, number: int = number) -> str:
            return source.where(key, "webhook", number)

        if "name" not in entry:
            raise InventoryError(f"{where('')}: name: missing; call the webhook something")
        made = config.convert(entry, Webhook, where, InventoryError)
        if made.name in RESERVED or made.name in {each.name for each in found}:
            raise InventoryError(f"{where('name')}: name: {made.name} is another's already")
        if bool(made.url) == bool(made.url_file):
            raise InventoryError(f"{where('')}: url: give either url or url_file")
        if made.url and (problem := address.problem(made.url, plain_http)):
            raise InventoryError(f"{where('url')}: url: {problem}")
        found.append(made)
    return tuple(found)


def url_of(webhook: Webhook, plain_http: tuple[str, ...]) -> str:
    """Where `webhook` is; raises InventoryError naming a file without a usable address."""
    if webhook.url:
        return webhook.url
    url = secret(webhook.url_file)
    if problem := address.problem(url, plain_http):
        raise InventoryError(f"{webhook.url_file}: {problem}")
    return url


def secret(path: str) -> str:
    """The first line of a small file; raises InventoryError naming the file."""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_LARGEST)
    except (OSError, ValueError) as problem:
        raise InventoryError(f"{path}: {getattr(problem, 'strerror', problem)}") from None
    line = data.partition(b"\n")[0].strip()
    if not line or not all(0x20 < byte < 0x7F for byte in line):  # noqa: PLR2004  # printable ASCII
        raise InventoryError(f"{path}: its first line is not one word of printable ASCII")
    return line.decode()
