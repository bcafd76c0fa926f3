"""`/mail/unsubscribe/…`: a signed link switches its kind of mails off, and only that.

Whoever has the mail has the right: no log-in, no cookie. The link itself asks first,
because mail programs open links by themselves; the mail program's own button sends a
POST (RFC 8058), and so does the answer to the question.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboards.door import form_page
from dashboards.door.entering import address_of
from dashboards.mail.letter import UNSUBSCRIBE
from dashboards.threads import run_in_threadpool
from expectations.language import N_, say
from warehouse.access import mail_settings, mails
from warehouse.access.accounts import account_for_id
from warehouse.access.log import Actor
from warehouse.access.mail_links import kind_of_link

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.site import Site
    from warehouse.access.accounts import Account

_QUESTIONS = {
    mails.REMINDER: N_("Shall no more reminders of due times come to this address?"),
    mails.DIGEST: N_("Shall the morning digest come to this address no more?"),
    mails.WEEKLY: N_("Shall the weekly mail about your children come no more?"),
    mails.CODE: N_("Shall your address be forgotten, which somebody typed here?"),
}
_DONE = {
    mails.REMINDER: N_("No more reminders come. “My access” switches them on again."),
    mails.DIGEST: N_("No more digests come. “My access” switches them on again."),
    mails.WEEKLY: N_(
        "No more weekly mails come. The page “Weekly mail” of the diary switches them "
        "on again."
    ),
    mails.CODE: N_("The address is forgotten."),
}
_STALE = N_(
    "This link is no longer valid: nothing is sent to the address that it came to."
)


def unsubscribe_routes(site: Site) -> list[Route]:
    """Return the two routes; links that went out work without a mail server too."""

    async def ask(request: Request) -> Response:
        found = await run_in_threadpool(_found, site, request)
        if found is None:
            return _stale(site, request)
        account, kind = found
        language = form_page.spoken(request, account)
        button = escape(say(N_("Yes, switch off"), language))
        question = say(_QUESTIONS[kind], language)
        form = (
            f"<p>{escape(question)}</p>\n"
            f'<form method="post" action="?lang={language}">'
            f'<button class="main">{button}</button></form>'
        )
        return _page(site, request, form, language)

    async def switch_off(request: Request) -> Response:
        found = await run_in_threadpool(_found, site, request)
        if found is None:
            return _stale(site, request)
        account, kind = found
        actor = Actor(address=address_of(request))
        await run_in_threadpool(
            mail_settings.unsubscribe,
            site.school.database,
            account.account_id,
            kind,
            actor,
            site.school.clock.now(),
        )
        language = form_page.spoken(request, account)
        done = form_page.alert(say(_DONE[kind], language), "good")
        return _page(site, request, done, language)

    path = UNSUBSCRIBE + "{token}"
    return [
        Route(path, ask, methods=["GET"]),
        Route(path, switch_off, methods=["POST"]),
    ]


def _found(site: Site, request: Request) -> tuple[Account, str] | None:
    database, folder = site.school.database, site.school.folder
    named = kind_of_link(database, folder, request.path_params["token"])
    account = account_for_id(database, named[0]) if named is not None else None
    return (account, named[1]) if named is not None and account is not None else None


def _stale(site: Site, request: Request) -> Response:
    """Answer a link that is not ours any more; who tries many is told of once."""
    address = address_of(request)
    place = UNSUBSCRIBE.rstrip("/")
    site.trail.tell(address, Actor(address=address), "refused", place=place)
    language = form_page.spoken(request)
    content = form_page.alert(say(_STALE, language))
    return _page(site, request, content, language, status=404)


def _page(
    site: Site, request: Request, content: str, language: str, status: int = 200
) -> Response:
    page = form_page.render(
        content,
        title=say(N_("Mails"), language),
        school_name=site.school.name,
        language=language,
        path=request.url.path,
    )
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})
