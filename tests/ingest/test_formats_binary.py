"""An .xlsb and an .xls keep their errors, dates, merges and hidden sheets."""

from __future__ import annotations

import struct
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ingest.reading import formats
from ingest.reading import guard as guard_module
from ingest.reading.child import read_workbook
from ingest.reading.package import DAMAGED
from ingest.reading.sheets import CellError, UnreadableWorkbookError
from tests.ingest.crafted_formats import (
    record,
    wide,
    xlsb,
    xlsb_cell,
    xlsb_sheet,
)
from tests.ingest.libreoffice import saved_as

if TYPE_CHECKING:
    from pathlib import Path

REAL = struct.pack("<d", 46_146)
CELLS: dict[str, tuple[bytes, Any]] = {
    "a text in the cell": (xlsb_cell(6, 0, wide("4/5")), "4/5"),
    "a rich text": (xlsb_cell(62, 0, b"\0" + wide("4/5")), "4/5"),
    "a text of a formula": (xlsb_cell(8, 0, wide("4/5") + bytes(10)), "4/5"),
    "an empty text": (xlsb_cell(6, 0, wide("")), None),
    "a number": (xlsb_cell(5, 0, struct.pack("<d", 4.5)), 4.5),
    "a number of a formula": (xlsb_cell(9, 0, struct.pack("<d", 5) + bytes(10)), 5.0),
    "a whole number in short": (xlsb_cell(2, 0, struct.pack("<i", 5 << 2 | 2)), 5.0),
    "a number below nought": (xlsb_cell(2, 0, struct.pack("<i", -5 << 2 | 2)), -5.0),
    "hundredths": (xlsb_cell(2, 0, struct.pack("<i", 450 << 2 | 3)), 4.5),
    "half of a real number": (
        xlsb_cell(2, 0, struct.pack("<d", 4.5)[4:]), 4.5
    ),
    "a day": (xlsb_cell(5, 0, REAL, style=1), date(2026, 5, 4)),
    "a span": (xlsb_cell(5, 0, struct.pack("<d", 1.5), style=2), timedelta(hours=36)),
    "a time": (xlsb_cell(5, 0, struct.pack("<d", 0.25), style=3), time(6)),
    "a truth": (xlsb_cell(4, 0, b"\1"), True),
    "a truth of a formula": (xlsb_cell(10, 0, b"\0" + bytes(10)), False),
    "an error": (xlsb_cell(3, 0, b"\x07"), CellError("#DIV/0!")),
    "an error of a formula": (xlsb_cell(11, 0, b"\x2a" + bytes(10)), CellError("#N/A")),
    "a look without a value": (xlsb_cell(1, 0, b""), None),
    "a cell without a column": (record(17, bytes(4) + wide("н")), "н"),
}  # fmt: skip


@pytest.mark.parametrize("what", CELLS)
def test_a_cell_of_an_xlsb_is_read_as_it_was_saved(what: str) -> None:
    cell, value = CELLS[what]
    behind = xlsb_cell(6, 1, wide("за ней"))

    sheet = read_workbook(xlsb([("5А", 0, xlsb_sheet([b"", cell + behind]))])).sheets[0]

    assert sheet.rows[1] == [value, "за ней"]


def test_an_xlsb_keeps_merges_hidden_sheets_and_days_from_1904() -> None:
    merges = record(177) + record(176, struct.pack("<4I", 0, 0, 0, 1)) + record(178)
    day = xlsb_cell(5, 0, struct.pack("<d", 46_146 - 1_462), style=1)

    raw = read_workbook(
        xlsb(
            [
                ("5А", 0, xlsb_sheet([day], merges)),
                ("скрытый", 1, [["ключ"]]),
                ("_meta", 2, [["ключ"]]),
            ],
            counts_from_1904=True,
        )
    )

    assert raw.sheets[0].rows == [[date(2026, 5, 4)]]
    assert raw.sheets[0].merged == [(0, 0, 0, 1)]
    assert [(one.name, one.visibility) for one in raw.sheets[1:]] == [
        ("скрытый", "hidden"),
        ("_meta", "veryhidden"),
    ]


BROKEN: dict[str, tuple[bytes, str]] = {
    "a far cell": (
        xlsb([("5А", 0, xlsb_sheet([xlsb_cell(6, 16_383, wide("5"))]))]),
        guard_module.TOO_FAR,
    ),
    "a far row": (
        xlsb([("5А", 0, record(0, struct.pack("<I", 1_048_575)) + CELLS["a day"][0])]),
        guard_module.TOO_FAR,
    ),
    "a text longer than its record": (
        xlsb([("5А", 0, xlsb_sheet([xlsb_cell(6, 0, struct.pack("<I", 1 << 30))]))]),
        DAMAGED,
    ),
    "a record that ends too early": (
        xlsb([("5А", 0, xlsb_sheet([record(5, b"\0\0")]))]),
        DAMAGED,
    ),
    "a cell before any row": (xlsb([("5А", 0, CELLS["a day"][0])]), DAMAGED),
    "a shared text that is not there": (
        xlsb([("5А", 0, xlsb_sheet([xlsb_cell(7, 0, struct.pack("<I", 9))]))]),
        DAMAGED,
    ),
    "a state that no sheet has": (xlsb([("5А", 7, [["5"]])]), DAMAGED),
    "an .xls cut short": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0W\0o" * 99, ""),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_or_boundless_binary_workbook_is_refused(what: str) -> None:
    content, sentence = BROKEN[what]

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(content)

    assert refusal.value.sentence == (sentence or formats.NO_WORKBOOK)


@pytest.fixture(scope="module")
def old_workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An .xls that LibreOffice made, with days counted from 1904."""
    folder: Path = tmp_path_factory.mktemp("xls")
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.title = "5А"
    sheet.append([date(2026, 5, 4), "н", True, "=1/0"])
    book.create_sheet("_meta").append(["ключ"])
    book["_meta"].sheet_state = "hidden"
    book.save(folder / "book.xlsx")
    return saved_as((folder / "book.xlsx").read_bytes(), "xls", folder)


@pytest.mark.browser
def test_days_of_an_xls_may_count_from_1904(old_workbook: bytes) -> None:
    sheet = read_workbook(old_workbook).sheets[0]

    assert sheet.rows == [[date(2026, 5, 4), "н", True, CellError("#DIV/0!")]]


@pytest.mark.browser
def test_a_very_hidden_sheet_of_an_xls_is_found(old_workbook: bytes) -> None:
    name = "_meta".encode("utf-16-le")
    # BOUNDSHEET8: state, kind, length of the name, and one byte a letter.
    hidden, very = b"\x01\x00\x05\x00_meta", b"\x02\x00\x05\x00_meta"
    if hidden not in old_workbook:
        hidden, very = (head[:3] + b"\x01" + name for head in (hidden, very))
    assert old_workbook.count(hidden) == 1

    raw = read_workbook(old_workbook.replace(hidden, very))

    assert [one.visibility for one in raw.sheets] == ["visible", "veryhidden"]


@pytest.mark.browser
def test_an_xls_that_is_cut_short_is_refused_and_the_next_one_is_read(
    old_workbook: bytes,
) -> None:
    for content in (old_workbook[:-3000], old_workbook[:700]):
        with pytest.raises(UnreadableWorkbookError):
            read_workbook(content)

    assert read_workbook(old_workbook).sheets[0].name == "5А"
