"""Who calls a route, with today's roles: the routes' counterpart of `current`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from dashboards.access import DOORS
from dashboards.door.programs import account_of_program, bad_token
from dashboards.speech import language_of
from dashboards.threads import run_in_threadpool
from expectations.language import LANGUAGES
from warehouse.access.accounts import account_for_id, has_left
from warehouse.access.log import Actor
from warehouse.clock import school_day

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site
    from warehouse.access.accounts import Account


@dataclass(frozen=True)
class Caller:
    """A logged-in person at a route, or a program with a token of theirs."""

    account_id: str
    person_id: str
    roles: frozenset[str]
    language: str
    address: str
    is_program: bool

    @property
    def actor(self) -> Actor:
        """Who the log of access says it was."""
        return Actor(self.account_id, self.person_id, self.address)


async def caller(site: Site, request: Request) -> Caller | None:
    """Return who calls; None once the account was closed."""
    return await run_in_threadpool(_look_up, site, request)


async def admitted(site: Site, request: Request, path: str) -> Caller | Response:
    """Return who calls, or the refusal where the table of access says so."""
    who = await caller(site, request)
    if who is None:
        by_program = request.scope["vedomost.program"] is not None
        return bad_token() if by_program else PlainTextResponse("Log in first.", 401)
    door = next(door for door in DOORS if door.path == path)
    if door.roles and not door.roles & who.roles:
        site.trail.tell(who.account_id, who.actor, "refused", place=path)
        return PlainTextResponse("This is not open to you.", 403)
    return who


async def admitted_still(site: Site, request: Request, path: str) -> Caller | Response:
    """Ask once more after the body: it may have taken hours to come, on purpose."""
    if request.scope["vedomost.program"] is not None:
        door = next(door for door in DOORS if door.path == path)
        address = request.client.host if request.client else ""
        account_id = await account_of_program(site, door, request.headers, address)
        if account_id is None:
            return bad_token()
    return await admitted(site, request, path)


def _look_up(site: Site, request: Request) -> Caller | None:
    account = _account(site, request)
    if account is None:
        return None
    school = site.school
    today = school_day(school.clock.now(), school.timezone)
    who = site.viewer(account.person_id)
    if has_left(school.database, who, today):
        site.sessions.end_account(account.account_id, "closed")
        return None
    spoken = language_of(request.headers.get("accept-language"))
    return Caller(
        account_id=account.account_id,
        person_id=account.person_id,
        roles=who.roles,
        language=account.language if account.language in LANGUAGES else spoken,
        address=request.client.host if request.client else "",
        is_program=request.scope["vedomost.program"] is not None,
    )


def _account(site: Site, request: Request) -> Account | None:
    """Return whose account it is by token or by session, while it may be used."""
    account_id = request.scope["vedomost.program"]
    if account_id is None:
        return site.sessions.account(request.scope["vedomost.session"])
    account = account_for_id(site.school.database, account_id)
    return account if account is not None and account.state == "active" else None
