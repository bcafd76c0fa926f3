"""`/diary/mail`: parents subscribe to the weekly mail by themselves (§1.6).

Every deed is a form sent from our own page; each leads back to the page that says what
became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.diary import mail_page, plain_page
from dashboards.diary.admitting import admitted_to_page
from dashboards.diary.asked import children_of
from dashboards.diary.forms import sent_form
from dashboards.diary.mail_page import PATH, SAMPLE, Shown
from dashboards.mail.sending import send_code
from dashboards.mail.weekly_claims import sample
from dashboards.threads import run_in_threadpool
from expectations.language import LANGUAGES, N_, say
from warehouse.access import mail_addresses, mail_settings, mails, weekly_wishes
from warehouse.access.accounts import account_for_id
from warehouse.access.roles import person_name
from warehouse.clock import school_day
from warehouse.errors import VedomostError
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.diary.asked import Child
    from dashboards.diary.forms import Fields
    from dashboards.site import Site

_SEE_OTHER, _WRONG = 303, 422
_FAMILY = frozenset({"student", "parent"})
_DONE = {
    "confirmed": N_("The address is confirmed. Now choose."),
    "chosen": N_("Saved."),
    "stopped": N_("No more weekly mails come."),
    "forgotten": N_("The address is forgotten."),
}
_WRONG_CODE = N_(
    "This code is wrong or no longer valid. Check it, or ask for a new one."
)
_TOO_MANY = N_("Too many wrong codes. Wait a quarter of an hour and try again.")
_NO_CHILD = N_(
    "Tick at least one child, or press “Send no more weekly mails” if none is wanted."
)
_FIRST_CONFIRM = N_("First give an address and type the code that comes there.")
_NOT_CHOSEN = N_("Choose a day, an hour and a language of those on the page.")


def mail_routes(site: Site) -> list[Route]:
    """Return the routes of the weekly mail's page."""

    async def show(request: Request) -> Response:
        who = await admitted_to_page(site, request, PATH)
        if isinstance(who, Response):
            return who
        query = request.query_params
        return await run_in_threadpool(
            _page,
            site,
            who,
            said=_DONE.get(query.get("done", ""), ""),
            wants_another="other" in query,
        )

    async def change(request: Request) -> Response:
        sent = await sent_form(site, request, PATH)
        if isinstance(sent, Response):
            return sent
        return await run_in_threadpool(_change, site, *sent)

    async def show_sample(request: Request) -> Response:
        who = await admitted_to_page(site, request, SAMPLE)
        if isinstance(who, Response):
            return who
        return await run_in_threadpool(_sample, site, who)

    return [
        Route(PATH, show, methods=["GET"]),
        Route(PATH, change, methods=["POST"]),
        Route(SAMPLE, show_sample, methods=["GET"]),
    ]


def _change(site: Site, who: Caller, fields: Fields) -> Response:
    """Do what a form asks; what is wrong with it is said above the form."""
    deed = fields.get("do", "")
    try:
        done = _DEEDS[deed](site, who, fields) if deed in _DEEDS else ""
    except VedomostError as error:
        return _page(
            site,
            who,
            wrong=say(error.sentence, who.language, **error.facts),
            wants_another=deed == "address",
            status=_WRONG,
        )
    return RedirectResponse(f"{PATH}?done={done}" if done else PATH, _SEE_OTHER)


def _give_address(site: Site, who: Caller, fields: Fields) -> str:
    server, school = site.mail, site.school
    if server is None:
        return ""
    now = school.clock.now()
    sent = mail_addresses.prepare_code(
        school.database,
        school.folder,
        who.actor,
        fields.get("address", ""),
        now,
        weekly_wishes.PLACE,
    )
    send_code(school, server, who.account_id, sent, who.language)
    mail_addresses.expect_code(school.database, who.actor, sent, now)
    return ""


def _confirm(site: Site, who: Caller, fields: Fields) -> str:
    school = site.school
    account = account_for_id(school.database, who.account_id)
    login = account.login if account is not None else ""
    if site.throttle.reserve(login, who.address, "mail_code"):
        raise VedomostError(_TOO_MANY)
    typed, now = fields.get("code", ""), school.clock.now()
    if not mail_addresses.confirm(
        school.database, who.actor, typed, now, weekly_wishes.PLACE
    ):
        raise VedomostError(_WRONG_CODE)
    site.throttle.succeeded(login, who.address, "mail_code")
    return "confirmed"


def _choose(site: Site, who: Caller, fields: Fields) -> str:
    own = mail_settings.settings_of(site.school.database, who.account_id)
    if own is None or not own.is_confirmed:
        raise VedomostError(_FIRST_CONFIRM)
    children = _children(site, who)
    wanted = set(fields.getlist("child"))
    without = [one.student_id for one in children if str(one.number) not in wanted]
    if len(without) == len(children):
        raise VedomostError(_NO_CHILD)
    day, hour = _number(fields, "day"), _number(fields, "hour")
    language = fields.get("language", "")
    is_known = day in weekly_wishes.DAYS and hour in weekly_wishes.HOURS
    if not is_known or language not in LANGUAGES:
        raise VedomostError(_NOT_CHOSEN)
    weekly_wishes.choose(
        site.school.database,
        who.actor,
        site.school.clock.now(),
        day=day,
        hour=hour,
        language=language,
        without=without,
    )
    return "chosen"


def _stop(site: Site, who: Caller, _fields: Fields) -> str:
    weekly_wishes.stop(site.school.database, who.actor, site.school.clock.now())
    return "stopped"


def _forget(site: Site, who: Caller, _fields: Fields) -> str:
    mail_settings.forget(
        site.school.database,
        who.actor,
        site.school.clock.now(),
        weekly_wishes.PLACE,
    )
    return "forgotten"


_DEEDS = {
    "address": _give_address,
    "code": _confirm,
    "choose": _choose,
    "stop": _stop,
    "forget": _forget,
}


def _page(
    site: Site,
    who: Caller,
    *,
    said: str = "",
    wrong: str = "",
    wants_another: bool = False,
    status: int = 200,
) -> Response:
    database, language = site.school.database, who.language
    refused = mails.last_failure(database, who.account_id)
    shown = Shown(
        language=language,
        zone=site.school.timezone,
        now=site.school.clock.now(),
        is_switched_on=site.mail is not None,
        is_staff=bool(who.roles - _FAMILY),
        own=mail_settings.settings_of(database, who.account_id),
        wants_another=wants_another,
        children=_children(site, who),
        left_out=weekly_wishes.left_out(database, who.account_id),
        refused_at=refused[1] if refused else None,
        said=say(said, language),
        wrong=wrong,
    )
    return _answer(site, who, mail_page.draw(shown), status)


def _sample(site: Site, who: Caller) -> Response:
    """Show what the mail would say now; nothing is sent."""
    school = site.school
    without = weekly_wishes.left_out(school.database, who.account_id)
    viewer = Viewer(who.person_id, who.roles)
    public_address = site.mail.public_address if site.mail else ""
    letter = sample(school, viewer, without, who.language, public_address)
    for person_id in letter.about:
        site.trail.tell(
            who.account_id, who.actor, "page_viewed", place="diary", about=person_id
        )
    title = say(N_("What the mail would say now"), who.language)
    back = say(N_("Weekly mail"), who.language)
    content = (
        f'<p><a href="{PATH}">← {back}</a></p><p class="quiet">{title}</p>'
        f'<article class="letter">{letter.html}</article>'
    )
    return _answer(site, who, content)


def _answer(site: Site, who: Caller, content: str, status: int = 200) -> Response:
    name = person_name(site.school.database, who.person_id)
    title = say(N_("Weekly mail"), who.language)
    drawn = plain_page.Drawn(title, content, PATH, status, is_live=False)
    return plain_page.answer(site, who, name, drawn)


def _children(site: Site, who: Caller) -> tuple[Child, ...]:
    today = school_day(site.school.clock.now(), site.school.timezone)
    return children_of(site, Viewer(who.person_id, who.roles), today)


def _number(fields: Fields, name: str) -> int:
    typed = fields.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < len("100") else -1
