"""Marks are spliced into packages of every make; nothing else changes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, time
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from ingest.reading.child import read_workbook
from ingest.reading.sheets import CellError
from ingest.returned import marking_child
from ingest.returned.cell_marks import _condition
from ingest.returned.job import (
    CONFLICT,
    EMPTIED,
    FAULTY,
    CellMark,
    ControlCell,
    ControlSheet,
    MarkingJob,
)
from ingest.returned.marking import mark
from ingest.returned.marking_child import mark_in_child
from ingest.returned.splice import elements
from tests.ingest.libreoffice import saved_as
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
CONTROL = ControlSheet("Контроль", [10.0], [[ControlCell("Контроль", "title")]])


def job(*marks: CellMark, old_control: int | None = None) -> MarkingJob:
    return MarkingJob(CONTROL, old_control, list(marks))


def faulty(row: int = 0, column: int = 0, words: str = "так нельзя") -> CellMark:
    return CellMark(0, row, column, FAULTY, 'EXACT(A1,"7")', words)


def package(prefix: str = "", main: str = MAIN, office: str = OFFICE) -> bytes:
    """Return a workbook with one sheet and no styles, as small as can be."""
    tag, name = (f"{prefix}:", f":{prefix}") if prefix else ("", "")
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override '
            'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
            '"/xl/worksheets/s.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<{tag}workbook xmlns{name}="{main}" xmlns:q="{office}"><{tag}sheets>'
            f'<{tag}sheet name="Лист" sheetId="4" q:id="s"/></{tag}sheets>'
            f"</{tag}workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="s" '
            f'Type="{office}/worksheet" Target="worksheets/s.xml"/></Relationships>'
        ),
        "xl/worksheets/s.xml": (
            f'<{tag}worksheet xmlns{name}="{main}"><{tag}sheetData><{tag}row r="1">'
            f'<{tag}c r="A1" t="inlineStr"><{tag}is><{tag}t>7</{tag}t></{tag}is>'
            f'</{tag}c></{tag}row></{tag}sheetData><{tag}pageMargins left="1" '
            f'right="1" top="1" bottom="1" header="1" footer="1"/></{tag}worksheet>'
        ),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, text in parts.items():
            archive.writestr(path, text)
    return target.getvalue()


def part(content: bytes, path: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path)


@pytest.mark.parametrize(
    ("prefix", "main", "office"),
    [
        ("", MAIN, OFFICE),
        ("x", MAIN, OFFICE),
        ("", STRICT_MAIN, STRICT_OFFICE),
        ("s", STRICT_MAIN, STRICT_OFFICE),
    ],
)
def test_prefixed_and_strict_packages_are_marked_and_read_as_before(
    prefix: str, main: str, office: str
):
    content = package(prefix, main, office)

    marked = mark(content, job(faulty()))

    before, after = read_workbook(content), read_workbook(marked)
    assert after.sheets[0] == before.sheets[0]
    assert [sheet.name for sheet in after.sheets] == ["Лист", "Контроль"]
    sheet = elements(part(marked, "xl/worksheets/s.xml"), 1)
    names = [one.name for one in sheet if one.depth == 1]
    assert names == [
        "sheetData",
        "conditionalFormatting",
        "pageMargins",
        "legacyDrawing",
    ]
    assert {one.namespace for one in sheet} == {main}
    again = mark(marked, job(faulty(), old_control=1))
    assert len(again) == pytest.approx(len(marked), abs=40)
    assert read_workbook(again) == after


def test_libreoffice_opens_what_was_marked_and_shows_the_comment(tmp_path: Path):
    marked = mark(package(), job(faulty(words="первая\nвторая <&> строка")))

    sheet = load_workbook(io.BytesIO(saved_as(marked, "xlsx", tmp_path)))["Лист"]

    assert sheet["A1"].comment.text.endswith("первая\nвторая <&> строка")
    assert len(sheet.conditional_formatting) == 1


def test_a_name_that_is_taken_gets_a_number():
    book = Workbook()
    book.active.title = "контроль"
    saved = io.BytesIO()
    book.save(saved)

    marked = load_workbook(io.BytesIO(mark(saved.getvalue(), job())))

    assert marked.sheetnames == ["контроль", "Контроль 2"]


def test_signs_that_xml_cannot_hold_do_not_break_the_copy():
    words = "до \x00\x0b\ud83d после \U0001f600"

    marked = mark(package(), MarkingJob.unpack(job(faulty(words=words)).pack()))

    comment = load_workbook(io.BytesIO(marked))["Лист"]["A1"].comment.text
    assert comment.endswith("до \ufffd\ufffd\ufffd после \U0001f600")


def test_a_conversation_of_a_newer_program_is_left_alone():
    book = Workbook()
    book.active["A1"] = "7"
    book.active["A1"].comment = Comment("[Threaded comment]", "tc={1-2}")
    saved = io.BytesIO()
    book.save(saved)

    marked = load_workbook(io.BytesIO(mark(saved.getvalue(), job(faulty()))))

    assert marked.worksheets[0]["A1"].comment.text == "[Threaded comment]"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 10_000])
def test_the_child_that_fails_costs_one_sentence(content: bytes):
    with pytest.raises(VedomostError, match="could not be made"):
        mark_in_child(content, job(), "журнал.xlsx")


def test_the_child_that_takes_too_long_or_too_much_is_given_up(monkeypatch):
    monkeypatch.setattr(marking_child, "SECONDS", 0.01)
    with pytest.raises(VedomostError, match="could not be made"):
        mark_in_child(package(), job(), "журнал.xlsx")

    monkeypatch.setattr(marking_child, "SECONDS", 20.0)
    monkeypatch.setattr(marking_child, "MEMORY_BYTES", 96 << 20)
    swollen = io.BytesIO(package())
    with zipfile.ZipFile(swollen, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.png", bytes(128 << 20))
    with pytest.raises(VedomostError, match="could not be made"):
        mark_in_child(swollen.getvalue(), job(), "журнал.xlsx")


def test_a_thousand_marks_take_a_moment():
    marks = [faulty(row, column) for row in range(40) for column in range(25)]

    marked = mark_in_child(package(), job(*marks), "журнал.xlsx")

    assert part(marked, "xl/comments1.xml").count(b"<comment ") == 1_000
    assert part(marked, "xl/drawings/vmlDrawing1.vml").count(b"<v:shape ") == 1_000


def test_the_colour_holds_while_the_fault_does_and_no_longer(tmp_path: Path):
    """LibreOffice itself calculates the conditions, over the faults and the mends."""
    faults = ["77", 7, 4.5, True, date(2026, 5, 4), time(4, 5), 'а"б', "две\nстроки"]
    faults.append("длинно " * 60)
    mends = ["5", 5, 4.0, False, 4, 5, 'а"в', "одна", "коротко"]
    book = Workbook()
    sheet = book.active
    for row, (fault, mend) in enumerate(zip(faults, mends, strict=True), 1):
        for column, value in ((1, fault), (3, mend)):
            sheet.cell(row, column, value)
        for column in (1, 3):
            address = sheet.cell(row, column).coordinate
            formula = _condition(address, fault, FAULTY)
            sheet.cell(row, column + 1, f"=IF({formula},1,0)")
    last = len(faults) + 1
    sheet.cell(last, 1, "=1/0")
    sheet.cell(
        last, 2, f"=IF({_condition(f'A{last}', CellError('#DIV/0!'), FAULTY)},1,0)"
    )
    sheet.cell(last, 3, "5")
    sheet.cell(
        last, 4, f"=IF({_condition(f'C{last}', CellError('#DIV/0!'), FAULTY)},1,0)"
    )
    saved = io.BytesIO()
    book.save(saved)

    content = saved_as(saved.getvalue(), "xlsx", tmp_path)

    counted = load_workbook(io.BytesIO(content), data_only=True).active
    rows = range(1, last + 1)
    assert [counted.cell(row, 2).value for row in rows] == [1] * last
    assert [counted.cell(row, 4).value for row in rows] == [0] * last


def test_an_emptied_cell_is_coloured_until_it_is_filled():
    assert _condition("F8", None, EMPTIED) == _condition("F8", None, CONFLICT)
    assert _condition("F8", None, EMPTIED) == 'F8=""'
    assert _condition("F8", None, FAULTY) == ""  # covered by a merge: shows nothing
