"""Which school a request is for: its Host header says, before all else.

Cookies, tokens, tickets and addresses are then looked up in that school alone. A name
that nobody has is answered by nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match

from dashboards import current
from dashboards.door.guard import Guard, as_nobody
from dashboards.door.origin import name_in
from dashboards.node.schools import AGAIN_AFTER, NotOpenedError
from dashboards.speech import language_of
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from starlette.types import ASGIApp, Receive, Scope, Send

    from dashboards.node.schools import Schools

_ROUTES, _ROUTE = "vedomost.routes", "vedomost.route"
_NOT_OPEN = N_(
    "The journal of this school cannot be opened at the moment. Try again in a minute; "
    "if it goes on, tell the school’s administrator the time."
)


class ByHost:
    """Hands each request to the guard of the school whose name was asked for."""

    def __init__(
        self, app: ASGIApp, schools: Schools, own_doors: Mapping[str, ASGIApp]
    ) -> None:
        self._app = app
        self._schools = schools
        self._own_doors = own_doors  # of the node itself, by the machine's names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, as ASGI asks."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        host = _host(scope)
        try:
            served = await self._schools.at(host)
        except NotOpenedError:
            await as_nobody(_not_open(scope))(scope, receive, send)
            return
        if served is None:
            answer = self._own_doors.get(host, as_nobody())
            await answer(scope, receive, send)
            return
        inner = {**scope, _ROUTES: served.routes}
        with current.serving(served.site):
            await Guard(self._app, served.site)(inner, receive, send)


class RoutesOfTheSchool(BaseRoute):
    """The routes of whichever school the request is for, in front of Streamlit's."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return what the first of the school's routes that fits says."""
        partial: tuple[Match, Scope] = (Match.NONE, {})
        for route in scope.get(_ROUTES, ()):
            match, told = route.matches(scope)
            found = (match, {**told, _ROUTE: route})
            if match == Match.FULL:
                return found
            if match == Match.PARTIAL and partial[0] == Match.NONE:
                partial = found
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the route that fits."""
        await scope[_ROUTE].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """Name no addresses: every school has the same."""
        raise NotImplementedError


def _host(scope: Scope) -> str:
    """Return the name that was asked for; '' where it was said twice or not at all."""
    said = Headers(scope=scope).getlist("host")
    return name_in(said[0]) if len(said) == 1 else ""


def _not_open(scope: Scope) -> PlainTextResponse:
    spoken = language_of(Headers(scope=scope).get("accept-language"))
    wait = {"Retry-After": f"{AGAIN_AFTER:.0f}"}
    return PlainTextResponse(say(_NOT_OPEN, spoken), 503, wait)
