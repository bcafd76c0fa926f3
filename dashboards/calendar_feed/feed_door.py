"""`GET /calendar/….ics`: one child's lessons for a calendar program, by a secret.

The secret is all that a program has: no cookie, no log-in. It stands in no log: the
server keeps none of addresses, the log of access hears of wrong ones as `/calendar`.
Wrong ones are slowed down by their network address, apart from log-ins; right ones
never are by that: families that use one provider's calendar come from its addresses.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards.calendar_feed.events import Told, calendar
from dashboards.calendar_feed.polls import Polls
from dashboards.door.entering import address_of
from expectations.language import LANGUAGES
from warehouse.access.calendar_feeds import feed_for_secret
from warehouse.access.log import Actor
from warehouse.access.secrets_at_rest import signature
from warehouse.clock import school_day
from warehouse.queries.calendar import lessons
from warehouse.queries.diary import children
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site
    from warehouse.access.calendar_feeds import Feed

PATH = "/calendar/{secret}.ics"
_PLACE = "/calendar"  # in the log of access
_LONGEST = 64  # signs of a secret; ours have 43
_WEEKS_AHEAD = 5
# A program may keep what it got for a quarter of an hour; nobody on the way may.
_KEPT = "private, max-age=900"
_NOTHING = "There is no such calendar."


def calendar_routes(site: Site) -> list[Route]:
    """Return the address of the calendars."""
    two_at_once = CapacityLimiter(2)
    polls, wrong = Polls(), Polls()

    async def answer(request: Request) -> Response:
        secret = request.path_params["secret"]
        feed = await to_thread.run_sync(_found, site, secret, limiter=two_at_once)
        if feed is None:
            return _unknown(site, address_of(request), wrong)
        wait = polls.reserve(feed.feed_id, site.school.clock.now())
        if wait:
            return _later(wait)
        content = await to_thread.run_sync(_made, site, feed, limiter=two_at_once)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": _KEPT, "X-Robots-Tag": "noindex"}
        if _holds(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="diary.ics"'
        return Response(
            content, media_type="text/calendar; charset=utf-8", headers=headers
        )

    return [Route(PATH, answer, methods=["GET"])]


def _found(site: Site, secret: str) -> Feed | None:
    if len(secret) > _LONGEST:
        return None
    school = site.school
    now = school.clock.now()
    today = school_day(now, school.timezone)
    return feed_for_secret(school.database, secret, today, now)


def _made(site: Site, feed: Feed) -> bytes:
    """Return the calendar from last week's Monday on."""
    school = site.school
    today = school_day(school.clock.now(), school.timezone)
    first = today - timedelta(days=today.weekday() + 7)
    last = first + timedelta(days=7 * (_WEEKS_AHEAD + 2) - 1)
    viewer = Viewer(person_id=feed.person_id, roles=frozenset())
    found = lessons(school.database, viewer, feed.student_id, first, last)
    told = Told(
        language=feed.language if feed.language in LANGUAGES else school.language,
        child_name=_given_name(site, feed) if feed.shows_name else "",
        key=signature(school.folder, "calendar event", feed.student_id),
        made_at=feed.created_at,
    )
    return calendar(found, told)


def _given_name(site: Site, feed: Feed) -> str:
    """Return the child's given name; a surname never stands in a calendar."""
    school = site.school
    today = school_day(school.clock.now(), school.timezone)
    viewer = Viewer(person_id=feed.person_id, roles=frozenset())
    mine = children(school.database, viewer, today)
    names = mine.filter(mine["student_id"] == feed.student_id)["student_name"]
    return str(names[0]).partition(" ")[2] if len(names) else ""


def _unknown(site: Site, address: str, wrong: Polls) -> Response:
    """Answer a secret that opens nothing, the same whatever it once was."""
    site.trail.tell(address, Actor(address=address), "refused", place=_PLACE)
    wait = wrong.reserve(address, site.school.clock.now())
    return _later(wait) if wait else PlainTextResponse(_NOTHING, 404)


def _later(wait: int) -> Response:
    return PlainTextResponse("Too often.", 429, {"Retry-After": str(wait)})


def _holds(asked: str, tag: str) -> bool:
    """Tell whether a program has this answer already (RFC 9110, 13.1.2)."""
    known = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return tag in known or "*" in known
