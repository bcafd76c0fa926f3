"""The story of any cell of one's own pages: who, when, from which file (§1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import lesson_name, moment, page_title
from dashboards.journal.receipts import FIELD_NAMES
from dashboards.tables import cell, heading, row, table
from dashboards.telling_apart import spellings_of_students, told_apart
from expectations.language import N_, say
from ingest.workbook import LESSON_FIELDS
from warehouse.queries import choices, hand_ins

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


class Column(NamedTuple):
    """A lesson, or with `lesson_id` '' the final mark of a period."""

    lesson_id: str
    period_id: str


def draw(viewer: Viewer, first_page: str = "") -> None:
    """Let the teacher choose page, lesson and student and tell the cell's history."""
    with st.expander(_("History of any cell")):
        pages = _pages(viewer)
        page_id = st.selectbox(
            _("Journal page"),
            list(pages),
            index=list(pages).index(first_page) if first_page in pages else None,
            format_func=lambda code: pages.get(code, code),
            placeholder=_("Choose a page"),
            key="history_page",
        )
        if page_id is None:
            return
        left, right = st.columns(2)
        columns = _columns(viewer, page_id)
        column = left.selectbox(
            _("Lesson"),
            list(columns),
            index=None,
            format_func=lambda one: columns.get(one, ""),
            placeholder=_("Choose a lesson"),
            key=f"history_lesson_{page_id}",
        )
        rows = _rows(viewer, page_id)
        about = right.selectbox(
            _("Student, or what of the lesson"),
            list(rows),
            index=None,
            format_func=lambda code: rows.get(code, code),
            placeholder=_("Choose"),
            key=f"history_row_{page_id}",
        )
        if column is not None and about is not None:
            _tell(viewer, page_id, column, about)


def _pages(viewer: Viewer) -> dict[str, str]:
    found = cached.ask(choices.pages, viewer)
    return {
        one["page_id"]: page_title(one)
        for one in found.iter_rows(named=True)
        if one["may_write"]
    }


def _columns(viewer: Viewer, page_id: str) -> dict[Column, str]:
    """Return the lessons up to today, the latest first, then the final marks."""
    language, today = current.language(), current.today()
    found = cached.ask(hand_ins.lessons, viewer, (page_id,))
    columns = {
        Column(one["lesson_id"], ""): lesson_name(
            one["lesson_on"], one["slot"], language
        )
        for one in found.reverse().iter_rows(named=True)
        if one["lesson_on"] <= today
    }
    for one in cached.ask(choices.page_finals, viewer, page_id).iter_rows(named=True):
        name = _("Final mark: {period}", period=one["period_name"])
        columns[Column("", one["period_id"])] = name
    return columns


def _rows(viewer: Viewer, page_id: str) -> dict[str, str]:
    """Return the students by name, then the fields of a lesson."""
    students = cached.ask(hand_ins.students, viewer, (page_id,))
    rows = told_apart(spellings_of_students(students))
    return rows | {field: _(FIELD_NAMES[field]) for field in LESSON_FIELDS}


def _tell(viewer: Viewer, page_id: str, column: Column, about: str) -> None:
    if about in LESSON_FIELDS:
        key = (page_id, column.lesson_id, "", "", about)
    else:
        field = "mark" if column.lesson_id else "final"
        key = (page_id, column.lesson_id, column.period_id, about, field)
    entries = cached.ask(hand_ins.cell_history, viewer, *key)
    if not entries.is_empty():
        current.viewed(page_id)
    tell(entries)


def tell(entries: pl.DataFrame) -> None:
    """Tell the history of a cell, or that it has none."""
    if entries.is_empty():
        st.info(_("Nothing was ever entered in this cell."))
        return
    zone, language = current.school().timezone, current.language()
    moments = [moment(when, zone, language) for when in entries["recorded_at"]]
    st.html(history(entries, moments, language))


def history(entries: pl.DataFrame, moments: list[str], language: str) -> str:
    """Return a cell's entries, latest first; void ones are struck out and named so."""
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("Was"), language)),
        heading(say(N_("Became"), language)),
        heading(say(N_("File"), language)),
        heading(say(N_("Sheet and cell"), language)),
    )
    body = [
        row(
            heading(when, "name", scope="row"),
            cell(one["person_name"]),
            cell(one["previous_text"] or "", "quiet"),
            _became(one, language),
            cell(_source(one, language), "wide"),
            cell(", ".join(filter(None, (one["sheet"], one["cell"])))),
        )
        for when, one in zip(moments, entries.iter_rows(named=True), strict=True)
    ]
    return table(say(N_("History of the cell"), language), [head], body)


def _became(one: dict[str, Any], language: str) -> str:
    removed = one["value"] is None
    text = say(N_("removed"), language) if removed else one["value_text"]
    if not one["is_void"]:
        return cell(text, "strong")
    void = say(N_("{value} (void, §4.4)"), language, value=text)
    return cell(void, "bad gone")


def _source(one: dict[str, Any], language: str) -> str:
    if one["via"] != "undo":
        return str(one["file_name"])
    return say(N_("{file} (taken back)"), language, file=one["file_name"])
