"""What a host says besides the deed itself: the container held, who else, and remarks."""

import re

import msgspec

from picketline.hosts.facts import Deed, Held, Target

MORE = frozenset({"container", "end", "note", "with"})
"""Records about a process that are not its deed."""
NOTES = {
    "already-paused": "its container was paused already",
    "another-container": "the engine knows its container as another",
    "engine-failed": "the container's engine failed: only processes are frozen",
    "engine-stuck": "the container's engine does not answer: only processes are frozen",
    "foreign": "in a container of no engine that picket asks: only processes are frozen",
    "ignored-term": "SIGTERM did not end the container",
    "member-not-stopped": "another process of its tree could not be frozen",
    "more-members": "its tree has more processes than are frozen at once",
    "no-engine": "no engine of its container was found: only processes are frozen",
    "no-record": "what is held could not be recorded, so its container was let be",
    "no-timeout": "without timeout no container engine is asked: only processes are frozen",
    "not-running": "its engine says that the container does not run",
    "orchestrator": "in a pod: only processes are frozen, and what runs the pod may replace it",
    "pause-failed": "its container could not be paused: only processes are frozen",
    "protected-member": "something protected is in its container: only processes are frozen",
    "restart-not-restored": "the container's restart policy could not be put back",
    "rootless": "in a rootless container, whose engine is not asked: only processes are frozen",
    "service": "in a systemd service, which does not restart it while it is frozen",
    "still-paused": "its container is still paused, not by this incident",
    "stop-would-remove": "SIGTERM would have removed the container",
    "stop-would-restart": "SIGTERM would have restarted the container",
}
_MOST_MEMBERS = 64
_RESTART = {
    "none": "",
    "off": ", its restart policy {} switched off",
    "kept": ", its restart policy {} stays, as this engine cannot switch it off",
    "restored": ", its restart policy {} restored",
}
_HELD = (
    r"(docker|podman)\t([0-9a-f]{64})\t([A-Za-z0-9_.-]{1,64})\t"
    r"(paused|stopped|running|started|gone)\t"
    r"(no|always|unless-stopped|unknown|on-failure(?::\d{1,9})?)\t(none|off|kept|restored)"
)


def complete(deed: Deed, said: str) -> Deed:
    """Add to a deed that was done, or came too late, what else `said` holds about its process."""
    done = deed.outcome not in {"refused", "failed"} or deed.detail == "gone"
    return msgspec.structs.replace(
        deed,
        missing=_fields(deed.target, said, r"missing\t{}/([a-z]{{1,20}})")[:20],
        held=_held(deed.target, said) if done else None,
        members=_members(deed.target, said) if done else (),
        notes=tuple(w for w in _fields(deed.target, said, r"note\t{}\t([a-z-]+)") if w in NOTES),
    )


def _fields(target: Target, said: str, pattern: str) -> tuple[str, ...]:
    found = re.findall(rf"(?m)^{pattern.format(target.pid)}$", said)
    return tuple(dict.fromkeys(found))


def _held(target: Target, said: str) -> Held | None:
    found = re.findall(rf"(?m)^container\t{target.pid}\t{_HELD}$", said)
    return Held(*found[-1]) if found else None


def _members(target: Target, said: str) -> tuple[Target, ...]:
    number = r"\t(\d{1,19})"
    found = re.findall(rf"(?m)^with\t{target.pid}{number}{number}{number}$", said)
    members = (Target(*map(int, each)) for each in found[:_MOST_MEMBERS])
    return tuple(dict.fromkeys(each for each in members if each.pid > 1))


def held_text(held: Held) -> str:
    """In words: which container, what became of it and of its restart policy."""
    name = "" if held.name == "-" else f" ({held.name})"
    restart = _RESTART[held.restart].format(held.policy)
    return f"{held.engine} container {held.id[:12]}{name} {held.state}{restart}"


def reason(deed: Deed) -> str:
    """In words: the incident of a process that was contained, and what else was done."""
    words = [f"incident {deed.detail}", *more(deed)]
    if deed.members:
        words.append(f"{len(deed.members)} more of its tree frozen")
    return "; ".join(words)


def more(deed: Deed) -> tuple[str, ...]:
    """In words: what became of the process's container, and remarks."""
    held = (held_text(deed.held),) if deed.held else ()
    return (*held, *(NOTES[note] for note in deed.notes))
