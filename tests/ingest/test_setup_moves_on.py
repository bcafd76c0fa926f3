"""The set-up changes while workbooks are out: what was handed out still counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ingest.handing_out import hand_out
from ingest.load import hand_in
from ingest.setup.school import update_school
from ingest.setup.seeds import example_tables
from ingest.setup.writer import write_setup_workbook
from tests.ingest.typing_teacher import Teacher

if TYPE_CHECKING:
    from ingest.setup.columns import SetupTables
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns

TODAY = date(2026, 11, 23)


def apply(desk: Desk, tables: SetupTables, from_date: date = TODAY) -> None:
    content = write_setup_workbook(tables, "ru")
    changes = update_school(
        desk.school,
        tables,
        content,
        from_date=from_date,
        applied_by="administration",
    )
    assert changes


def test_a_new_day_off_turns_no_prefilled_topic_into_an_entry_or_a_finding(desk: Desk):
    teacher = desk.open_workbook()
    tables = example_tables()
    day_off = dict(tables["calendar"][0])
    day_off.update(starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24))
    tables["calendar"].append(day_off)
    apply(desk, tables)

    receipt = desk.hand_in(teacher)

    assert (receipt.status, receipt.findings) == ("unchanged", ())
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    prefilled = teacher.lesson(desk.lesson, "topic").value
    desk.hand_in(teacher)
    assert desk.fields() == {"topic": prefilled}


def test_lessons_that_left_the_timetable_keep_their_marks(desk: Desk):
    desk.enter(desk.students[0], "3")
    teacher = desk.open_workbook()
    tables = example_tables()
    (row,) = (
        row
        for row in tables["timetable"]
        if (row["unit_id"], row["subject_id"]) == tuple(desk.page.split(":")[1:])
    )
    taken = {(row["weekday"], row["slot"]) for row in tables["timetable"]}
    row["weekday"], row["slot"] = next(
        (day, slot)
        for slot in range(1, 9)
        for day in range(1, 6)
        if (day, slot) not in taken
    )
    apply(desk, tables, date(2026, 11, 16))
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "4"

    receipt = desk.hand_in(teacher)

    assert receipt.count_quarantined == 0
    assert desk.values() == {desk.students[0]: "3", desk.students[1]: "4"}
    assert desk.hand_in(desk.open_workbook()).status == "unchanged"


def test_renamed_and_dropped_work_types_are_still_understood(desk: Desk):
    teacher = desk.open_workbook()
    shown = [
        row[1]
        for row in teacher.book["_meta"].iter_rows(values_only=True)
        if row[0] == "work_type"
    ]
    teacher.lesson(desk.lesson, "work_type").value = shown[0]
    teacher.lesson(desk.lesson, "work_type_2").value = shown[1]
    desk.hand_in(teacher)
    tables = example_tables()
    tables["work_types"][0]["name"] = "Устный ответ у доски"
    del tables["work_types"][1]
    apply(desk, tables)

    fresh = desk.open_workbook()
    receipt = desk.hand_in(fresh)

    assert fresh.lesson(desk.lesson, "work_type").value == "Устный ответ у доски"
    assert fresh.lesson(desk.lesson, "work_type_2").value == shown[1]
    assert (receipt.status, receipt.count_quarantined) == ("unchanged", 0)


def test_a_teacher_who_left_a_page_enters_no_finals_of_later_periods(desk: Desk):
    tables = example_tables()
    for row in tables["load"]:
        if (row["unit_id"], row["subject_id"]) == tuple(desk.page.split(":")[1:]):
            row["person_id"] = desk.stranger
    second = downloaded_term(desk, desk.person, desk.lesson_on)
    apply(desk, tables, date(2026, 10, 1))
    second.final(desk.page, desk.students[0], period_of(desk)).value = "5"

    receipt = desk.hand_in(second)

    assert receipt.count_recorded == 0
    successor = downloaded_term(desk, desk.stranger, desk.lesson_on)
    successor.final(desk.page, desk.students[0], period_of(desk)).value = "4"
    receipt = hand_in(
        desk.school, successor.save(), "журнал.xlsx", desk.stranger, "page"
    )
    assert receipt.count_recorded == 1


def test_a_teacher_who_left_a_page_writes_to_its_parents_no_more(desk: Desk):
    book = desk.open_workbook()
    rows = book.book["_meta"].iter_rows(values_only=True)
    whom = next(row[1] for row in rows if (row[0], row[2]) == ("whom", desk.page))
    sheet = book.book["Сообщения"]
    sheet.cell(4, 3).value, sheet.cell(4, 4).value = whom, "Завтра экскурсия"
    tables = example_tables()
    for row in tables["load"]:
        if (row["unit_id"], row["subject_id"]) == tuple(desk.page.split(":")[1:]):
            row["person_id"] = desk.stranger
    apply(desk, tables)

    receipt = desk.hand_in(book)

    assert receipt.count_recorded == 0
    assert {one.rule for one in receipt.findings} == {"teacher_is_assigned"}


def downloaded_term(desk: Desk, person: str, on: date) -> Teacher:
    return Teacher(hand_out(desk.school, person, on).content)


def period_of(desk: Desk) -> str:
    with desk.school.database.reading() as cursor:
        found = cursor.execute(
            "select period_id from journal.lessons where lesson_id = ?", [desk.lesson]
        ).fetchone()
    return found[0]
