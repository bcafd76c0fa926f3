"""The strict reader of rows says what the other readers say, or it says nothing."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ingest.reading.formats import opened
from ingest.reading.plain_book import PlainBook, ToldSheet
from ingest.reading.plain_rows import NotPlainError, RowMemory
from ingest.reading.wire import Unpacking, pack_workbook, unpack_workbook
from ingest.reading.xlsx_reader import read_xlsx
from ingest.writing.writer import write_workbook
from tests.ingest.small_workbook import small_plan

if TYPE_CHECKING:
    from ingest.reading.sheets import RawWorkbook

TEXTS = st.text(
    st.sampled_from("5432н бАя№§<>&\"'_x\t\n;/é ")
    | st.characters(codec="utf-8", exclude_categories=["Cc"]),
    max_size=12,
)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2090, 12, 31)),
    st.datetimes(
        datetime(1950, 1, 1),  # noqa: DTZ001 - as a cell has it
        datetime(2090, 12, 31),  # noqa: DTZ001
    ),
    st.tuples(st.just("=A1"), st.one_of(st.integers(0, 9), TEXTS)),
)
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 40), st.integers(0, 30)), VALUES, max_size=30
)


class NothingPlain(PlainBook):
    """Leaves every part to the guard and the other readers."""

    def begin(self, *_: object) -> None:
        """Read nothing."""


def written(cells: dict[tuple[int, int], object], *, is_resaved: bool) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Лист")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet.merge_range(50, 1, 50, 3, "слито")
        for (row, column), value in cells.items():
            if value is None:
                sheet.write_blank(row, column, None, day)
            elif isinstance(value, tuple):
                sheet.write_formula(row, column, value[0], None, value[1])
            elif isinstance(value, datetime):
                sheet.write_datetime(row, column, value, moment)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write(row, column, value)
    if not is_resaved:
        return target.getvalue()
    again = io.BytesIO()
    load_workbook(target).save(again)
    return again.getvalue()


def others_say(content: bytes) -> RawWorkbook:
    """Return what is read without the strict reader."""
    sheets, plain = read_xlsx(content, opened(content)[1], NothingPlain(RowMemory()))
    return unpack_workbook(pack_workbook(sheets, plain))


class Pair:
    """A child and the server beside it, for one file after the other."""

    def __init__(self) -> None:
        self.memory, self.server = RowMemory(), Unpacking()
        self.count_told = 0

    def read(self, content: bytes) -> RawWorkbook:
        """Return what the server makes of a file."""
        book = PlainBook(self.memory)
        sheets, plain = read_xlsx(content, opened(content)[1], book)
        self.count_told = sum(isinstance(one, ToldSheet) for one in sheets)
        packed = pack_workbook(sheets, plain, book.new_rows, is_new=self.memory.is_new)
        self.memory.is_new = False
        return self.server.unpack(packed)


@settings(max_examples=60)
@given(CELLS, CELLS, st.booleans())
def test_files_one_after_the_other_are_read_as_without_it(first, later, is_resaved):
    pair = Pair()
    for cells in (first, first | later, later, first):
        content = written(cells, is_resaved=is_resaved)
        assert pair.read(content) == others_say(content)


def test_our_own_workbook_is_read_by_it_and_a_save_tells_only_new_rows():
    content = write_workbook(small_plan())
    pair = Pair()
    assert pair.read(content) == others_say(content)
    assert pair.count_told == len(others_say(content).sheets)
    book = PlainBook(pair.memory)
    read_xlsx(content, opened(content)[1], book)
    assert book.new_rows == {}


def test_rows_are_the_same_lists_from_save_to_save():
    content = write_workbook(small_plan())
    pair = Pair()
    before, after = pair.read(content), pair.read(content)
    for one, other in zip(before.sheets, after.sheets, strict=True):
        told = [(a, b) for a, b in zip(one.rows, other.rows, strict=True) if any(a)]
        assert all(a is b for a, b in told)


def test_what_becomes_too_much_is_forgotten_on_both_sides(monkeypatch):
    monkeypatch.setattr("ingest.reading.plain_rows.MAX_REMEMBERED", 1)
    pair = Pair()
    for mark in ("5", "4"):
        content = written({(0, 0): mark, (1, 0): "н"}, is_resaved=False)
        assert pair.read(content) == others_say(content)
        assert len(pair.server._rows) == 3


@pytest.mark.parametrize(
    "odd",
    [
        '<c r="A1" t="e"><v>#N/A</v></c>',
        '<c r="A1"><f>1+1</f></c>',
        '<c r="A1" t="s"><v>99999</v></c>',
        '<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>',
        '<c r="A2"><v>1</v></c>',
        '<c r="A1"><v>1</v><v>2</v></c>',
        '<c r="A1"><v> 1</v></c>',
        "x",
        '<c r="A1"><v>1e999</v></c>',
        '<c r="A1" t="inlineStr"><is><t>5</t></is></c>',
    ],
)
def test_a_row_with_anything_unusual_is_left_to_the_others(odd):
    xml = f'<w><sheetData><row r="1">{odd}</row></sheetData></w>'.encode()
    memory = RowMemory()
    with pytest.raises((NotPlainError, IndexError)):
        sheet = memory.read(xml, ("",), counts_from_1904=False)
        memory.tell(sheet.rows[0], ["a"], 1)
