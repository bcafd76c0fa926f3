"""The timetable's clashes on a day or in a week, each with how it is mended (§2.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import day, lesson_name
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.setup.lesson_clashes import clashes_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ingest.setup.lesson_clashes import LessonClash
    from warehouse.viewer import Viewer

_SPANS = {"week": N_("Week"), "day": N_("Day")}
_KINDS = {
    "teacher": N_("teacher"),
    "class": N_("students"),
    "room": N_("room"),
}
_REMEDIES = {
    "teacher": N_(
        "Give one of the lessons to another teacher (teaching load, replacement) or "
        "another number (timetable)."
    ),
    "class": N_(
        "Give one of the lessons another number, or let the students leave one of the "
        "groups (movement)."
    ),
    "room": N_(
        "Give one of the lessons another room. A room for two classes at once, such as "
        "a gym, may stay."
    ),
}
_TITLE = N_("Clashes of the timetable, {days}")


def draw(viewer: Viewer) -> None:
    """Ask for a day or a week, and list who and what is in two places at once."""
    first, last = _ask_days()
    looked = cached.read(clashes_between, viewer, first, last)
    language = current.language()
    days = day(first, language)
    if last != first:
        days = f"{days} – {day(last, language)}"
    if not looked.count_lessons:
        st.info(_("There are no lessons on these days: {days}.", days=days))
        return
    if not looked.clashes:
        st.success(
            _(
                "No clash. Looked at, {days}: lessons {count}, whether a teacher, a "
                "student or a room has two at once; replacements count.",
                days=days,
                count=looked.count_lessons,
            )
        )
        return
    title = _(_TITLE, days=days)
    drawn = _table(looked.clashes, title, language)
    st.caption(
        _(
            "Lessons looked at: {count}; clashes: {clashes}. Replacements count.",
            count=looked.count_lessons,
            clashes=len(looked.clashes),
        )
    )
    st.html(drawn)
    offer_page(title, [drawn], "clashes")


def _ask_days() -> tuple[date, date]:
    left, right = st.columns([1, 3])
    on = left.date_input(
        _("On (day)"),
        value=current.today(),
        format="DD.MM.YYYY",
        key="set_up_clash_day",
    )
    span = right.segmented_control(
        _("How long"),
        list(_SPANS),
        default="week",
        format_func=lambda one: _(_SPANS[one]),
        key="set_up_clash_span",
    )
    on = on or current.today()
    if span == "day":
        return on, on
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def _table(clashes: Sequence[LessonClash], title: str, language: str) -> str:
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("What is twice at once"), language)),
        heading(say(N_("Who or where"), language)),
        heading(say(N_("One lesson"), language)),
        heading(say(N_("Other lesson"), language)),
        heading(say(N_("How to mend"), language), "spare wide"),
    )
    body = [
        row(
            heading(
                lesson_name(one.lesson_on, one.slot, language), "name", scope="row"
            ),
            cell(say(_KINDS[one.kind], language), "" if one.kind == "room" else "bad"),
            cell(_who(one, language)),
            cell(one.title),
            cell(one.other_title),
            cell(say(_REMEDIES[one.kind], language), "spare wide"),
        )
        for one in sorted(clashes, key=_in_order)
    ]
    return table(title, [head], body)


def _in_order(one: LessonClash) -> tuple[int, date, int, str, str]:
    """Sort what cannot take place before rooms, which may be shared."""
    return (one.kind == "room", one.lesson_on, one.slot, one.title, one.other_title)


def _who(one: LessonClash, language: str) -> str:
    if one.kind != "class":
        return one.who
    return say(
        N_("{class_name}: students {count}"),
        language,
        class_name=one.who,
        count=one.count_students,
    )
