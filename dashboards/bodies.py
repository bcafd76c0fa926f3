"""The body of a request, read whole and no further than its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request


class TooLargeError(Exception):
    """The body grew past its limit while it was coming in."""


async def body_of(request: Request, limit: int) -> bytes:
    """Read the body, giving up as soon as it is too long."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLargeError
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise TooLargeError
    return bytes(content)
