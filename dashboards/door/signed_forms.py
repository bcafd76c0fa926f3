"""Forms that only the browser we sent them to can send back (against forged log-ins).

A random cookie goes out with each form and its signature inside; both must come back,
from our own page.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse

from dashboards.bodies import TooLargeError, body_of
from dashboards.door.cookies import set_cookie

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

FORM_COOKIE = "__Host-vedomost-form"
_LIFETIME = 3600  # seconds
_LARGEST = 16 * 1024  # bytes of a whole form: strangers send these too
_MOST_FIELDS = 10


class SignedForms:
    """Draws forms and knows them again; a restart of the server forgets them."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def send(
        self, draw: Callable[[str], str], *, status: int = 200, wait: int = 0
    ) -> Response:
        """Send the page that `draw` makes around a fresh signature."""
        cookie = secrets.token_urlsafe(24)
        headers = {"Cache-Control": "no-store"}
        if wait:
            headers["Retry-After"] = str(wait)
        answer = HTMLResponse(draw(self._sign(cookie)), status, headers)
        set_cookie(answer, FORM_COOKIE, cookie, samesite="strict", seconds=_LIFETIME)
        return answer

    async def typed(self, request: Request) -> tuple[dict[str, str], bool]:
        """Return the fields and whether the form is ours; one too large never is."""
        try:
            body = await body_of(request, _LARGEST)
            fields = dict(parse_qsl(body.decode(), max_num_fields=_MOST_FIELDS))
        except (TooLargeError, ValueError):  # no UTF-8, or more fields than we have
            return {}, False
        cookie = request.cookies.get(FORM_COOKIE, "")
        signature = fields.get("form", "").encode()
        is_ours = hmac.compare_digest(self._sign(cookie).encode(), signature)
        return fields, bool(cookie) and is_ours

    def _sign(self, cookie: str) -> str:
        return hmac.new(self._key, cookie.encode(), hashlib.sha256).hexdigest()
