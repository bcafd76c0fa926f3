"""The topics in order beside the present plan and the lessons of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import NONE, page_title, short_day
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.queries import lesson_plans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from ingest.lesson_plans.planning import Asked
    from warehouse.viewer import Viewer

STAYS = N_("stays")
SAME = N_("as it is")
CHANGES = N_("changes")
NEW = N_("new")
FALLS_AWAY = N_("falls away")
NO_LESSON = N_("no lesson for it")
NO_TOPIC = N_("no topic for it")
_KINDS = {CHANGES: "warn", NEW: "good", FALLS_AWAY: "bad", NO_LESSON: "bad"}
_KINDS |= {NO_TOPIC: "bad", STAYS: "quiet", SAME: "quiet"}


class Line(NamedTuple):
    """One number of the plan: its lesson, the topic of now, the one brought."""

    number: int
    lesson_on: date | None
    topic_now: str
    topic: str
    homework: str
    outcome: str


def tell_counts(pages: pl.DataFrame, asked: Asked) -> None:
    """Say for each page whether topics and lessons are equally many."""
    last = asked.start + len(asked.lessons) - 1
    for one in pages.iter_rows(named=True):
        facts = {
            "page": page_title(one),
            "topics": last,
            "lessons": one["count_lessons"],
        }
        over = last - one["count_lessons"]
        if over > 0:
            st.warning(
                _(
                    "{page}: {topics} topics for {lessons} lessons of the year. "
                    "Topics without a lesson at the end: {over}.",
                    over=over,
                    **facts,
                )
            )
        elif over < 0 and not asked.keeps_rest:
            st.warning(
                _(
                    "{page}: {topics} topics for {lessons} lessons of the year. "
                    "Lessons without a topic at the end: {over}.",
                    over=-over,
                    **facts,
                )
            )
        elif over == 0:
            st.success(
                _("{page}: {topics} topics for {lessons} lessons of the year.", **facts)
            )


def draw(viewer: Viewer, pages: pl.DataFrame, asked: Asked) -> None:
    """Draw the topics beside one page's plan; of several pages one is chosen."""
    language = current.language()
    titles = {one["page_id"]: page_title(one) for one in pages.iter_rows(named=True)}
    page_id = next(iter(titles))
    if len(titles) > 1:
        page_id = st.selectbox(
            _("Beside the lessons of"),
            list(titles),
            format_func=lambda page: titles.get(page, page),
            key="plans_beside",
        )
    found = lines(cached.ask(lesson_plans.lessons, viewer, page_id), asked)
    if st.toggle(_("Only what changes"), value=True, key="plans_differing"):
        found = [one for one in found if one.outcome not in {STAYS, SAME}]
    st.html(_table(found, titles[page_id], language))


def lines(lessons: pl.DataFrame, asked: Asked) -> list[Line]:
    """Return one line for each number that has a lesson or a topic brought."""
    known = {one["plan_position"]: one for one in lessons.iter_rows(named=True)}
    brought = dict(enumerate(asked.lessons, asked.start))
    last = asked.start + len(asked.lessons) - 1
    found = []
    for number in sorted(known.keys() | brought.keys()):
        lesson = known.get(number)
        now = lesson["planned_topic"] if lesson is not None else ""
        is_kept = number < asked.start or (number > last and asked.keeps_rest)
        topic, homework = brought.get(number, (now if is_kept else "", ""))
        on = lesson["lesson_on"] if lesson is not None else None
        outcome = _outcome(on, now, topic, asked.from_date)
        found.append(Line(number, on, now, topic, homework, outcome))
    return found


def _outcome(on: date | None, now: str, topic: str, from_date: date) -> str:
    if on is None:
        return NO_LESSON
    if on < from_date:
        return STAYS
    if not topic:
        return FALLS_AWAY if now else NO_TOPIC
    if topic == now:
        return SAME
    return CHANGES if now else NEW


def _table(found: Sequence[Line], title: str, language: str) -> str:
    head = row(
        heading(say(N_("No. in the plan"), language), "right"),
        heading(say(N_("Lesson of"), language)),
        heading(say(N_("What becomes of it"), language)),
        heading(say(N_("Topic of the file"), language)),
        heading(say(N_("Topic of the plan now"), language)),
    )
    body = [
        row(
            cell(str(one.number), "right"),
            cell(short_day(one.lesson_on, language) if one.lesson_on else NONE),
            cell(say(one.outcome, language), _KINDS[one.outcome]),
            cell(one.topic or NONE, "wide"),
            cell(one.topic_now or NONE, "wide quiet"),
        )
        for one in found
    ]
    caption = say(N_("Topics in order: {page}"), language, page=title)
    return table(caption, [head], body)
