"""Typical mistakes on the lessons sheet: understood, or delivered as they are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.ingest.small_workbook import (
    by_key,
    handed_in,
    open_workbook,
    read_back,
    small_plan,
)

if TYPE_CHECKING:
    import polars as pl

LESSONS = "Уроки"

WORDS: list[tuple[int, Any, str, str | None]] = [
    (9, "Проведен", "status", "held"),
    (9, "замена ", "status", "replaced"),
    (9, "отменён.", "status", "cancelled"),
    (9, "болел", "status", None),
    (10, "Да", "attendance_taken", "yes"),
    (10, "+", "attendance_taken", "yes"),
    (11, " Степени\nчисел ", "topic", "Степени\nчисел"),
    (12, "контрольная  работа", "work_type", "test"),
    (12, "изложение", "work_type", None),
    (13, "Ответ на уроке", "work_type_2", "answer"),
    (14, "Не задано.", "homework", "не задано"),
    (14, "-", "homework", "не задано"),
    (14, "§ 5\n№ 12", "homework", "§ 5\n№ 12"),
    (14, 125, "homework", "125"),
    (15, 20.0, "minutes", "20"),
    (15, "15 мин", "minutes", "15"),
    (15, "долго", "minutes", None),
]


@pytest.fixture(scope="module")
def lessons_filled_in() -> tuple[list[str], pl.DataFrame]:
    """All of `WORDS` typed into one workbook, each field down its column."""
    book = open_workbook(small_plan())
    down = Counter[int]()
    addresses = []
    for column, typed, *_ in WORDS:
        cell = book[LESSONS].cell(4 + down[column], column, typed)
        addresses.append(cell.coordinate)
        down[column] += 1
    return addresses, read_back(handed_in(book)).cells


@pytest.mark.parametrize(
    "number", range(len(WORDS)), ids=[f"{one[2]}-{one[1]}" for one in WORDS]
)
def test_what_is_written_about_a_lesson_is_understood_or_delivered(
    number: int, lessons_filled_in: tuple[list[str], pl.DataFrame]
) -> None:
    addresses, cells = lessons_filled_in
    _, _, name, value = WORDS[number]

    found = cells.filter(sheet=LESSONS, cell=addresses[number], field=name)

    assert found.get_column("value").to_list() == [value]


def test_no_under_attendance_is_an_empty_cell() -> None:
    book = open_workbook(small_plan())
    book[LESSONS].cell(4, 10, "нет")

    cells = read_back(handed_in(book)).cells

    assert cells.filter(field="attendance_taken").is_empty()


def test_lessons_sorted_without_their_hidden_columns_keep_their_topics() -> None:
    book = open_workbook(small_plan())
    sheet = book[LESSONS]
    before = by_key(read_back(handed_in(book)))
    rows = [
        [sheet.cell(row, column).value for column in range(3, 16)]
        for row in range(4, 11)
    ]
    for row, content in enumerate(reversed(rows), 4):
        for column, value in enumerate(content, 3):
            sheet.cell(row, column, value)

    assert by_key(read_back(handed_in(book))) == before


def test_a_lesson_row_of_ones_own_is_delivered_as_a_row() -> None:
    book = open_workbook(small_plan())
    book[LESSONS].cell(11, 3, date(2026, 11, 22))
    book[LESSONS].cell(11, 11, "Экскурсия")

    cells = read_back(handed_in(book)).cells.filter(field="row")

    assert cells.select("sheet", "cell", "label", "value_text").rows() == [
        (LESSONS, "K11", "2026-11-22", "Экскурсия")
    ]
