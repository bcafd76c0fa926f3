"""`/diary/calendar`: the secret address of one's calendar, made, renewed, ended."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboards.diary.forms import student_field
from dashboards.diary.own_page import OwnPage, own_page_routes
from dashboards.journal.figures import moment
from expectations.language import N_
from warehouse.access.calendar_feeds import end_feed, feed_of, make_feed

if TYPE_CHECKING:
    from starlette.routing import Route

    from dashboards.diary.forms import Fields
    from dashboards.diary.own_page import Visit
    from dashboards.site import Site
    from warehouse.access.calendar_feeds import Feed

PATH = "/diary/calendar"


def calendar_page_routes(site: Site) -> list[Route]:
    """Return the routes of the page."""
    title = N_("Lessons in a calendar")
    return own_page_routes(site, OwnPage(PATH, title, _draw, _act))


def _draw(visit: Visit) -> str:
    what = visit.say(
        N_(
            "The calendar of a telephone or computer can show the lessons with their "
            "times and rooms, and the homework that is due in them. Replaced, moved "
            "and cancelled lessons change in it by themselves. Marks, absences and "
            "messages never go there."
        )
    )
    danger = visit.say(
        N_(
            "The address is secret: whoever has it sees lessons and homework without a "
            "log-in. Do not pass it on. The company that keeps your calendar reads it "
            "too."
        )
    )
    feed = feed_of(
        visit.site.school.database, visit.who.account_id, visit.asked.child.student_id
    )
    return f"<p>{what}</p><p>{danger}</p>{_state(visit, feed)}{_form(visit, feed)}"


def _state(visit: Visit, feed: Feed | None) -> str:
    if feed is None:
        return f"<p>{visit.say(N_('There is no address of yours for this child.'))}</p>"
    zone, language = visit.site.school.timezone, visit.who.language
    since = visit.say(
        N_("Your address has been open since {since}."),
        since=moment(feed.created_at, zone, language),
    )
    read = (
        visit.say(
            N_("A calendar last looked at {moment}."),
            moment=moment(feed.last_read_at, zone, language),
        )
        if feed.last_read_at
        else visit.say(N_("No calendar has looked yet."))
    )
    return f'<p class="done">{since} {read}</p>'


def _form(visit: Visit, feed: Feed | None) -> str:
    address, whose = (
        f"{PATH}?child={visit.asked.child.number}",
        student_field(visit.asked),
    )
    label = N_("Get an address") if feed is None else N_("New address, end the old one")
    name = visit.say(
        N_("Write the given name in the calendar: {name}"),
        name=visit.asked.child.first_name,
    )
    look = ' class="main"' if feed is None else ""
    is_ticked = " checked" if feed is not None and feed.shows_name else ""
    make = (
        f'<form method="post" action="{address}">{whose}<label class="tick">'
        f'<input type="checkbox" name="name" value="1"{is_ticked}>{name}</label>'
        f'<button{look} name="do" value="make">{visit.say(label)}</button>'
        "</form>"
    )
    if feed is None:
        return make
    return (
        f'{make}<form method="post" action="{address}">{whose}'
        '<button name="do" value="end">'
        f"{visit.say(N_('End the address'))}</button></form>"
    )


def _act(visit: Visit, form: Fields) -> str:
    school, student_id = visit.site.school, visit.asked.child.student_id
    deed = form.get("do")
    if deed == "end":
        end_feed(school.database, visit.who.actor, student_id, school.clock.now())
    if deed != "make":
        return ""
    secret = make_feed(
        school.database,
        visit.who.actor,
        student_id,
        shows_name="name" in form,
        today=visit.asked.today,
        at=school.clock.now(),
    )
    return _shown_once(visit, f"{visit.address}/calendar/{secret}.ics")


def _shown_once(visit: Visit, address: str) -> str:
    """Return the address itself: a link for a telephone, the text for a computer."""
    _, _, rest = address.partition("://")
    once = visit.say(
        N_(
            "This is the address. It is shown only now: add it to your calendar at "
            "once, or get a new one later."
        )
    )
    phone = visit.say(N_("Open in the calendar of this telephone"))
    computer = visit.say(
        N_(
            "Or copy it into the calendar program: “Add a calendar by address”, "
            "“Subscribe”."
        )
    )
    label = visit.say(N_("Address of the calendar"))
    return (
        f'<section class="done" role="status" data-shown-once><p>{once}</p>'
        f'<p><a href="webcal://{escape(rest)}">{phone}</a></p><p>{computer}</p>'
        f'<label>{label}<input readonly value="{escape(address)}"></label></section>'
    )
