"""Differences as lines in words of the reader, for the page, paper and workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboards.journal.figures import day
from expectations.language import N_, say
from ingest.foreign.reconciling import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

HEADS = (
    N_("Class"),
    N_("Student"),
    N_("Subject"),
    N_("Day or period"),
    N_("With us"),
    N_("There"),
    N_("Cell there"),
    N_("Result"),
)
NO_CELL = N_("no cell")


class Names(NamedTuple):
    """What ids are called."""

    students: Mapping[str, str]
    subjects: Mapping[str, str]
    periods: Mapping[str, str]


class Line(NamedTuple):
    """One entry of both sides."""

    class_id: str
    student_name: str
    subject_name: str
    when: str
    here: str
    there: str
    place: str
    state: str  # a key of STATES

    def words(self, language: str) -> tuple[str, ...]:
        """Return the line with its result in words."""
        return (*self[:-1], say(STATES[self.state], language))


def names_of(found: pl.DataFrame) -> Names:
    """Return the names that `warehouse.queries.reconciling.names` answered."""
    of_kind = {
        kind: dict(found.filter(kind=kind).select("id", "name").iter_rows())
        for kind in ("student", "subject", "period")
    }
    return Names(of_kind["student"], of_kind["subject"], of_kind["period"])


def in_order(compared: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Return the rows by class, student, subject and day, with `class_id`, `name`."""
    return compared.with_columns(
        pl.coalesce("class_id_there", "class_id_here").alias("class_id"),
        pl.col("student_id").replace_strict(names.students, default="").alias("name"),
    ).sort(
        *("class_id", "name", "student_id", "subject_id", "lesson_on", "period_id"),
        nulls_last=True,
    )


def lines(rows: pl.DataFrame, names: Names, language: str) -> list[Line]:
    """Return the lines of rows that `in_order` made."""
    return [
        Line(
            one["class_id"],
            one["name"],
            names.subjects.get(one["subject_id"], one["subject_id"]),
            _when(one["lesson_on"], one["period_id"], names, language),
            one["value_text_here"] or "",
            one["value_text_there"] or "",
            _place(one, language),
            one["state"],
        )
        for one in rows.iter_rows(named=True)
    ]


def _when(lesson_on: date | None, period_id: str, names: Names, language: str) -> str:
    if lesson_on is not None:
        return day(lesson_on, language)
    return names.periods.get(period_id, period_id)


def _place(one: Mapping[str, str | None], language: str) -> str:
    """Return «Отчёт, C7»: where theirs stands, or where ours would."""
    cell = one["cell"] or one["target"]
    if cell is None:
        return say(NO_CELL, language)
    return ", ".join(filter(None, (one["sheet"] or one["target_sheet"], cell)))
