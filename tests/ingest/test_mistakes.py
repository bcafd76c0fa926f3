"""Typical teacher mistakes, all in one workbook: understood, or delivered as they are.

What is wrong about a delivered cell is for the rules to say; here nothing may be lost
and every cell keeps its address.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from tests.ingest.small_workbook import (
    ENGLISH,
    IDS,
    MATHS,
    by_key,
    handed_in,
    mark,
    open_workbook,
    read_back,
    small_plan,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from ingest.workbook import CellKey, Reading

GRID, LESSONS = "5А Математика", "Уроки"
FIRST_ROW, FIRST_COLUMN = 7, 4  # as openpyxl counts
DAYS = [(16, 2), (18, 1), (18, 2), (23, 3), (30, 2)]
MAY_4 = datetime(2026, 5, 4)  # noqa: DTZ001 - as cells hold it


def row_of(sheet: Worksheet, name: str) -> int:
    return next(
        row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 3).value == name
    )


def put(book: Workbook, name: str, lesson: int, value: Any) -> str:
    """Type into a student's cell of the n-th lesson; return the address."""
    sheet = book[GRID]
    cell = sheet.cell(row_of(sheet, name), FIRST_COLUMN + lesson, value)
    return cell.coordinate


# What is typed → kind, understood value, hint.
TYPED: list[tuple[Any, str, str | None, str]] = [
    ("6", "text", None, ""),
    (6, "number", None, ""),
    (MAY_4, "date", None, "4/5"),
    (date(2026, 12, 25), "date", None, ""),
    ("46146", "date", None, "4/5"),
    (46146, "date", None, "4/5"),
    (time(4, 5), "time", None, "4/5"),
    ("H", "text", "н", ""),
    ("n", "text", "н", ""),
    ("Н ", "text", "н", ""),
    ("5 ", "text", "5", ""),
    ("\u00a05", "text", "5", ""),
    ("5\u200b", "text", "5", ""),
    (5.0, "number", "5", ""),
    (4.5, "number", None, "4/5"),
    ("4 5", "text", "4/5", ""),
    ("4\\5", "text", "4/5", ""),
    ("5н", "text", "5н", ""),
    ("н5", "text", "5н", ""),
    ("5-", "text", None, "5"),
    (".", "text", ".", ""),
    ("пять", "text", None, "5"),
    ("=2+3", "formula", None, ""),
    ("#REF!", "error", None, ""),
    (True, "boolean", None, ""),
    (0, "number", None, ""),
]


@pytest.fixture(scope="module")
def one_template() -> tuple[list[str], pl.DataFrame]:
    """All of `TYPED` typed into one workbook: their addresses and what was read."""
    book = open_workbook(small_plan())
    places = [(name, lesson) for name in IDS for lesson in range(len(DAYS))]
    addresses = [
        put(book, *place, typed)
        for place, (typed, *_) in zip(places, TYPED, strict=False)
    ]
    return addresses, read_back(handed_in(book)).cells


@pytest.mark.parametrize(
    "number", range(len(TYPED)), ids=[repr(one[0]) for one in TYPED]
)
def test_a_typed_cell_is_understood_or_delivered_with_its_address_and_kind(
    number: int, one_template: tuple[list[str], pl.DataFrame]
) -> None:
    addresses, cells = one_template
    _, kind, value, hint = TYPED[number]

    found = cells.filter(sheet=GRID, cell=addresses[number], field="mark")

    assert len(addresses) == len(TYPED)
    assert found.select("kind", "value", "hint").rows() == [(kind, value, hint)]


def test_a_cell_of_blanks_is_an_empty_cell() -> None:
    book = open_workbook(small_plan())
    put(book, "Волков Илья", 0, " \u00a0 ")

    assert read_back(handed_in(book)).cells.filter(field="mark").is_empty()


@pytest.fixture
def filled() -> Workbook:
    """A workbook where every student has a mark in the first lesson."""
    book = open_workbook(small_plan())
    for place, name in enumerate(IDS):
        put(book, name, 0, "5432нб"[place])
    return book


EXPECTED = {mark(MATHS, 16, 2, name): "5432нб"[place] for place, name in enumerate(IDS)}


def marks(reading: Reading) -> dict[CellKey, str]:
    return {k: v for k, v in by_key(reading).items() if k.field in {"mark", "final"}}


def sort_rows(sheet: Worksheet, first_column: int) -> None:
    """Sort the students backwards, from this column to the right."""
    rows = list(range(FIRST_ROW, FIRST_ROW + len(IDS)))
    contents = [
        [sheet.cell(row, column).value for column in range(first_column, 12)]
        for row in rows
    ]
    for row, content in zip(rows, reversed(contents), strict=True):
        for column, value in enumerate(content, first_column):
            sheet.cell(row, column, value)


def rename(book: Workbook) -> None:
    book[GRID].title = "мой 5а"


def reorder(book: Workbook) -> None:
    book.move_sheet(GRID, 3)
    book.move_sheet("Как заполнять", 4)


def delete_row_and_column(book: Workbook) -> None:
    book[GRID].delete_rows(row_of(book[GRID], "Ершов Лев"))
    book[GRID].delete_cols(FIRST_COLUMN + 3)


def show_hidden(book: Workbook) -> None:
    book["_meta"].sheet_state = "visible"
    book[GRID].row_dimensions[3].hidden = False


HARMLESS: dict[str, Callable[[Workbook], object]] = {
    "sorted rows": lambda book: sort_rows(book[GRID], 1),
    "sorted rows without the hidden column": lambda book: sort_rows(book[GRID], 2),
    "a renamed sheet": rename,
    "reordered sheets": reorder,
    "an empty inserted column": lambda book: book[GRID].insert_cols(5),
    "an empty inserted row": lambda book: book[GRID].insert_rows(9),
    "a column inserted before everything": lambda book: book[GRID].insert_cols(1),
    "rows inserted above everything": lambda book: book[GRID].insert_rows(1, 3),
    "the meta sheet deleted": lambda book: book.remove(book["_meta"]),
    "hidden parts shown": show_hidden,
}


@pytest.mark.parametrize("what", HARMLESS)
def test_the_keys_find_every_mark_after(what: str, filled: Workbook) -> None:
    HARMLESS[what](filled)

    assert marks(read_back(handed_in(filled), small_plan())) == EXPECTED


def test_a_deleted_row_or_column_is_out_of_the_scope_and_not_emptied(
    filled: Workbook,
) -> None:
    delete_row_and_column(filled)

    reading = read_back(handed_in(filled))

    scope = reading.scopes[MATHS]
    assert scope.students == {IDS[name] for name in IDS if name != "Ершов Лев"}
    assert len(scope.lessons) == len(DAYS) - 1
    assert f"{MATHS}:20261123:3" not in scope.lessons
    gone = mark(MATHS, 16, 2, "Ершов Лев")
    assert marks(reading) == {k: v for k, v in EXPECTED.items() if k != gone}


def without_keys(
    book: Workbook, help_sheet: str = "Как заполнять", lessons_sheet: str = LESSONS
) -> None:
    """Empty every hidden row and column, and remove the meta sheet."""
    book.remove(book["_meta"])
    for sheet in book.worksheets:
        for column in (1, 2) if sheet.title == lessons_sheet else (1,):
            for row in range(1, sheet.max_row + 1):
                sheet.cell(row, column).value = None
        key_row = 3 if sheet.freeze_panes and sheet["B4"].value == "№" else 2
        for column in range(1, sheet.max_column + 1):
            if sheet.title != help_sheet:
                sheet.cell(key_row, column).value = None


def test_without_any_key_the_visible_headers_suffice(filled: Workbook) -> None:
    put(filled, "Аникина Алёна", 2, "4")
    filled[GRID].cell(FIRST_ROW, FIRST_COLUMN + len(DAYS) + 2, "5")
    filled["5А англ. 1 Английский язык"].cell(FIRST_ROW, FIRST_COLUMN, "3")
    filled[LESSONS].cell(4, 9, "проведён")
    before = by_key(read_back(handed_in(filled)))
    without_keys(filled)
    filled[GRID].title = "Лист7"

    reading = read_back(handed_in(filled), small_plan())

    assert by_key(reading) == before
    assert reading.workbook_id == ""
    assert before[mark(MATHS, 18, 2, "Аникина Алёна")] == "4"
    assert before[mark(ENGLISH, 17, 4, "Аникина Алёна")] == "3"


def test_without_keys_names_are_found_whatever_their_spacing_and_yo(
    filled: Workbook,
) -> None:
    without_keys(filled)
    sheet = filled[GRID]
    sheet.cell(row_of(sheet, "Аникина Алёна"), 3, " аникина  Алена ")
    sheet.cell(row_of(sheet, "Дёмина Яна"), 3, "ДЕМИНА\u00a0ЯНА")

    assert marks(read_back(handed_in(filled), small_plan())) == EXPECTED


def test_an_unknown_student_is_delivered_as_a_row_with_the_name(
    filled: Workbook,
) -> None:
    sheet = filled[GRID]
    row = FIRST_ROW + len(IDS)
    sheet.cell(row, 3, "Новиков Пётр")
    sheet.cell(row, FIRST_COLUMN, "5")

    reading = read_back(handed_in(filled), small_plan())

    row_cells = reading.cells.filter(field="row")
    assert row_cells.select("cell", "page_id", "label", "value_text").rows() == [
        (f"D{row}", MATHS, "Новиков Пётр", "5")
    ]
    assert EXPECTED.items() <= by_key(reading).items()


def test_a_filled_unknown_column_is_delivered_with_its_header(
    filled: Workbook,
) -> None:
    sheet = filled[GRID]
    sheet.insert_cols(6)
    sheet.cell(5, 6, "Диктант")
    for row in range(FIRST_ROW, FIRST_ROW + 3):
        sheet.cell(row, 6, "4")

    reading = read_back(handed_in(filled), small_plan())

    assert reading.cells.filter(field="column").select(
        "cell", "page_id", "label", "value_text"
    ).rows() == [(f"F{FIRST_ROW}", MATHS, "Диктант", "4")]
    assert reading.count_cells == reading.cells.height + 2
    assert EXPECTED.items() <= by_key(reading).items()


def test_a_mark_on_a_day_off_is_delivered_as_a_column_of_that_day(
    filled: Workbook,
) -> None:
    sheet = filled[GRID]
    sheet.insert_cols(7)
    sheet.cell(5, 7, date(2026, 11, 22))
    sheet.cell(FIRST_ROW, 7, "5")

    reading = read_back(handed_in(filled), small_plan())

    assert reading.cells.filter(field="column").select("cell", "label").rows() == [
        (f"G{FIRST_ROW}", "2026-11-22")
    ]


def test_a_column_with_a_known_date_and_no_key_is_found_by_its_header(
    filled: Workbook,
) -> None:
    for row in (3,):
        filled[GRID].cell(row, FIRST_COLUMN).value = None

    assert marks(read_back(handed_in(filled), small_plan())) == EXPECTED


def test_a_student_who_stands_twice_has_all_cells_delivered(filled: Workbook) -> None:
    sheet = filled[GRID]
    source, row = row_of(sheet, "Гусева Анна"), FIRST_ROW + len(IDS)
    for column in range(1, FIRST_COLUMN):
        sheet.cell(row, column, sheet.cell(source, column).value)
    sheet.cell(row, FIRST_COLUMN, "5")

    cells = read_back(handed_in(filled)).cells

    assert cells.filter(student_id=IDS["Гусева Анна"]).get_column(
        "value"
    ).to_list() == ["2", "5"]


def test_a_lesson_that_stands_twice_has_all_cells_delivered(filled: Workbook) -> None:
    sheet = filled[GRID]
    for row in range(1, FIRST_ROW + len(IDS)):
        if row != 4:  # the month band is merged
            sheet.cell(row, 20, sheet.cell(row, FIRST_COLUMN).value)

    cells = read_back(handed_in(filled)).cells.filter(field="mark")

    assert cells.height == 2 * len(IDS)
    assert cells.get_column("lesson_id").n_unique() == 1


def test_merged_marks_keep_the_first_and_name_the_covered_cells(
    filled: Workbook,
) -> None:
    filled[GRID].merge_cells("D7:E8")

    cells = read_back(handed_in(filled)).cells

    assert cells.filter(cell="D7").get_column("value").to_list() == ["5"]
    merged = cells.filter(kind="merged").sort("cell")
    assert merged.get_column("cell").to_list() == ["D8", "E7", "E8"]
    assert merged.get_column("student_id").to_list() == [
        IDS["Берёзов Пётр"], IDS["Аникина Алёна"], IDS["Берёзов Пётр"]
    ]  # fmt: skip


def test_an_own_sheet_of_the_teacher_is_delivered_whole(filled: Workbook) -> None:
    own = filled.create_sheet("Мои заметки")
    own["B2"], own["B3"] = "купить мел", 12

    reading = read_back(handed_in(filled), small_plan())

    assert reading.cells.filter(field="sheet").select(
        "sheet", "cell", "label"
    ).rows() == [("Мои заметки", "", "Мои заметки")]
    assert marks(reading) == EXPECTED


def test_a_copied_grid_sheet_delivers_its_cells_twice(filled: Workbook) -> None:
    filled.copy_worksheet(filled[GRID])

    cells = read_back(handed_in(filled)).cells

    assert cells.height == 2 * len(EXPECTED) + 7  # and the topics
    assert cells.filter(field="mark").get_column("sheet").n_unique() == 2
