"""Addresses of HTTP. One may hold a secret: only its host's name is ever told."""

import contextlib
import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_LONGEST_URL = 2048


def place(url: str) -> str:
    """The host's name and port: all of an address that may be shown."""
    parts = _parts(url)
    if parts is None or not parts.hostname:
        return "an address that is none"
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname


def problem(url: str, plain_http: tuple[str, ...] = ()) -> str:
    """Why `url` is not used, without a word of it; or nothing.

    http is for this machine and the hosts named in `plain_http`; all else needs https.
    """
    parts = _parts(url)
    if len(url) > _LONGEST_URL or not re.fullmatch(r"[!-~]+", url) or parts is None:
        return "not an address: printable ASCII, at most 2048 characters"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "not an address that starts with https:// and names a host"
    if parts.scheme == "https" or _here(parts.hostname) or parts.hostname in plain_http:
        return ""
    return f"http to {parts.hostname} is not encrypted: use https, or name it in plain_http"


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _here(host: str) -> bool:
    """Whether `host` is this machine, by address or by the one name that always is."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
