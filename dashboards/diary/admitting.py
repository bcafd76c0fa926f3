"""Who comes to a plain page: let in, led to the log-in, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from dashboards.callers import admitted

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.site import Site

_UNAUTHORIZED = 401


async def admitted_to_page(
    site: Site, request: Request, path: str
) -> Caller | Response:
    """Return who looks at a plain page, or the refusal as a page for people.

    Opening a page is something the person did; the page's script that draws it anew
    is not, so that a phone left lying is logged out in its time.
    """
    who = await admitted(site, request, path)
    if isinstance(who, Response):
        if who.status_code == _UNAUTHORIZED:
            return RedirectResponse("/login?why=closed", 303)
        return who
    if request.headers.get("sec-fetch-mode", "navigate") == "navigate":
        site.sessions.touch(request.scope["vedomost.session"])
    return who
