"""One bounded HTTP request.

No redirect is followed, no answer is read beyond its limit, and neither the address nor
anything that the other side says reaches an error.
"""

import asyncio
import http
import os
import re
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from picketline.core.errors import DeliveryError

if TYPE_CHECKING:
    import httpx

_AGAIN = frozenset({408, 425, 429})
_MOST_WAIT = 3600.0
_LONGEST_CHAIN = 8


class Request(msgspec.Struct, frozen=True):
    """What is asked of an address that `address.problem` has nothing against."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes = b""


def send(request: Request, *, timeout: float, cap: int) -> bytes:
    """Return the body of a 2xx answer: at most `cap` bytes of it, within `timeout` seconds.

    `timeout` holds for everything, but for a resolver that hangs: that has its own. Raises
    DeliveryError, without the address, for any other answer, one over `cap`, and none.
    """
    import httpx  # noqa: PLC0415  # costly, and most runs send nothing

    try:
        return asyncio.run(_send(request, max(timeout, 0.0), cap))
    except (TimeoutError, httpx.TimeoutException):
        raise DeliveryError(f"no answer within {timeout:g} s") from None
    except httpx.ConnectError as error:
        raise DeliveryError(_unreached(error)) from None
    except httpx.HTTPError as error:
        raise DeliveryError(f"the connection broke: {type(error).__name__}") from None
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise DeliveryError("not an address that can be used", lasting=True) from None


async def _send(request: Request, seconds: float, cap: int) -> bytes:
    import httpx  # noqa: PLC0415  # as above

    secure = request.url.startswith("https:")
    headers = {"User-Agent": "picketline", **request.headers, "Accept-Encoding": "identity"}
    async with asyncio.timeout(seconds):
        # A proxy of the environment is for https alone: it would see all of http.
        async with httpx.AsyncClient(timeout=seconds, trust_env=secure) as client:
            asked = client.stream(
                request.method, request.url, headers=headers, content=request.body or None
            )
            async with asked as answer:
                _refuse(answer)
                return await _body(answer, cap)


async def _body(answer: "httpx.Response", cap: int) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > cap:
            raise DeliveryError(f"the answer is larger than {cap} bytes", lasting=True)
    return bytes(body)


def _refuse(answer: "httpx.Response") -> None:
    """Raise for every status but 2xx; those that may pass are not lasting."""
    status = answer.status_code
    if answer.is_success:
        return
    if answer.is_redirect:
        raise DeliveryError(
            f"answered {status}: it redirects; give the final address", lasting=True
        )
    words = http.HTTPStatus(status).phrase if status in set(http.HTTPStatus) else "unknown"
    passing = status in _AGAIN or answer.is_server_error
    after = answer.headers.get("retry-after", "") if passing else ""
    raise DeliveryError(
        f"answered {status} {words}",
        lasting=not passing,
        after=min(float(after), _MOST_WAIT) if re.fullmatch(r"[0-9]{1,6}", after) else 0.0,
    )


def _unreached(error: Exception) -> str:
    """Why no connection was made, from the system's and the TLS library's own words."""
    cause: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if isinstance(cause, ssl.SSLError):
            return f"cannot connect: {getattr(cause, 'verify_message', '') or cause.reason}"
        if isinstance(cause, OSError) and cause.errno:
            known = os.strerror(cause.errno) if cause.errno > 0 else cause.strerror
            return f"cannot connect: {known}"
        cause = cause and (cause.__cause__ or cause.__context__)
    return "cannot connect"
