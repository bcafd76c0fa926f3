"""`/diary/paper`: a parent asks for the week on paper, or needs it no more (§1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.diary.forms import student_field
from dashboards.diary.own_page import OwnPage, own_page_routes
from dashboards.journal.figures import moment, short_name
from expectations.language import N_
from warehouse import paper
from warehouse.queries.paper import wish_of_child

if TYPE_CHECKING:
    from starlette.routing import Route

    from dashboards.diary.forms import Fields
    from dashboards.diary.own_page import Visit
    from dashboards.site import Site

PATH = "/diary/paper"
_KINDS: dict[str, paper.Wish] = {"ask": "ask", "end": "end"}


def paper_routes(site: Site) -> list[Route]:
    """Return the routes of the page."""
    return own_page_routes(site, OwnPage(PATH, N_("Diary on paper"), _draw, _act))


def _draw(visit: Visit) -> str:
    about = visit.say(
        N_(
            "Once a week the school can give the diary on paper: lessons, homework, "
            "marks and messages of the week on one sheet, with a place for your "
            "signature. The homeroom teacher prints it and hands it over."
        )
    )
    return f"<p>{about}</p>{_wish(visit)}"


def _wish(visit: Visit) -> str:
    school, child = visit.site.school, visit.asked.child
    found = wish_of_child(school.database, visit.asked.viewer, child.student_id)
    if found.is_empty():
        none = visit.say(N_("Nobody has asked for the diary on paper."))
        return f"<p>{none}</p>{_button(visit, 'ask', N_('I want it on paper'))}"
    one, zone, language = found.row(0, named=True), school.timezone, visit.who.language
    since = visit.say(
        N_("Your family is on the list for paper since {since} (asked for by {name})."),
        since=moment(one["asked_at"], zone, language),
        name=short_name(one["asked_by_name"] or ""),
    )
    printed = (
        visit.say(
            N_("Last printed: {moment}."),
            moment=moment(one["printed_at"], zone, language),
        )
        if one["printed_at"]
        else visit.say(N_("It has not been printed yet."))
    )
    no_more = _button(visit, "end", N_("No more needed"))
    return f'<p class="done">{since} {printed}</p>{no_more}'


def _button(visit: Visit, kind: str, label: str) -> str:
    address = f"{PATH}?child={visit.asked.child.number}"
    look = ' class="main"' if kind == "ask" else ""
    return (
        f'<form method="post" action="{address}">{student_field(visit.asked)}'
        f'<button name="wish" value="{kind}"{look}>{visit.say(label)}</button></form>'
    )


def _act(visit: Visit, form: Fields) -> str:
    school = visit.site.school
    kind = _KINDS.get(form.get("wish", ""))
    if kind is None:
        return ""
    paper.wish(
        school.database,
        visit.asked.viewer,
        visit.asked.child.student_id,
        kind,
        school.clock.now(),
        place=PATH,
        actor=visit.who.actor,
    )
    return ""
