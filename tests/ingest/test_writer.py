"""The workbook a teacher gets: opened as spreadsheet programs open it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from expectations.language import translations
from ingest.workbook import sheet_titles
from ingest.writing.formulas import average_of, is_missed
from ingest.writing.help import DUE, LEGEND, STEPS, TOTALS
from ingest.writing.writer import write_workbook
from tests.ingest.small_workbook import MATHS, field, mark, open_workbook, small_plan

if TYPE_CHECKING:
    from openpyxl import Workbook

VALUES = {
    mark(MATHS, 16, 2, "Аникина Алёна"): "4/5",
    mark(MATHS, 18, 1, "Аникина Алёна"): "н",
    field(MATHS, 16, 2, "topic"): '=HYPERLINK("http://example.org")',
    field(MATHS, 16, 2, "homework"): "не задано",
}


@pytest.fixture(scope="module")
def book() -> Workbook:
    """The workbook as openpyxl opens it."""
    return open_workbook(small_plan(VALUES))


def test_the_sheets_stand_in_the_order_of_a_teachers_day(book: Workbook) -> None:
    assert book.sheetnames == [
        "Как заполнять", "Уроки", "5А Математика", "5А англ. 1 Английский язык",
        "Сообщения", "_meta",
    ]  # fmt: skip
    assert book.active is not None
    assert book.active.title == "Уроки"
    assert book["_meta"].sheet_state == "veryHidden"


def test_in_english_every_title_is_english() -> None:
    english = open_workbook(small_plan(VALUES, language="en"))

    assert english.sheetnames[:2] == ["How to fill in", "Lessons"]
    assert english["Lessons"]["K3"].value == "Topic"
    assert english["Lessons"]["N4"].value == "not set"


def test_mark_cells_are_text_unlocked_and_the_rest_is_locked(book: Workbook) -> None:
    sheet = book["5А Математика"]

    assert sheet["D7"].number_format == "@"
    assert not sheet["D7"].protection.locked
    assert sheet["C7"].protection.locked
    assert sheet["I7"].protection.locked
    assert sheet.protection.sheet
    assert not sheet.protection.password


def test_keys_are_there_and_hidden(book: Workbook) -> None:
    sheet = book["5А Математика"]

    assert sheet["A3"].value == f"vedomost page {MATHS}"
    assert sheet["D3"].value == f"{MATHS}:20261116:2"
    assert sheet["A7"].value.startswith("К-0001#")
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[3].hidden


def test_lessons_of_all_pages_stand_by_date_with_topics_from_the_plan(
    book: Workbook,
) -> None:
    rows = list(book["Уроки"].iter_rows(min_row=4, values_only=True))

    assert [(row[2].day, row[4], row[6]) for row in rows] == [
        (16, 2, "5А"), (17, 4, "5А англ. 1"), (18, 1, "5А"), (18, 2, "5А"),
        (23, 3, "5А"), (24, 4, "5А англ. 1"), (30, 2, "5А"),
    ]  # fmt: skip
    assert rows[4][10] == "Тема урока 23.3"
    assert rows[4][3] == "пн"


def test_text_never_becomes_a_formula(book: Workbook) -> None:
    cell = book["Уроки"]["K4"]

    assert cell.data_type == "s"
    assert cell.value == VALUES[field(MATHS, 16, 2, "topic")]


def test_the_workbook_opens_at_today(book: Workbook) -> None:
    grid, lessons = book["5А Математика"], book["Уроки"]

    assert grid.sheet_view.selection[-1].activeCell == "G7"  # 23 November
    assert lessons.sheet_view.selection[-1].activeCell == "I8"
    rules = [
        rule.formula for area in grid.conditional_formatting for rule in area.rules
    ]
    assert ["D$5=TODAY()"] in rules


def test_lessons_outside_a_students_days_are_locked_and_hatched() -> None:
    plan = small_plan()
    page = plan.pages[0]
    gone = replace(page.students[0], ends_on=date(2026, 11, 17))
    come = replace(page.students[1], starts_on=date(2026, 11, 18))
    page = replace(page, students=(gone, come))
    sheet = open_workbook(replace(plan, pages=(page,)))["5А Математика"]

    locked = [[cell.protection.locked for cell in row[3:8]] for row in sheet["A7:H8"]]
    assert locked == [
        [False, True, True, True, True],
        [True, False, False, False, False],
    ]
    assert sheet["E7"].fill.patternType == "lightUp"


def test_drop_downs_warn_and_never_stop() -> None:
    with zipfile.ZipFile(io.BytesIO(write_workbook(small_plan()))) as package:
        documents = [
            package.read(name).decode()
            for name in package.namelist()
            if name.startswith("xl/worksheets/sheet")
        ]

    lists = [
        rule
        for document in documents
        for rule in re.findall(r"<dataValidation [^>]*type=\"list\"[^>]*>", document)
    ]
    assert len(lists) == 9
    assert all(re.search('errorStyle="(warning|information)"', rule) for rule in lists)


def test_every_grid_prints_across_with_its_headers_repeated(book: Workbook) -> None:
    sheet = book["5А Математика"]

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$4:$6"
    assert sheet.print_title_cols == "$B:$C"
    assert "&P" in (sheet.oddFooter.right.text or "")


def test_conditional_colours_never_compare_a_blank_cell(book: Workbook) -> None:
    for sheet in book.worksheets:
        for area in sheet.conditional_formatting:
            assert {rule.type for rule in area.rules} == {"expression"}


@pytest.mark.parametrize(
    ("written", "earlier", "average"),
    [
        (["4/5", "н", "5н", "."], (0, 0), 4.67),
        (["н"], (0, 0), "–"),
        (["3"], (9, 2), 4.0),
        (["зачёт"], (0, 0), "–"),
    ],
)
def test_doubles_count_twice_and_codes_do_not(
    written: list[str], earlier: tuple[int, int], average: float | str
) -> None:
    assert average_of(written, *earlier) == average


def test_a_code_beside_a_mark_is_missed_and_unpassed_is_not() -> None:
    missed = ["н", "5н", "б", "У"]
    present = ["5", ".", "о", "зачёт", "незачёт"]

    assert all(map(is_missed, missed))
    assert not any(map(is_missed, present))


def test_sheet_names_are_unique_allowed_and_short() -> None:
    page = small_plan().pages[0]
    long = replace(page, unit="10А", subject="Основы безопасности и защиты Родины")
    odd = replace(page, subject="Изо / Музыка [2]")

    titles = sheet_titles([page, page, long, long, odd])

    assert titles == [
        "5А Математика", "5А Математика 2", "10А Основы безопасности и защит",
        "10А Основы безопасности и защ 2", "5А Изо Музыка 2",
    ]  # fmt: skip
    assert max(map(len, titles)) <= 31


def test_every_word_of_the_help_sheet_is_in_russian() -> None:
    sentences = [*STEPS, *TOTALS, *(two for _, two in LEGEND)]
    sentences += [text for what, when, _ in DUE for text in (what, when)]

    for sentence in sentences:
        assert translations("ru").gettext(sentence) != sentence


def test_an_empty_page_and_a_page_without_lessons_can_be_written() -> None:
    plan = small_plan()
    page = plan.pages[0]
    pages = (
        replace(page, students=()),
        replace(page, page_id="2", subject="Физика", lessons=()),
        replace(page, page_id="3", subject="Пение", grading="none", has_final=False),
        replace(page, page_id="4", subject="Труд", grading="pass"),
    )

    assert len(open_workbook(replace(plan, pages=pages)).sheetnames) == 8
