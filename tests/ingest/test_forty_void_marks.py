"""A stranger changes forty marks after the report: no view shows one of them (§4.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ingest.plan import plan_workbook
from tests.ingest.breached import Breached, breached
from warehouse.build import MODELS
from warehouse.clock import school_day
from warehouse.queries import journal, journal_past, today
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from tests.ingest.desk import Desk
    from tests.ingest.typing_teacher import Teacher

# What tells of hand-ins, of breaches and of the data's quality, not of the journal.
ABOUT_HAND_INS = {
    "uploads", "control_totals", "open_findings", "suite_results", "suite_trend",
    "breaches", "void_cells",
}  # fmt: skip


class Cell(NamedTuple):
    page: str
    student: str
    lesson: str


@pytest.fixture
def school(desk: Desk) -> Breached:
    return breached(desk)


def forty_cells(desk: Desk) -> list[Cell]:
    """Cells of lessons that were given, on all pages of the teacher."""
    day = school_day(desk.school.clock.now(), desk.school.timezone)
    plan = plan_workbook(desk.school, desk.person, desk.lesson_on)
    cells = [
        Cell(page.page_id, student.student_id, lesson.lesson_id)
        for page in plan.pages
        for lesson in page.lessons
        if lesson.lesson_on <= day
        for student in page.students
        if student.starts_on <= lesson.lesson_on
    ]
    assert len(cells) >= 40
    return cells[-40:]


def type_marks(work: Teacher, cells: list[Cell], mark: str) -> None:
    for cell in cells:
        work.mark(cell.page, cell.student, cell.lesson).value = mark


def journal_shown(school: Breached) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the views tell of the journal: sheets, averages, days, diary."""
    marts = [
        model.removeprefix("marts/").removesuffix(".sql")
        for model in MODELS
        if model.startswith("marts/")
    ]
    with school.desk.school.database.reading() as cursor:
        return {
            mart: cursor.execute(f"select * from marts.{mart} order by all").fetchall()
            for mart in marts
            if mart not in ABOUT_HAND_INS
        }


def test_forty_marks_changed_after_the_report_are_shown_nowhere(school: Breached):
    desk = school.desk
    cells = forty_cells(desk)
    honest = desk.open_workbook()
    type_marks(honest, cells, "4")
    assert desk.hand_in(honest).count_recorded >= 40
    shown_before = journal_shown(school)
    reported_at = school.pass_time(minutes=10)

    attack = desk.open_workbook()
    school.pass_time(minutes=10)
    type_marks(attack, cells, "2")
    attack.lesson(cells[-1].lesson, "status").value = "проведён"
    attack.lesson(cells[-1].lesson, "homework").value = "не задано"
    assert desk.hand_in(attack).count_recorded >= 40
    attacked = journal_shown(school)
    assert {mart for mart, rows in attacked.items() if rows != shown_before[mart]} >= {
        "class_summary",
        "class_progress",
        "journal_cells",
        "school_today",
    }
    assert school.replayed() == []

    school.pass_time(minutes=10)
    breach = school.register(reported_at)

    assert journal_shown(school) == shown_before
    assert school.replayed() == []
    assert _counts(school, breach) == (42, 42)

    school.pass_time(minutes=10)
    school.issue_credentials()
    again = desk.open_workbook()  # with the forty cells marked
    marked = [
        cell
        for sheet in again.book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    assert len(marked) == 42
    assert desk.hand_in(again).status == "unchanged"
    type_marks(again, cells[:3], "5")
    assert desk.hand_in(again).count_recorded == 3
    assert _values(school, cells) == ["5"] * 3 + ["4"] * 37
    assert _counts(school, breach) == (42, 39)
    assert school.replayed() == []


def test_pages_of_today_and_of_the_past_and_stories_of_cells_hide_what_is_void(
    school: Breached,
):
    desk = school.desk
    viewer = Viewer(school.director, frozenset())
    database = desk.school.database
    own = desk.open_workbook()
    school.set_mark(own, 0, "4")
    desk.hand_in(own)
    reported_at = school.pass_time(minutes=10)
    school.set_mark(own, 0, "2")
    desk.hand_in(own)
    school.pass_time(minutes=10)
    school.register(reported_at)
    now = desk.school.clock.now()
    with database.reading() as cursor:
        period = cursor.execute(
            "select period_id from journal.lessons where lesson_id = ?", [desk.lesson]
        ).fetchall()[0][0]

    stood = journal_past.page_marks(database, viewer, desk.page, period, now)
    story = journal.cell_history(
        database, viewer, desk.page, desk.lesson, "", desk.students[0]
    )
    came_in = today.uploads_between(database, viewer, now - timedelta(hours=1), now)

    assert stood["value"].to_list() == ["4"]
    assert story["value_text"].to_list() == ["4"]
    assert came_in["is_void"].to_list() == [True, False]
    assert desk.history(desk.students[0])["is_void"].to_list() == [False, True]


def _values(school: Breached, cells: list[Cell]) -> list[str]:
    with school.desk.school.database.reading() as cursor:
        return [
            cursor.execute(
                "select value from journal.current where page_id = ? "
                "and student_id = ? and lesson_id = ?",
                list(cell),
            ).fetchall()[0][0]
            for cell in cells
        ]


def _counts(school: Breached, breach: str) -> tuple[int, int]:
    with school.desk.school.database.reading() as cursor:
        return cursor.execute(
            "select count_void_cells, count_waiting from marts.breaches "
            "where breach_id = ?",
            [breach],
        ).fetchall()[0]
