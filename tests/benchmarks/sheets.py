"""What is read and made for a whole school, against bars that anyone can rerun.

The school is the demo's, twice over. The bars: a question by hand for the same numbers
over the kept sums, typst compiling the same data alone, xlsxwriter writing as many
plain cells alone.
"""

from __future__ import annotations

import io
import json
import statistics
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter

from dashboards.forms.paper_pdf import TEMPLATE, data_of, paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.forms.typeset import pdf_of
from dashboards.printing import summary_form
from dashboards.printing.desk import server_desk
from dashboards.printing.summary_form import Asked
from dashboards.summary.sheet_reading import read_sheet
from ingest.plan import plan_workbook
from ingest.writing.writer import write_workbook
from tests.benchmarks.bigger_school import double
from tests.benchmarks.cpu import cpu_of
from tests.benchmarks.served import people_of
from warehouse import teaching
from warehouse.access.roles import viewer_for
from warehouse.queries import summary
from warehouse.queries.sheet import class_sheets
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from dashboards.forms.paper import Paper
    from dashboards.printing.desk import Desk
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

ROUNDS, PAPERS, WORKBOOKS = 3, 40, 60
PERIOD, PERIOD_NAME = "2026-Q1", "1 четверть"
_ONE = """
    select student_id, page_id, count_marks, sum_marks, sum_weighted, sum_weights, final
    from journal.summary
    where period_id = $period_id and (page_id, student_id) in (
        select (page_id, student_id) from journal.roster where class_id = $class_id
    )
"""
_WHOLE = """
    select
        roster.class_id, sums.student_id, sums.page_id, sums.count_marks,
        sums.sum_marks, sums.sum_weighted, sums.sum_weights, sums.final
    from journal.summary as sums
    inner join journal.roster as roster
        on sums.page_id = roster.page_id and sums.student_id = roster.student_id
    where sums.period_id = $period_id
"""


def measure(demo: Path, folder: Path) -> dict[str, tuple[float, float]]:
    """Return for each contestant median CPU seconds, its own and its bar's."""
    double(demo, folder)
    with open_school(folder) as school:
        director = people_of(school, "director")[0]
        today = school.clock.now().date()
        viewer = viewer_for(school.database, director, today)
        return {
            **_sheets(school, viewer),
            **_papers(server_desk(school, viewer, "", "")),
            **_workbooks(school),
        }


def _sheets(school: School, viewer: Viewer) -> dict[str, tuple[float, float]]:
    database = school.database
    classes = _classes(school)

    def by_hand() -> object:
        return _asked(school, _ONE, class_id=classes[8], period_id=PERIOD)

    def whole_by_hand() -> object:
        return _asked(school, _WHOLE, period_id=PERIOD)

    return {
        "averages and finals of a class": _beside(
            lambda: summary.class_summary(database, viewer, classes[8], PERIOD), by_hand
        ),
        "everything that a class's summary sheet shows": _beside(
            lambda: read_sheet(school, viewer, classes[8], PERIOD), by_hand
        ),
        f"the sheets of the whole school, {len(classes)} classes": _beside(
            lambda: class_sheets(database, viewer, classes, PERIOD),
            whole_by_hand,
        ),
    }


def _papers(desk: Desk) -> dict[str, tuple[float, float]]:
    classes = _classes(desk.school)[:PAPERS]

    def gather() -> list[Paper]:
        database = desk.school.database
        known = class_sheets(database, desk.viewer, classes, PERIOD)
        return [
            draft.paper
            for one, sheet in known.items()
            for draft in summary_form.drafts(
                desk, Asked(one, PERIOD, PERIOD_NAME), sheet
            )
        ]

    papers = gather()
    told = [json.dumps([data_of(one)], ensure_ascii=False) for one in papers]
    books = [paper_xlsx([one]) for one in papers]
    cells = [_cells(one) for one in books]
    return {
        f"{PAPERS} class sheets gathered for printing": _beside(gather, None),
        f"{PAPERS} class sheets as PDF/A, gathered": _beside(
            lambda: [paper_pdf([one]) for one in papers],
            lambda: [pdf_of(TEMPLATE, forms=one) for one in told],
        ),
        f"{PAPERS} class sheets as XLSX, gathered": _beside(
            lambda: [paper_xlsx([one]) for one in papers],
            lambda: [_written(one) for one in cells],
        ),
    }


def _workbooks(school: School) -> dict[str, tuple[float, float]]:
    with school.database.reading() as cursor:
        people = teaching.teachers(cursor)[:WORKBOOKS]
    today = school.clock.now().date()

    def plan() -> object:
        return [plan_workbook(school, one, today) for one in people]

    plans = [plan_workbook(school, one, today) for one in people]
    cells = [_cells(write_workbook(one)) for one in plans]

    def bar() -> object:
        return [_written(one) for one in cells]

    return {
        f"{len(people)} teachers' workbooks planned": _beside(plan, None),
        f"{len(people)} teachers' workbooks written": _beside(
            lambda: [write_workbook(one) for one in plans], bar
        ),
        f"{len(people)} teachers' workbooks planned and written": _beside(
            lambda: [
                write_workbook(plan_workbook(school, one, today)) for one in people
            ],
            bar,
        ),
    }


def _beside(
    run: Callable[[], object], bar: Callable[[], object] | None
) -> tuple[float, float]:
    """Return medians of both, run in turns after a first run of each."""
    run()
    own, bars = [], []
    for _ in range(ROUNDS):
        if bar is not None:
            bars.append(cpu_of(bar))
        own.append(cpu_of(run))
    return statistics.median(own), statistics.median(bars or [0.0])


def _classes(school: School) -> list[str]:
    with school.database.reading() as cursor:
        rows = cursor.execute(
            "select class_id from setup.classes where valid_to is null "
            "order by grade, class_id"
        ).fetchall()
    return [class_id for (class_id,) in rows]


def _asked(school: School, question: str, **values: object) -> object:
    with school.database.reading() as cursor:
        return cursor.execute(question, values).pl()


def _cells(book: bytes) -> list[list[tuple[int, int, str | float]]]:
    """Return row, column and value of every filled cell, sheet by sheet."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    return [
        [
            (
                cell.row - 1,
                cell.column - 1,
                cell.value if isinstance(cell.value, int | float) else str(cell.value),
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in opened.worksheets
    ]


def _written(sheets: Iterable[list[tuple[int, int, str | float]]]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    for cells in sheets:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write_number(row, column, value)
    book.close()
    return made.getvalue()


def table(found: dict[str, tuple[float, float]]) -> str:
    """Return the table of docs/performance.md, without the line of the machine."""
    lines = ["| what | ms | bar, ms | × its bar |", "|---|---|---|---|"]
    for name, (own, bar) in found.items():
        beside = f"{bar * 1000:.1f} | {own / bar:.2f}" if bar else "– | –"
        lines.append(f"| {name} | {own * 1000:.1f} | {beside} |")
    return "\n".join(lines)
