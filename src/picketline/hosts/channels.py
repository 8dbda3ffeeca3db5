"""From the settings to what they name: the sinks, the heartbeat and the model."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from picketline.core import triage, web
from picketline.core.address import place
from picketline.core.errors import DeliveryError, InventoryError
from picketline.core.report import Triage
from picketline.core.sinks import Sink
from picketline.core.sinks.command import Command, run
from picketline.core.sinks.lines import Lines
from picketline.core.sinks.syslog import Syslog
from picketline.core.sinks.webhook import Webhook
from picketline.core.triage_chat import Endpoint, ask
from picketline.hosts import webhooks
from picketline.hosts.inventory import Inventory, Settings

KEY = "PICKET_TRIAGE_KEY"
_CAP = 1 << 16

Opinion = Callable[[bytes], Triage]
"""Takes the report's JSON; never raises."""


def sinks(inventory: Inventory, environ: Mapping[str, str]) -> tuple[Sink, ...]:
    """Every sink that the inventory names; raises InventoryError for an unreadable secret."""
    settings = inventory.settings
    found: list[Sink] = []
    if settings.alert_cmd:
        found.append(Command("command", settings.alert_cmd, _without_key(environ)))
    if settings.alert_syslog:
        found.append(Syslog("syslog", settings.alert_syslog))
    if settings.alert_ocsf_file:
        found.append(Lines("ocsf", Path(settings.alert_ocsf_file)))
    for hook in inventory.webhooks:
        url = webhooks.url_of(hook, settings.plain_http)
        found.append(Webhook(hook.name, hook.shape, url))
    return tuple(found)


def _without_key(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name != KEY}


def beat(settings: Settings, environ: Mapping[str, str], seconds: float) -> Iterator[str]:
    """Say that all is well: GET the heartbeat's address, run its command, each in `seconds`.

    Yields what failed.
    """
    if url := settings.heartbeat_url:
        try:
            web.send(web.Request("GET", url), timeout=seconds, cap=_CAP)
        except DeliveryError as problem:
            yield f"heartbeat not sent to {place(url)}: {problem}"
    if settings.heartbeat_cmd:
        try:
            run(settings.heartbeat_cmd, b"", seconds, _without_key(environ))
        except DeliveryError as problem:
            yield f"heartbeat_cmd: {problem}"


def opinion(settings: Settings, environ: Mapping[str, str]) -> Opinion | None:
    """Who gives an opinion on a report, if anybody: a command before a model over HTTP."""
    timeout = settings.triage_timeout_secs
    if settings.triage_cmd:
        return lambda document: triage.assess(document, settings.triage_cmd, timeout=timeout)
    if settings.triage_url:
        endpoint = Endpoint(settings.triage_url, settings.triage_model, _key(settings, environ))
        return lambda document: ask(document, endpoint, timeout=timeout)
    return None


def _key(settings: Settings, environ: Mapping[str, str]) -> str:
    """The key of the model: from the environment, else from its file, else none."""
    key = environ.get(KEY, "")
    if not key and settings.triage_key_file:
        return webhooks.secret(settings.triage_key_file)
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InventoryError(f"environment variable {KEY}: not one word of printable ASCII")
    return key
