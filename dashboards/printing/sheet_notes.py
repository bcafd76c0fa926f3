"""Beside a printed summary sheet: who came, left and taught, whence marks are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboards.forms.paper import Column, Row, Table
from dashboards.journal.figures import day
from dashboards.printing import outside_cells
from expectations.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.printing.desk import Desk
    from warehouse.queries.sheet import Sheet


class Subject(NamedTuple):
    """A subject of the sheet."""

    subject_id: str
    name: str
    short_name: str


def stays(desk: Desk, sheet: Sheet) -> str:
    """Return who came or left, and whose marks come from elsewhere."""
    names = dict(
        sheet.results.select("student_id", "student_name").unique().iter_rows()
    )
    starts, ends = sheet.stays["starts_on"].min(), sheet.stays["ends_on"].max()
    told = []
    for student, begins, leaves in sheet.stays.iter_rows():
        facts = {"name": names.get(student, "")}
        if student in names and begins != starts:
            on = day(begins, desk.language)
            told.append(desk.say(N_("{name}: joined on {day}"), day=on, **facts))
        if student in names and leaves != ends:
            on = day(leaves, desk.language)
            told.append(desk.say(N_("{name}: last day {day}"), day=on, **facts))
    transferred = sheet.results.filter(pl.col("transferred_from").is_not_null())
    told += [
        desk.say(
            N_("{name}: {subject} transferred from {unit}"),
            name=row["student_name"],
            subject=row["subject_name"],
            unit=row["transferred_from"],
        )
        for row in transferred.unique(("student_id", "subject_id")).iter_rows(
            named=True
        )
        if row["transferred_from"]
    ]
    sentences = ("; ".join(sorted(told)), *outside_cells.notes(desk, sheet.outside))
    return " ".join(f"{one.rstrip('.')}." for one in sentences if one)


def teachers(desk: Desk, sheet: Sheet, subjects: Iterable[Subject]) -> list[Table]:
    """Return who taught which subject of the sheet, as a table or none."""
    names = {one.subject_id: one.name for one in subjects}
    rows = tuple(
        Row((names[row["subject_id"]], row["unit_name"], row["person_name"]))
        for row in sheet.teachers.sort("subject_id", "unit_name").iter_rows(named=True)
        if row["subject_id"] in names
    )
    if not rows:
        return []
    return [
        Table(
            desk.say(N_("Teachers")),
            (
                Column(desk.say(N_("Subject")), 70, "left", may_wrap=True),
                Column(desk.say(N_("Class or group")), 40, "left"),
                Column(desk.say(N_("Teacher")), 70, "left", may_wrap=True),
            ),
            rows,
        )
    ]
