"""From what a person proved to an open session, with a ticket for what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from dashboards.door.cookies import drop_cookie, set_cookie
from dashboards.door.devices import device_of
from dashboards.door.guard import COOKIE
from dashboards.door.signed_forms import FORM_COOKIE
from dashboards.door.tickets import LIFETIME, TICKET_COOKIE
from dashboards.threads import run_in_threadpool
from expectations.language import LANGUAGES
from warehouse.access import log, second_factor

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.door.tickets import Purpose
    from dashboards.site import Site
    from warehouse.access.accounts import Account


async def go_on(
    site: Site,
    request: Request,
    account: Account,
    following: str,
    *,
    code_id: str | None = None,
    is_second_proven: bool = False,
) -> Response:
    """Lead to the second factor, then to an own password, then let in.

    The second factor comes before the password: a stolen slip must not even replace it.
    """
    database = site.school.database
    if not is_second_proven and await run_in_threadpool(
        second_factor.is_on, database, account.account_id
    ):
        return await _next_form(
            site, request, account, "second_factor", following, code_id
        )
    if code_id is not None:
        return await _next_form(site, request, account, "password", following, code_id)
    return await let_in(site, request, account, following)


async def let_in(
    site: Site,
    request: Request,
    account: Account,
    following: str,
    *,
    is_log_in: bool = True,
) -> Response:
    """Open a session for somebody who proved who they are, and go on.

    Whatever session the browser had before ends: it may be another person's. Not
    `is_log_in`: the person was in already and only gets a new token.
    """
    await _end_former(site, request)
    device = device_of(request.headers.get("user-agent"))
    token = await run_in_threadpool(site.sessions.open, account, device)
    if is_log_in:
        await note(site, request, "logged_in", account, is_proven=True)
    answer = RedirectResponse(following, 303)
    set_cookie(answer, COOKIE, token, samesite="lax")
    drop_cookie(answer, FORM_COOKIE)
    drop_cookie(answer, TICKET_COOKIE)
    return answer


async def note(
    site: Site,
    request: Request,
    action: str,
    account: Account | None,
    *,
    is_proven: bool = False,
    scope: str = "",
) -> None:
    """Write a line about the door; who failed at it is not known, only at whose."""
    account_id = account.account_id if account else ""
    person_id = account.person_id if account else ""
    actor = log.Actor(account_id, person_id if is_proven else "", address_of(request))
    await run_in_threadpool(
        log.note,
        site.school.database,
        site.school.clock.now(),
        actor,
        action,
        place=request.url.path,
        scope=scope,
        about=person_id,
    )


def address_of(request: Request) -> str:
    """Return the network address that asks; '' if the server was not told."""
    return request.client.host if request.client else ""


async def _next_form(
    site: Site,
    request: Request,
    account: Account,
    purpose: Purpose,
    following: str,
    code_id: str | None,
) -> Response:
    await _end_former(site, request)
    token = site.tickets.issue(purpose, account, following=following, code_id=code_id)
    asked = request.query_params.get("lang")
    language = f"?lang={asked}" if asked in LANGUAGES else ""
    address = "/password" if purpose == "password" else "/second-factor"
    answer = RedirectResponse(f"{address}{language}", 303)
    seconds = int(LIFETIME.total_seconds())
    set_cookie(answer, TICKET_COOKIE, token, samesite="strict", seconds=seconds)
    return answer


async def _end_former(site: Site, request: Request) -> None:
    if (before := request.scope["vedomost.session"]) is not None:
        await run_in_threadpool(site.sessions.end, before.session_id, "logout")
