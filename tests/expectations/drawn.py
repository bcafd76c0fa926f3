"""Rows drawn for the rules' tests: sound ones, and the change that breaks each rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from expectations.frame import CHECKED_CELLS
from expectations.marks import DEFAULT_SCALE, read_final, read_mark

_SOUND: dict[str, Any] = {
    "sheet": "5А Математика",
    "cell": "D14",
    "page_id": "2026:5А:МАТ",
    "lesson_id": "2026:5А:МАТ:20261120:2",
    "period_id": "",
    "student_id": "",
    "label": "",
    "kind": "text",
    "hint": "",
    "lesson_on": date(2026, 11, 20),
    "status": "held",
    "work_type": "answer",
    "topic": "Сложение дробей",
    "homework": "№ 214, с. 50",
    "planned_topic": "Сложение дробей",
    "is_school_day": True,
    "is_future": False,
    "is_on_roll": True,
    "is_assigned": True,
    "grading": "marks",
    "period_starts_on": date(2026, 11, 9),
    "period_ends_on": date(2026, 12, 30),
    "received_on": date(2026, 11, 23),
    "rounding_threshold": 0.5,
    "is_duplicate": False,
}
_SOUND_FINAL: dict[str, Any] = {
    "lesson_id": "",
    "period_id": "2026-Q2",
    "student_id": "К-0231",
    "lesson_on": None,
    "is_school_day": None,
    "is_future": None,
    "status": None,
    "received_on": date(2026, 12, 28),
    "average": 4.5,
    "count_marks": 9,
    "missed_share": 0.1,
    "hours_per_week": 5.0,
    "final_kind": "period",
}
_SOUND_YEAR: dict[str, Any] = {
    "period_id": "2026-year",
    "final_kind": "year",
    "period_starts_on": date(2027, 5, 20),
    "period_ends_on": date(2027, 5, 26),
    "received_on": date(2027, 5, 24),
    "average": None,
    "count_marks": None,
    "missed_share": None,
    "finals_average": 4.5,
    "count_finals": 4,
    "count_periods": 4,
    "has_year": False,
}


def lesson_field(field: str, written: str, **changed: Any) -> dict[str, Any]:
    """A cell of the lessons sheet, understood as written."""
    understood = {"value_text": written, "value": written or None}
    return {**_SOUND, "field": field, **understood, **changed}


def mark(written: str, **changed: Any) -> dict[str, Any]:
    """A student's cell in a lesson, read by the grammar."""
    reading = read_mark(written, DEFAULT_SCALE)._asdict()
    student = {"field": "mark", "student_id": "К-0231", "value_text": written}
    return {**_SOUND, **student, **reading, **changed}


def final(written: str, **changed: Any) -> dict[str, Any]:
    """A student's final mark, read by the grammar."""
    reading = read_final(written, DEFAULT_SCALE)._asdict()
    cell = {**_SOUND, **_SOUND_FINAL, "field": "final", "value_text": written}
    return {**cell, **reading, **changed}


def year(written: str, **changed: Any) -> dict[str, Any]:
    """A student's final of the year, read by the grammar."""
    return final(written, **{**_SOUND_YEAR, **changed})


def overall(written: str, **changed: Any) -> dict[str, Any]:
    """A student's overall final beside a year of 4 and an exam of 5."""
    own = {
        "period_id": "2026-overall",
        "final_kind": "overall",
        "has_year": True,
        "year_mark": 4,
        "exam_mark": 5,
    }
    return year(written, **{**own, **changed})


def cells(*rows: dict[str, Any]) -> pl.DataFrame:
    """Make a frame of CHECKED_CELLS of the drawn rows."""
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in CHECKED_CELLS},
        schema=CHECKED_CELLS,
    )


def sound_cells() -> pl.DataFrame:
    """A frame that breaks no rule: a lesson's row, a message, marks, finals."""
    return cells(
        lesson_field("status", "held"),
        lesson_field("attendance_taken", "yes"),
        lesson_field("topic", "Сложение  дробей."),
        lesson_field("work_type", "answer"),
        lesson_field("homework", "№ 214, с. 50"),
        lesson_field("minutes", "20", kind="number"),
        lesson_field(
            "message",
            "Подготовка отличная!",
            student_id="К-0231",
            lesson_id="",
            lesson_on=None,
            status=None,
            is_on_roll=False,
            is_school_day=None,
        ),
        mark("5"),
        mark("4/5", student_id="К-0232"),
        mark("н", student_id="К-0233"),
        mark("5о", student_id="К-0234"),
        mark("н", student_id="К-0235", grading="none", work_type=None),
        final("5"),
        final("н/а", student_id="К-0236", missed_share=0.9, average=None),
        final("зачёт", student_id="К-0237", grading="pass", average=None),
        year("5"),
        year("2", student_id="К-0236", finals_average=2.25, failed_finals="I: 2"),
        overall("5"),
        overall("4", student_id="К-0236", exam_mark=None),
    )


_NOBODY = {"page_id": "", "lesson_id": "", "lesson_on": None, "is_school_day": None}
_UNREAD: dict[str, Any] = {"value": None, "mark_1": None}

# Rule → a cell that breaks it, among what it may break besides.
BROKEN: dict[str, dict[str, Any]] = {
    "sheet_is_known": lesson_field("sheet", "", label="Черновик", cell="", **_NOBODY),
    "page_is_known": lesson_field("topic", "Дроби", label="5Я Физика", **_NOBODY),
    "addressee_is_known": lesson_field(
        "message", "Собрание в среду", label="Родителям 5Я", **_NOBODY
    ),
    "column_is_known": lesson_field("column", "5", label="31.11", lesson_id=""),
    "student_is_known": lesson_field("row", "5", label="Новенький Иван", lesson_id=""),
    "teacher_is_assigned": mark("5", is_assigned=False),
    "lesson_is_given_by_the_uploader": mark(
        "5", is_assigned=False, given_by="Рябинин Павел Олегович"
    ),
    "student_is_on_the_roll": mark("5", is_on_roll=False),
    "period_is_not_closed": mark(
        "5",
        closed_class="5А",
        closed_period="I четверть",
        closed_on=date(2026, 11, 1),
    ),
    "mark_is_not_a_date": mark("46146", kind="date", hint="4/5", **_UNREAD),
    "cell_is_not_an_error": mark("#REF!", kind="error", **_UNREAD),
    "formula_has_a_value": mark("=A1", kind="formula", **_UNREAD),
    "cells_are_not_merged": mark("5", kind="merged", **_UNREAD),
    "cell_stands_once": mark("5", is_duplicate=True),
    "lesson_is_on_a_school_day": mark("5", is_school_day=False, lesson_on=None),
    "lesson_belongs_to_the_page": mark("5", lesson_id="2026:5Б:МАТ:20261120:2"),
    "lesson_keeps_its_date": lesson_field(
        "lesson_on", "2026-11-24", kind="date", value=None
    ),
    "mark_is_on_the_scale": mark("6"),
    "final_code_stands_in_the_final_column": mark("ОСВ"),
    "mark_is_where_marks_are_given": mark("5", grading="none"),
    "mark_is_not_in_the_future": mark("5", is_future=True),
    "mark_is_of_a_lesson_that_was_held": mark("н", status="cancelled"),
    "mark_is_not_beside_an_absence": mark("5н"),
    "letter_is_unambiguous": mark("y"),
    "mark_has_a_work_type": mark("5", work_type=None),
    "status_is_known": lesson_field("status", "был", value=None),
    "attendance_taken_is_known": lesson_field("attendance_taken", "не", value=None),
    "work_type_is_known": lesson_field("work_type", "опрос", value=None),
    "held_lesson_has_a_topic": mark("5", topic=None),
    "topic_follows_the_plan": lesson_field("topic", "Деление дробей"),
    "held_lesson_has_homework": lesson_field("status", "held", homework=None),
    "homework_says_what_to_do": lesson_field("homework", "См. выше."),
    "text_is_text": lesson_field("topic", "2026-04-05", kind="date", value=None),
    "minutes_are_a_number": lesson_field("minutes", "полчаса", value=None),
    "minutes_are_plausible": lesson_field("minutes", "200"),
    "final_is_on_the_scale": final("7"),
    "final_is_of_a_period": final("5", period_id="", period_ends_on=None),
    "final_fits_the_grading": final("зачёт"),
    "final_has_enough_marks": final("5", count_marks=4),
    "not_attested_missed_lessons": final("Н/А", missed_share=0.2),
    "attested_was_there": final("5", missed_share=0.7),
    "final_is_the_rounded_average": final("5", average=4.49),
    "final_is_entered_in_the_last_week": final("5", received_on=date(2026, 12, 23)),
    "attestation_is_entered_in_its_days": year("5", received_on=date(2027, 5, 27)),
    "year_rests_on_its_periods": year("5", count_finals=3),
    "year_is_the_rounded_mean": year("4"),
    "failed_final_is_not_followed_by_a_positive": year(
        "3", finals_average=3.0, failed_finals="II четверть: 2"
    ),
    "overall_rests_on_the_year": overall(
        "5", has_year=False, year_mark=None, exam_mark=5
    ),
    "overall_follows_year_and_exam": overall("4"),
}
