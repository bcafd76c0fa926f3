"""What fuzzing found, each fault with the test that keeps it away."""

from __future__ import annotations

import logging
import re
import sys
import time
from typing import TYPE_CHECKING

import pytest

from expectations.marks import DEFAULT_SCALE
from ingest.reading import reading_process
from ingest.reading.cell_table import MAX_FILLED
from ingest.reading.child import READER_FAILED, WORKBOOK_REQUEST, Reader, read_workbook
from ingest.reading.guard import MAX_TEXT, TOO_MUCH_INSIDE
from ingest.reading.package import DAMAGED
from ingest.reading.reader import read_journal
from ingest.reading.sheets import (
    RawWorkbook,
    UncachedFormula,
    UnreadableWorkbookError,
)
from tests.fuzz.hostile_packages import RELATIONS, package, parts_of, without
from tests.fuzz.hostile_sheets import STRINGS, merges, stored
from tests.ingest.crafted_files import sheet_xml, with_part, workbook
from tests.ingest.crafted_formats import xlsb
from tests.ingest.small_workbook import (
    IDS,
    MATHS,
    handed_in,
    mark,
    open_workbook,
    read_back,
    small_plan,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

GRID, NAME, FIRST_ROW = "5А Математика", 3, 7
ANNA, ALYONA = "Гусева Анна", "Аникина Алёна"


def row_of(sheet: Worksheet, name: str) -> int:
    rows = range(FIRST_ROW, sheet.max_row + 1)
    return next(row for row in rows if sheet.cell(row, NAME).value == name)


def marks_of(book: Workbook) -> dict[str, str]:
    """Read it; return who has a mark on the 16th, and what."""
    cells = read_back(handed_in(book), small_plan()).cells.filter(field="mark")
    names = {student: name for name, student in IDS.items()}
    lesson = mark(MATHS, 16, 2, ANNA).lesson_id
    return {
        names[row["student_id"]]: row["value"]
        for row in cells.filter(lesson_id=lesson).iter_rows(named=True)
    }


def test_a_row_copied_with_its_hidden_key_and_renamed_is_the_other_students() -> None:
    book = open_workbook(small_plan())
    sheet = book[GRID]
    source, target = row_of(sheet, ALYONA), row_of(sheet, ANNA)
    sheet.cell(target, 1, sheet.cell(source, 1).value)
    sheet.cell(target, 4, "2")

    assert marks_of(book) == {ANNA: "2"}


def test_marks_stay_with_the_name_when_columns_were_sorted_and_a_row_deleted() -> None:
    book = open_workbook(small_plan())
    sheet = book[GRID]
    first, last = row_of(sheet, ALYONA), row_of(sheet, "Ершов Лев")
    sheet.cell(first, 4, "2")
    for column in range(2, 10):  # the hidden keys stay where they are
        one, other = sheet.cell(first, column), sheet.cell(last, column)
        one.value, other.value = other.value, one.value
    sheet.delete_rows(first)  # and with it the key of the one whose mark it was

    assert marks_of(book) == {ALYONA: "2"}


def test_a_corrected_name_keeps_the_row_with_its_key() -> None:
    book = open_workbook(small_plan())
    sheet = book[GRID]
    row = row_of(sheet, ANNA)
    sheet.cell(row, NAME, "Гусева Анна-Мария")
    sheet.cell(row, 4, "4")

    assert marks_of(book) == {ANNA: "4"}


@pytest.mark.parametrize(
    "cell",
    [
        "<c><f>2+3</f></c>",
        '<c r="B1"><f t="shared" si="0"/><v></v></c>',
        '<c r="B1"><v></v><f>2+3</f></c>',
        '<c r="B1"><f>2+3</f><v/><extLst/></c>',
        '<c r="B1"><f>2+3</f><!-- --></c>',
    ],
)
def test_a_formula_without_a_result_is_never_an_empty_cell(cell: str) -> None:
    text = '<c r="A1" t="str"><f>""</f><v></v></c>'

    sheet = read_workbook(sheet_xml(f'<row r="1">{text}{cell}</row>')).sheets[0]

    assert sheet.rows == [[None, UncachedFormula()]]


def test_an_error_behind_a_comment_and_prefixes_is_not_lost() -> None:
    rows = '<x:row r="1"><x:c r="A1" t="e"><x:v>#REF!</x:v></x:c></x:row>'
    head = '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006'
    document = f'{head}/main"><!--<sheetData/>--><x:sheetData>{rows}</x:sheetData>'

    raw = read_workbook(
        with_part("xl/worksheets/sheet1.xml", f"{document}</x:worksheet>")
    )

    assert raw.sheets[0].rows[0][0] == ("#REF!",)


@pytest.mark.parametrize("encoding", ["koi8-r", "utf-16", "windows-1251"])
def test_texts_in_another_encoding_are_read_as_they_are(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    texts = f"{head}<sst><si><t>болел</t></si></sst>".encode(encoding)

    assert read_workbook(with_part(STRINGS, texts)).sheets[0].rows == [["болел"]]


@pytest.mark.parametrize("part", [STRINGS, "xl/styles.xml"])
def test_a_package_without_its_texts_or_formats_is_damaged(part: str) -> None:
    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(without(part))

    assert refusal.value.sentence == DAMAGED


def test_a_sheet_that_lost_its_relation_is_damage_and_not_a_deleted_sheet() -> None:
    parts = parts_of(workbook())
    relations = parts[RELATIONS].decode()
    parts[RELATIONS] = re.sub(
        "<Relationship [^>]*sheet1[^>]*/>", "", relations
    ).encode()

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(package(parts))

    assert refusal.value.sentence == DAMAGED


def test_half_a_sign_in_a_binary_workbook_does_not_stop_the_server() -> None:
    parts = parts_of(xlsb([("5А", 0, [["5ЖЖ"]])]))
    half = "5ЖЖ".encode("utf-16-le"), b"5\0\x3d\xd8\x16\x04"
    broken = package({name: part.replace(*half) for name, part in parts.items()})

    assert read_workbook(broken).sheets[0].rows == [["5\ufffdЖ"]]


def test_more_filled_cells_than_forty_pages_have_are_refused() -> None:
    row = "<row>" + "<c><v>5</v></c>" * 500 + "</row>"

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(stored(row * (MAX_FILLED // 500 + 1)))

    assert refusal.value.sentence == TOO_MUCH_INSIDE


@pytest.mark.parametrize("kind", ["shared", "inline", "result"])
def test_a_text_longer_than_any_program_writes_is_refused(kind: str) -> None:
    text = "я" * (MAX_TEXT + 1)
    content = {
        "shared": lambda: with_part(STRINGS, f"<sst><si><t>{text}</t></si></sst>"),
        "inline": lambda: stored(
            f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'
        ),
        "result": lambda: stored(f'<row><c t="str"><v>{text}</v></c></row>'),
    }

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(content[kind]())

    assert refusal.value.sentence == TOO_MUCH_INSIDE


def test_thousands_of_merges_over_the_whole_sheet_do_not_hold_the_server_up() -> None:
    raw = read_workbook(merges(*["A1:ZZ9999"] * 2_000))
    content = handed_in(open_workbook(small_plan()))
    sheets = read_workbook(content).sheets
    for sheet in sheets:
        sheet.merged.extend(raw.sheets[0].merged)
    began = time.process_time()

    reading = read_journal(RawWorkbook(sheets), lambda: (small_plan(),), DEFAULT_SCALE)

    assert time.process_time() - began < 5
    assert reading.cells.height


def test_a_fault_of_the_reader_is_a_sentence_and_its_place_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bytes:
        raise KeyError("Аникина Алёна")

    monkeypatch.setattr(reading_process, "read_guarded", fail)
    frame = reading_process._answer(WORKBOOK_REQUEST, b"PK")
    reader = Reader(9, 1 << 29)
    monkeypatch.setattr(reader, "_ask", lambda *_: frame)

    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(UnreadableWorkbookError) as refusal,
    ):
        reader.read(b"PK")

    assert refusal.value.sentence == READER_FAILED
    assert re.search(r"KeyError at test_found\.py:\d+", caplog.text)
    assert "Аникина" not in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="needs /bin/false")
def test_a_child_that_cannot_start_is_a_loud_bug_and_nobodys_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    reader = Reader(9, 1 << 29)

    with pytest.raises(RuntimeError, match="reading child ended by itself"):
        reader.read(workbook())
