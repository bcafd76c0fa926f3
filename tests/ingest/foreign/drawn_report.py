"""A class's report as «Сетевой Город» prints it, made of our ledger, then altered."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from warehouse.school_folder import School

_MARKS = """
    select distinct
        students.surname || ' ' || students.given_name, students.student_id,
        subjects.name, lessons.lesson_on, lessons.slot, marks.value_text
    from journal.current as marks
    inner join journal.lessons on marks.lesson_id = lessons.lesson_id
    inner join journal.pages on marks.page_id = pages.page_id
    inner join setup.subjects on pages.subject_id = subjects.subject_id
    inner join setup.students on marks.student_id = students.student_id
    inner join journal.roster
        on marks.page_id = roster.page_id and marks.student_id = roster.student_id
    where marks.field = 'mark' and roster.class_id = ?
    order by 1, 3, 4, 5
"""
_MONTHS = {9: "Сентябрь", 10: "Октябрь", 11: "Ноябрь", 12: "Декабрь"}
Mark = tuple[str, str, "date", str]  # student, subject, day, as written
Altered = "Callable[[Mark], str | None]"


def marks_of(school: School, class_id: str) -> list[Mark]:
    """Return the marks of a class: student, subject, day, as written."""
    with school.database.reading() as cursor:
        rows = cursor.execute(_MARKS, [class_id]).fetchall()
    return [(name, subject, day, text) for name, _, subject, day, _, text in rows]


def report(
    class_id: str,
    marks: list[Mark],
    altered: Callable[[Mark], str | None] = lambda mark: mark[3],
    *,
    final: str = "",
    period: str = "с 01.09.2026 по 30.12.2026",
) -> bytes:
    """Return the report of a class; `altered` says what stands there, None nothing.

    `final` stands in the last column of each subject's row. Each student's table has
    the days on which the student has a mark here.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Отчёт"
    sheet["A1"] = "Отчёт об успеваемости и посещаемости ученика"
    row = 3
    for student in dict.fromkeys(mark[0] for mark in marks):
        of_student = [mark for mark in marks if mark[0] == student]
        head = (f"Класс: {class_id}", f"Период: {period}", f"Ученик: {student}")
        row = _student(sheet, row, head, of_student, altered, final) + 2
    sheet.cell(row, 1, "Обозначения: Н - отсутствовал")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def results(
    class_id: str, finals: list[tuple[str, str, str]], legend: str = ""
) -> bytes:
    """Return «Табель успеваемости» of a class: student, subject, final of quarter 1."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Табель"
    sheet["A1"] = "Табель успеваемости учащегося"
    row = 3
    for student in dict.fromkeys(one[0] for one in finals):
        for text in (
            "Учебный год: 2026/2027",
            f"Класс: {class_id}",
            f"Ученик: {student}",
        ):
            sheet.cell(row, 1, text)
            row += 1
        for column, text in enumerate(("Предмет", "1 Четверть", "", "", "Год. оценка")):
            sheet.cell(row, column + 1, text or None)
        for column, text in enumerate(("Средний балл", "Ср. взв. балл", "Итог")):
            sheet.cell(row + 1, column + 2, text)
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row + 1, end_column=1)
        row += 2
        for _, subject, text in (one for one in finals if one[0] == student):
            sheet.cell(row, 1, subject)
            sheet.cell(row, 4, text or None)
            row += 1
        row += 1
    sheet.cell(row, 1, legend or None)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _student(
    sheet: Any,
    row: int,
    head: tuple[str, ...],
    marks: list[Mark],
    altered: Callable[[Mark], str | None],
    final: str,
) -> int:
    for text in ("Учебный год: 2026/2027", *head):
        sheet.cell(row, 1, text)
        row += 1
    days: list[tuple[date, int]] = []
    for day in sorted({mark[2] for mark in marks}):
        most = max(
            sum(mark[1] == subject and mark[2] == day for mark in marks)
            for subject in {mark[1] for mark in marks}
        )
        days += [(day, nth) for nth in range(most)]
    sheet.cell(row, 1, "Предмет")
    month = 0
    for column, (day, _) in enumerate(days, start=2):
        if day.month != month:
            month = day.month
            sheet.cell(row, column, _MONTHS[month])
        sheet.cell(row + 1, column, day.day)
    sheet.cell(row, len(days) + 2, "Средняя оценка")
    sheet.cell(row, len(days) + 3, "Итоговая оценка за период")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row + 1, end_column=1)
    row += 2
    for subject in dict.fromkeys(mark[1] for mark in marks):
        sheet.cell(row, 1, subject)
        seen: dict[date, int] = {}
        for mark in (one for one in marks if one[1] == subject):
            nth = seen.get(mark[2], 0)
            seen[mark[2]] = nth + 1
            text = altered(mark)
            sheet.cell(row, days.index((mark[2], nth)) + 2, text)
        sheet.cell(row, len(days) + 3, final or None)
        row += 1
    return row
