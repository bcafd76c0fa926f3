"""Many hand-ins at once: every cell is accounted for and the ledger is whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from ingest.handing_out import hand_out
from ingest.load import hand_in
from tests.ingest.test_outcomes import reconciles
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger
from warehouse.build import build_models

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.receipt import Receipt
    from tests.ingest.desk import Desk
    from warehouse.school_folder import School

pytestmark = pytest.mark.by_turns

TEACHERS, SAME = 20, 5


def test_twenty_teachers_and_five_copies_at_once_reconcile_with_the_ledger(desk: Desk):
    school = desk.school
    pages = _give_everybody_a_class(desk)
    files = []
    for person, page, lesson, student in pages:
        work = Teacher(hand_out(school, person, desk.lesson_on).content)
        work.mark(page, student, lesson).value = "5"
        files.append((person, work.save()))
    own = desk.open_workbook()
    for place, student in enumerate(desk.students[:SAME]):
        own.mark(desk.page, student, desk.lesson).value = "4"
        if place:
            own.mark(desk.page, desk.students[place - 1], desk.lesson).value = None
        files.append((desk.person, own.save()))

    receipts = _all_at_once(
        [_handing_in(school, person, content) for person, content in files]
    )

    assert len(receipts) == TEACHERS + SAME
    assert all(map(reconciles, receipts))
    for receipt, (person, page, lesson, student) in zip(receipts, pages, strict=False):
        assert receipt.status == "recorded"
        assert _mark(school, page, lesson, student) == ("5", person)
    # Each copy asked for one mark; that it lacks the others' erases none of them.
    assert desk.values() == dict.fromkeys(desk.students[:SAME], "4")
    build_models(school.database)
    with school.database.reading() as cursor:
        assert ledger.replay(cursor) == []
        count_entries, recorded = cursor.execute(
            "select (select count(*) from journal.entries), "
            "(select sum(count_recorded + count_removals) from journal.uploads)"
        ).fetchall()[0]
        assert count_entries == recorded == sum(r.count_recorded for r in receipts)
        unbalanced = cursor.execute(
            "select upload_id from marts.control_totals where not is_balanced"
        ).fetchall()
        assert unbalanced == []
        assert cursor.execute("select count(*) from journal.uploads").fetchall() == [
            (TEACHERS + SAME,)
        ]
    assert school.files.notes.left() == []


def _handing_in(school: School, person: str, content: bytes) -> Callable[[], Receipt]:
    return lambda: hand_in(school, content, "журнал.xlsx", person, "api")


def _all_at_once(deeds: list[Callable[[], Receipt]]) -> list[Receipt]:
    with ThreadPoolExecutor(len(deeds)) as hands:
        waiting = [hands.submit(deed) for deed in deeds]
        return [one.result() for one in waiting]


def _mark(school: School, page: str, lesson: str, student: str) -> tuple[str, str]:
    with school.database.reading() as cursor:
        return cursor.execute(
            "select value, recorded_by from journal.current where page_id = ? "
            "and lesson_id = ? and student_id = ? and field = 'mark'",
            [page, lesson, student],
        ).fetchall()[0]


def _give_everybody_a_class(desk: Desk) -> list[tuple[str, str, str, str]]:
    """Make twenty teachers of pages by other names; return page, lesson, student."""
    school = desk.school
    given = []
    with school.database.writing() as cursor:
        for number in range(TEACHERS):
            person = f"П-{number:02d}"
            page = desk.page.replace(":5А:", f":{number}Я:")
            lesson = desk.lesson.replace(desk.page, page)
            for table in ("pages", "page_periods", "roster", "lessons"):
                changed = "? as page_id"
                if table == "lessons":
                    changed += ", replace(lesson_id, page_id, ?) as lesson_id"
                cursor.execute(
                    f"insert into journal.{table} by name "
                    f"select * replace ({changed}) from journal.{table} "
                    "where page_id = ?",
                    [page] * changed.count("?") + [desk.page],
                )
            cursor.execute(
                "insert into journal.page_teachers values (?, ?, ?, null)",
                [page, person, desk.lesson_on.replace(month=9, day=1)],
            )
            given.append((person, page, lesson, desk.students[number % 3]))
    return given
