"""Without hidden keys the visible headers suffice, or the question is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

from ingest.workbook import PlannedLesson
from ingest.writing.writer import write_workbook
from tests.ingest.small_workbook import (
    MATHS,
    by_key,
    field,
    handed_in,
    mark,
    open_workbook,
    read_back,
    small_plan,
)
from tests.ingest.test_mistakes import GRID, put, without_keys

if TYPE_CHECKING:
    from ingest.workbook import WorkbookPlan

VALUES = {
    mark(MATHS, 16, 2, "Волков Илья"): "4 5",
    field(MATHS, 16, 2, "status"): "проведён",
}


def later_plan() -> WorkbookPlan:
    """The same page in the next quarter: other lessons, same students."""
    plan = small_plan()
    lessons = tuple(
        PlannedLesson(
            f"{MATHS}:202701{day}:2", date(2027, 1, day), 2, time(9), time(10), ""
        )
        for day in (18, 19, 20)
    )
    page = replace(plan.pages[0], period_id="2026-Q3", lessons=lessons)
    return replace(plan, workbook_id="wb-2", pages=(page,))


def test_without_keys_the_dates_tell_the_term() -> None:
    book = open_workbook(later_plan())
    put(book, "Волков Илья", 1, "5")
    book[GRID].cell(7, 9, "4")
    without_keys(book)

    cells = read_back(handed_in(book), small_plan(), later_plan()).cells

    assert cells.filter(cell="E9").get_column("lesson_id").to_list() == [
        f"{MATHS}:20270119:2"
    ]
    assert cells.filter(field="final").get_column("period_id").to_list() == ["2026-Q3"]


def test_without_keys_and_title_one_class_with_two_alike_pages_is_asked_about() -> None:
    plan = small_plan()
    maths = plan.pages[0]
    twins = tuple(
        replace(maths, page_id=f"2026:5А:{code}", subject=subject)
        for code, subject in (("АЛГ", "Алгебра"), ("ГЕО", "Геометрия"))
    )
    twin_plan = replace(plan, pages=twins)
    book = open_workbook(twin_plan)
    book["5А Алгебра"]["D7"] = "5"
    without_keys(book)
    titled = read_back(handed_in(book), twin_plan)
    sheet = book["5А Алгебра"]
    sheet.title, sheet["B1"] = "Лист1", None
    untitled = read_back(handed_in(book), twin_plan)

    assert [key.page_id for key in by_key(titled) if key.field == "mark"] == [
        "2026:5А:АЛГ"
    ]
    assert untitled.cells.filter(field="mark").is_empty()
    assert untitled.cells.filter(field="sheet").get_column("label").to_list() == [
        "Лист1"
    ]


def test_headers_in_english_are_recognised_too() -> None:
    plan = small_plan(VALUES, language="en")
    whole = read_back(write_workbook(plan))
    book = open_workbook(plan)
    without_keys(book, help_sheet="How to fill in", lessons_sheet="Lessons")

    assert by_key(read_back(handed_in(book), plan)) == by_key(whole)


def test_month_and_day_as_words_and_numbers_are_as_good_as_dates() -> None:
    book = open_workbook(small_plan(VALUES))
    without_keys(book)
    for column, day in enumerate((16, 18, 18, 23, 30), 4):
        book[GRID].cell(5, column, day)

    reading = read_back(handed_in(book), small_plan())

    assert by_key(reading)[mark(MATHS, 16, 2, "Волков Илья")] == "4/5"
    assert len(reading.scopes[MATHS].lessons) == 5
