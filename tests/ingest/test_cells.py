"""Every spelling of a mark gives the right value or a question, in every format."""

from __future__ import annotations

import io
import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from ingest.reading.child import read_workbook
from tests.ingest.crafted_files import with_part
from tests.ingest.crafted_formats import as_ods, as_xlsb
from tests.ingest.libreoffice import saved_as
from tests.ingest.program_habits import is_sheet, parts_of
from tests.ingest.small_workbook import (
    NAMES,
    handed_in,
    open_workbook,
    read_back,
    small_plan,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

pytestmark = pytest.mark.by_turns

GRID, LESSONS, SMALL_GRID = "5А Математика", "Уроки", "5А англ. 1 Английский язык"
LESSONS_IN_GRID = 5
# What is typed → understood value, hint; neither is a question without a guess.
TYPED: list[tuple[Any, str | None, str]] = [
    ("4/5", "4/5", ""),
    ("4 5", "4/5", ""),
    ("4\\5", "4/5", ""),
    ("4,5", "4/5", ""),
    ("4\u00a05", "4/5", ""),
    ("4\u2009/\u200a5", "4/5", ""),
    ("\uff14\uff0f\uff15", "4/5", ""),
    ("4\n5", "4/5", ""),
    ("5н", "5н", ""),
    ("н4", "4н", ""),
    ("Н", "н", ""),
    ("H", "н", ""),
    ("5.0", "5", ""),
    (5, "5", ""),
    (5.0, "5", ""),
    ("'5", "5", ""),
    ("\u200b5\ufeff", "5", ""),
    ("\u202b5\u202c", "5", ""),
    (".", ".", ""),
    ("зач", "зачёт", ""),
    ("5-", None, "5"),
    ("5²", None, "5"),
    ("45", None, "4/5"),
    (45, None, "4/5"),
    (4.5, None, "4/5"),
    (0.8, None, "4/5"),
    ("IV", None, "4"),
    ("б/о", None, ""),
    ("+", None, ""),
    ("5😀", None, ""),
]
# What became a day or a time: the row stays shorter where a program has none of them.
DAYS: list[tuple[Any, str | None, str]] = [
    (date(2026, 5, 4), None, "4/5"),
    (date(2026, 12, 25), None, ""),
    (46146, None, "4/5"),
    (time(4, 5), None, "4/5"),
    ("04.май", None, "4/5"),
]


TEXTS = [
    "§ 5, № 1–3\nвторая строка\n\nпосле пустой",
    'эмодзи 😀 и «кавычки», <угол> & "прямые"',
    "справа налево \u202bאבג\u202c",
    "я" * 5_000,
    "=SUM(A1:A9)",
]


def typed(sheet: Worksheet, values: list[tuple[Any, str | None, str]]) -> list[str]:
    """Type values down the lessons of a grid; return their addresses."""
    height = sum(sheet.cell(row, 3).value in NAMES for row in range(7, 13))
    addresses = []
    for number, (value, *_) in enumerate(values):
        column, row = divmod(number, height)
        addresses.append(sheet.cell(7 + row, 4 + column, value).coordinate)
    return addresses


def everything() -> Workbook:
    """A workbook with all of `TYPED`, `DAYS` and `TEXTS`."""
    book = open_workbook(small_plan())
    assert len(typed(book[GRID], TYPED)) == LESSONS_IN_GRID * len(NAMES)
    typed(book[SMALL_GRID], DAYS)
    for number, text in enumerate(TEXTS):
        cell = book[LESSONS].cell(4 + number, 14, text)
        cell.data_type = "s"  # as text is that begins with a sign of equality
    return book


OWN_WAYS: dict[str, Callable[[Workbook], bytes]] = {
    "xlsx": handed_in,
    "ods": as_ods,
    "xlsb": as_xlsb,
}
WAYS = [
    *OWN_WAYS,
    *(
        pytest.param(f"LibreOffice {ending}", marks=pytest.mark.browser)
        for ending in ("xlsx", "ods", "xls")
    ),
]


@pytest.fixture(scope="module", params=WAYS)
def read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> pl.DataFrame:
    """Everything, saved in the way of a program and read."""
    program, _, ending = request.param.rpartition(" ")
    if program:
        folder = tmp_path_factory.mktemp("cells")
        content = saved_as(handed_in(everything()), ending, folder)
    else:
        content = OWN_WAYS[ending](everything())
    reading = read_back(content)  # by the hidden keys alone, whatever the format
    assert reading.workbook_id == "wb-1"
    return reading.cells


@pytest.mark.parametrize(("sheet", "values"), [(GRID, TYPED), (SMALL_GRID, DAYS)])
def test_a_spelling_is_understood_or_asked_about_alike_in_every_format(
    sheet: str, values: list[tuple[Any, str | None, str]], read: pl.DataFrame
) -> None:
    marks = read.filter(sheet=sheet, field="mark")

    by_cell = {
        row["cell"]: (row["value"], row["hint"]) for row in marks.iter_rows(named=True)
    }

    addresses = typed(everything()[sheet], values)
    assert by_cell == {
        address: (value, hint)
        for address, (_, value, hint) in zip(addresses, values, strict=True)
    }


def test_homework_keeps_its_lines_and_signs_in_every_format(read: pl.DataFrame) -> None:
    homework = read.filter(field="homework")["value_text"].to_list()

    assert homework == TEXTS


# How a cell of an .xlsx may be written → what stands in it.
MARKUP: dict[str, tuple[str, str | None]] = {
    "a carriage return that is escaped": (
        't="inlineStr"><is><t>4_x000D_\n5</t></is></c>', "4/5"
    ),
    "an escaped escape": ('t="inlineStr"><is><t>_x005F_x0035_</t></is></c>', None),
    "runs of rich text": (
        't="inlineStr"><is><r><t>4</t></r><r><t>/5</t></r></is></c>', "4/5"
    ),
    "a hint on how to say it": (
        't="inlineStr"><is><t>5</t><rPh sb="0" eb="1"><t>2</t></rPh></is></c>', "5"
    ),
    "a text that is a formula's": ('t="str"><f>"4/5"</f><v>4/5</v></c>', "4/5"),
    "a formula's number": ("><f>2+3</f><v>5</v></c>", "5"),
    "a day in ISO": ('t="d"><v>2026-05-04</v></c>', None),
    "a truth": ('t="b"><v>1</v></c>', None),
    "an error": ('t="e"><v>#N/A</v></c>', None),
    "a formula without a result": ("><f>2+3</f></c>", None),
    "blanks that XML keeps": (
        't="inlineStr"><is><t xml:space="preserve"> 5 </t></is></c>', "5"
    ),
    "a number with an exponent": ("><v>5E0</v></c>", "5"),
}  # fmt: skip


@pytest.mark.parametrize("what", MARKUP)
def test_a_mark_is_read_however_the_cell_is_written(what: str) -> None:
    markup, value = MARKUP[what]
    book = open_workbook(small_plan())
    typed(book[GRID], [("2", "2", "")])
    content = handed_in(book)
    path, sheet = next(
        (name, text)
        for name, text in parts_of(content).items()
        if is_sheet(name) and "Аникина" in text and "Математика" in text
    )
    cell = re.search(r'<c r="D7"([^>]*?)t="\w+"[^>]*>.*?</c>', sheet)
    assert cell is not None
    changed = sheet.replace(cell[0], f'<c r="D7"{cell[1]}{markup}')

    cells = read_back(with_part(path, changed, content), small_plan()).cells

    assert cells.filter(cell="D7", field="mark")["value"].to_list() == [value]


def test_half_a_sign_and_letters_of_other_scripts_stop_no_reading() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for text in (
        "\u0635\u0641\u0631",
        "五",
        "\u0e55",
        "e\u0301",
        "\U0001f1f7\U0001f1fa",
    ):
        sheet.append([text])
    target = io.BytesIO()
    book.save(target)

    rows = read_workbook(target.getvalue()).sheets[0].rows

    assert [cells[0] for cells in rows] == [
        "\u0635\u0641\u0631", "五", "\u0e55", "e\u0301", "\U0001f1f7\U0001f1fa"
    ]  # fmt: skip
