"""Which plan serves which page: the dated rows of the set-up, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.setup.changes import known_rows
from ingest.setup.contract import SHEET_OF
from warehouse.calendar import names_unit, names_unit_itself
from warehouse.teaching import setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import duckdb

TABLE = "lesson_plans"


class PlanPage(NamedTuple):
    """A journal page of this school year, as plans name it."""

    page_id: str
    unit_id: str
    subject_id: str
    grade: int
    title: str


class PlanRow(NamedTuple):
    """One topic of a plan; `units` are the classes or groups that it serves.

    A settled row holds on the day and goes on without an end.
    """

    plan_id: str
    units: str
    position: int
    topic: str
    homework: str
    is_settled: bool

    def serves(self, page: PlanPage) -> bool:
        """Tell whether the page takes topics from here."""
        return names_unit(self.units, page.unit_id, page.grade)

    def rank(self, page: PlanPage) -> tuple[int, str]:
        """Return the place among plans of a page: the lowest has the word."""
        if names_unit_itself(self.units, page.unit_id):
            return (1, self.plan_id)
        return (2 if self.units else 3, self.plan_id)


def pages_of_subject(
    cursor: duckdb.DuckDBPyConnection, subject_id: str
) -> list[PlanPage]:
    """Return the pages of this year that have a subject."""
    rows = cursor.execute(
        "select page_id, unit_id, subject_id, grade, title from journal.pages "
        "where subject_id = ? and starts_with(page_id, ?) order by page_id",
        [subject_id, f"{setting(cursor, 'year_id')}:"],
    ).fetchall()
    return [PlanPage(*row) for row in rows]


def rows_of_subject(
    cursor: duckdb.DuckDBPyConnection, subject_id: str, on: date
) -> list[PlanRow]:
    """Return the topics of all plans of a subject that hold on a day or later."""
    found = known_rows(cursor, SHEET_OF[TABLE], on)
    return [
        PlanRow(
            str(known.row["plan_id"]),
            str(known.row["units"]),
            int(str(known.row["position"])),
            str(known.row["topic"]),
            str(known.row["homework"]),
            known.is_settled,
        )
        for known in found.values()
        if known.row["subject_id"] == subject_id
    ]


def topics_of(rows: Iterable[PlanRow], page: PlanPage) -> dict[int, PlanRow]:
    """Return the topic that a page takes for each number of a lesson."""
    best: dict[int, PlanRow] = {}
    for row in rows:
        if row.serves(page):
            rival = best.get(row.position)
            if rival is None or row.rank(page) < rival.rank(page):
                best[row.position] = row
    return dict(sorted(best.items()))


def leading_plan(rows: Sequence[PlanRow], page: PlanPage) -> str | None:
    """Return the plan that has the first word on a page, None without any."""
    ranks = [row.rank(page) for row in rows if row.serves(page)]
    return min(ranks)[1] if ranks else None


def has_ever_had_a_plan(cursor: duckdb.DuckDBPyConnection, page: PlanPage) -> bool:
    """Tell whether any plan of the set-up, ended ones too, has named the page."""
    rows = cursor.execute(
        "select distinct units from setup.lesson_plans where subject_id = ?",
        [page.subject_id],
    ).fetchall()
    return any(names_unit(units, page.unit_id, page.grade) for (units,) in rows)
