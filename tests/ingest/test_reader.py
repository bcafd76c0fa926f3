"""What a reading says about a workbook as a whole, and what it does when in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.frame import READ_CELLS
from expectations.marks import DEFAULT_SCALE
from ingest.reading.reader import read_journal
from ingest.reading.sheets import RawSheet, RawWorkbook
from ingest.workbook import CONTRACT_VERSION
from ingest.writing.writer import write_workbook
from tests.ingest.small_workbook import (
    ENGLISH,
    IDS,
    MATHS,
    field,
    mark,
    read_back,
    small_plan,
)
from tests.ingest.test_mistakes import GRID

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue

VALUES = {
    mark(MATHS, 16, 2, "Волков Илья"): "4 5",
    field(MATHS, 16, 2, "status"): "проведён",
}


def test_a_reading_says_which_cells_stand_in_the_file() -> None:
    reading = read_back(write_workbook(small_plan(VALUES)))

    assert reading.workbook_id == "wb-1"
    assert reading.contract_version == CONTRACT_VERSION
    assert reading.cells.schema == READ_CELLS
    assert reading.count_cells == reading.cells.height == len(VALUES) + 7  # topics
    scope = reading.scopes[MATHS]
    assert scope.sheet == GRID
    assert scope.students == set(IDS.values())
    assert scope.lessons == scope.listed
    assert len(scope.lessons) == 5
    assert "homework" in scope.listed_fields
    assert scope.finals == {"2026-Q2"}
    assert set(reading.scopes) == {MATHS, ENGLISH}


def test_a_mark_is_kept_as_written_and_as_understood() -> None:
    cells = read_back(write_workbook(small_plan(VALUES))).cells.filter(field="mark")

    assert cells.select("value_text", "value", "mark_1", "mark_2").rows() == [
        ("4 5", "4/5", 4, 5)
    ]


def test_a_workbook_of_another_program_without_sheets_of_ours_is_one_cell_a_sheet() -> (
    None
):
    rows: list[list[CellValue]] = [["Иванов", 5.0], [None, "н"]]
    raw = RawWorkbook(
        [RawSheet("Лист1", "visible", rows), RawSheet("2", "visible", [])]
    )

    reading = read_journal(raw, lambda: [small_plan()], DEFAULT_SCALE)

    assert reading.cells.select("sheet", "field", "label").rows() == [
        ("Лист1", "sheet", "Лист1")
    ]
    assert reading.count_cells == 3
    assert reading.scopes == {}
