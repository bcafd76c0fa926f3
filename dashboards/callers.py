"""Who calls a route, with today's roles: the routes' counterpart of `current`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from dashboards.access import DOORS
from dashboards.speech import language_of
from expectations.language import LANGUAGES
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site


@dataclass(frozen=True)
class Caller:
    """A logged-in person at a route."""

    account_id: str
    person_id: str
    roles: frozenset[str]
    language: str


async def caller(site: Site, request: Request) -> Caller | None:
    """Return who calls; None once the account was closed."""
    return await run_in_threadpool(_look_up, site, request)


async def admitted(
    site: Site, request: Request, path: str
) -> Caller | PlainTextResponse:
    """Return who calls, or the refusal where the table of access says so."""
    who = await caller(site, request)
    if who is None:
        return PlainTextResponse("Log in first.", 401)
    door = next(door for door in DOORS if door.path == path)
    if door.roles and not door.roles & who.roles:
        return PlainTextResponse("This is not open to you.", 403)
    return who


def _look_up(site: Site, request: Request) -> Caller | None:
    account = site.sessions.account(request.scope["vedomost.session"])
    if account is None:
        return None
    school = site.school
    today = school_day(school.clock.now(), school.timezone)
    spoken = language_of(request.headers.get("accept-language"))
    return Caller(
        account_id=account.account_id,
        person_id=account.person_id,
        roles=viewer_for(school.database, account.person_id, today).roles,
        language=account.language if account.language in LANGUAGES else spoken,
    )
