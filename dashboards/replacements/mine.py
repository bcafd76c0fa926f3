"""A teacher's replacements: what they give for others, what others give for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.journal.figures import clock_time, lesson_name, short_day
from dashboards.replacements import words
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown
from warehouse.queries import own_replacements

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer) -> None:
    """Draw the replacements, and of each lesson given for another who is in it."""
    touching = cached.ask(own_replacements.of_teacher, viewer, current.today())
    if touching.is_empty():
        return
    st.subheader(_("Replacements"))
    st.html(_table(touching, current.language()))
    for one in touching.filter("is_open").iter_rows(named=True):
        _draw_lesson(viewer, one)


def _table(touching: pl.DataFrame, language: str) -> str:
    head = row(
        heading(say(N_("Lesson"), language), "name"),
        heading(say(N_("Time"), language)),
        heading(say(N_("Class and subject"), language)),
        heading(say(N_("Room"), language)),
        heading(say(N_("What happens"), language)),
    )
    body = [_line(one, language) for one in touching.iter_rows(named=True)]
    return table(say(N_("Replacements"), language), [head], body)


def _line(one: Mapping[str, Any], language: str) -> str:
    zone = current.school().timezone
    is_there = one["lesson_on"] is not None and one["kind"] != "cancelled"
    begins = clock_time(one["starts_at"], zone, language) if is_there else ""
    return row(
        heading(
            lesson_name(one["from_on"], one["from_slot"], language), "name", scope="row"
        ),
        cell(begins, "nowrap"),
        cell(f"{one['unit_name']} · {one['subject_name']}"),
        cell(one["room"] if is_there else ""),
        cell(_what(one, language), "wide"),
    )


def _what(one: Mapping[str, Any], language: str) -> str:
    name = words.people(one["other_name"])
    if one["is_given"]:
        sentence = N_("you give it for {name}")
        told = say(sentence, language, name=name) if name else ""
        if one["kind"] == "moved":
            told = f"{words.happens(one, language)}, {told}"
        return told or words.happens(one, language)
    if one["other_name"]:
        return say(N_("{name} gives it and enters it"), language, name=name)
    return words.happens(one, language)


def _draw_lesson(viewer: Viewer, one: Mapping[str, Any]) -> None:
    language = current.language()
    students = cached.ask(own_replacements.students_of_lesson, viewer, one["lesson_id"])
    before = cached.ask(own_replacements.lessons_before, viewer, one["lesson_id"])
    count = counted("{count} student", "{count} students", len(students))
    with st.expander(f"{words.lesson(one, language)}: {count}"):
        if one["planned_topic"]:
            st.markdown(_("Topic of the plan: {topic}", topic=one["planned_topic"]))
        for lesson in before.iter_rows(named=True):
            st.caption(
                _(
                    "{day}: {topic}. Homework: {homework}",
                    day=short_day(lesson["lesson_on"], language),
                    topic=lesson["topic"] or "—",
                    homework=lesson["homework"] or "—",
                )
            )
        head = row(heading(_("Student"), "name"), heading(_("Mark of this lesson")))
        body = [
            row(
                heading(student["student_name"], "name", scope="row"),
                cell(shown(student["value"] or "")),
            )
            for student in students.iter_rows(named=True)
        ]
        st.html(table(_("Students of the lesson"), [head], body))
