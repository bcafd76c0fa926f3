"""What programs do to an .xlsx when they save it leaves every cell as it was."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest

from ingest.reading.plain_rows import RowMemory
from ingest.reading.reading_process import read_guarded
from ingest.reading.wire import unpack_workbook
from ingest.workbook import CellKey
from tests.ingest.crafted_files import with_part
from tests.ingest.program_habits import (
    GRID,
    PROGRAMS,
    edited,
    is_sheet,
    parts_of,
    without,
)
from tests.ingest.small_workbook import (
    ENGLISH,
    MATHS,
    NAMES,
    by_key,
    field,
    handed_in,
    mark,
    open_workbook,
    read_back,
    small_plan,
)

VALUES = {
    **{
        mark(MATHS, 16, 2, name): text
        for name, text in zip(NAMES, ("5", "4 5", "н", "5н", "2", "зачёт"), strict=True)
    },
    mark(ENGLISH, 17, 4, NAMES[0]): "4",
    field(MATHS, 16, 2, "status"): "проведён",
    field(MATHS, 16, 2, "homework"): "§ 5,  № 1–3\nвторая строка",
}
SHEET = CellKey("", "", "", "", "sheet")
_INLINE = re.compile(r'<c ([^>]*)t="inlineStr"([^>]*)><is><t[^>]*>([^<]*)</t></is></c>')


@pytest.fixture(scope="module")
def saved() -> bytes:
    """The filled workbook as openpyxl saves it: formulas without results."""
    book = open_workbook(small_plan(VALUES))
    sheet = book[GRID]
    sheet["E7"] = date(2026, 5, 4)
    sheet["E8"] = "=2+3"
    sheet["E9"] = 4.0
    return handed_in(book)


def understood(content: bytes) -> dict[CellKey, tuple[str, ...]]:
    """Everything that is read from a workbook, wherever it stands."""
    cells = read_back(content, small_plan(VALUES)).cells
    rows = cells.select("kind", "value_text", "value", "hint").rows()
    keys = by_key(read_back(content, small_plan(VALUES)))
    return dict(zip(keys, rows, strict=True))


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_a_program_does_to_an_xlsx_leaves_every_cell_as_it_was(
    program: str, saved: bytes
) -> None:
    before = understood(saved)

    after = understood(PROGRAMS[program](saved))

    assert len(before) > 15
    if program == "Numbers: a table a sheet":  # it adds a sheet of its own
        del after[SHEET]
    assert after == before
    assert read_back(PROGRAMS[program](saved), small_plan()).workbook_id == "wb-1"


def test_without_the_table_of_styles_marks_are_read_and_a_day_is_still_a_question(
    saved: bytes,
) -> None:
    before = understood(saved)

    after = understood(without(saved, "xl/styles.xml"))

    marks = {key: row for key, row in before.items() if key.field == "mark"}
    assert {key: after[key] for key in marks if marks[key][0] != "date"} == {
        key: row for key, row in marks.items() if row[0] != "date"
    }
    (day,) = [key for key, row in marks.items() if row[0] == "date"]
    assert after[day] == ("date", "46146", None, "4/5")


def test_a_page_moved_into_a_new_workbook_is_read_by_its_own_keys(saved: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(saved))
    for sheet in book.worksheets:
        if sheet.title != GRID:
            book.remove(sheet)
    before = understood(saved)

    after = understood(handed_in(book))

    assert after == {
        key: row
        for key, row in before.items()
        if key.page_id == MATHS and key.field == "mark"
    }


def test_shared_formulas_give_their_results_and_one_without_a_result_is_said(
    saved: bytes,
) -> None:
    path = next(
        name
        for name, text in parts_of(saved).items()
        if is_sheet(name) and "2+3" in text
    )
    sheet = parts_of(saved)[path]
    cells = {
        "D11": '<f t="shared" ref="D11:D12" si="0">2+3</f><v>5</v>',
        "D12": '<f t="shared" si="0"/>',
        "E10": '<f t="shared" si="0"/><v>4</v>',
        "E11": '<f t="array" ref="E11">"4/5"</f><v>4/5</v>',
    }
    for address, content in cells.items():
        text = ' t="str"' if "4/5" in content else ""
        sheet = re.sub(
            rf'<c r="{address}"[^>]*?(?:/>|>.*?</c>)',
            f'<c r="{address}"{text}>{content}</c>',
            sheet,
        )

    read = read_back(with_part(path, sheet, saved), small_plan(VALUES)).cells

    by_cell = {
        row["cell"]: (row["kind"], row["value"])
        for row in read.filter(sheet=GRID).iter_rows(named=True)
    }
    assert {address: by_cell[address] for address in cells} == {
        "D11": ("number", "5"),
        "D12": ("formula", None),
        "E10": ("number", "4"),
        "E11": ("text", "4/5"),
    }


def test_the_fast_and_the_exact_reader_read_alike(saved: bytes) -> None:
    """A comment in front of the cells sends every sheet to the exact reader."""
    exact = edited(
        saved,
        lambda name, text: (
            text.replace("<sheetData>", "<sheetData><!-- a = b -->", 1)
            if is_sheet(name)
            else text
        ),
    )

    sheets, others = (
        unpack_workbook(read_guarded(content, RowMemory())).sheets
        for content in (saved, exact)
    )

    assert [(one.name, one.visibility, one.merged) for one in others] == [
        (one.name, one.visibility, one.merged) for one in sheets
    ]
    for sheet, other in zip(sheets, others, strict=True):
        width = min(len(rows[0]) if (rows := one.rows) else 0 for one in (sheet, other))
        assert [cells[:width] for cells in other.rows] == [
            cells[:width] for cells in sheet.rows[: len(other.rows)]
        ]
