"""Every hostile file with the sentence it ends in; '' means that it is read."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING

from ingest.reading import formats
from ingest.reading.child import READER_DIED
from ingest.reading.guard import STRANGE_PARTS, TOO_FAR, TOO_MUCH_INSIDE
from ingest.reading.package import DAMAGED, FORBIDDEN_MARKUP
from tests.fuzz import hostile_formats as other
from tests.fuzz import hostile_packages as packages
from tests.fuzz import hostile_sheets as sheets
from tests.fuzz.hostile_packages import CENTRAL, WORKBOOK, patched
from tests.fuzz.hostile_packages import END as END_RECORD
from tests.fuzz.hostile_sheets import STRINGS, cell, exact_cell
from tests.ingest.crafted_files import SHEET_PART, with_part, workbook
from tests.ingest.crafted_formats import (
    ODS_TYPE,
    ods,
    ods_sheet,
    ods_text,
    xlsb,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Table = dict[str, tuple[Callable[[], bytes], str]]

READ = ""
PASSWD, ZERO = "file:///etc/passwd", "file:///dev/zero"

PACKAGES: Table = {
    "ten thousand sheets": (packages.ten_thousand_sheets, TOO_MUCH_INSIDE),
    "ten thousand names for one sheet": (
        lambda: packages.package(
            packages.many_sheets(10_000, lambda _: "worksheets/sheet1.xml")
        ),
        TOO_MUCH_INSIDE,
    ),
    "two hundred names for one large sheet": (
        lambda: packages.one_part_for_many_sheets(200), TOO_MUCH_INSIDE,
    ),
    "nine hundred entries over one packed kernel": (
        lambda: packages.overlapping_parts(900), formats.NO_WORKBOOK,
    ),
    "thirty parts of four megabytes": (packages.sparse_bomb, TOO_MUCH_INSIDE),
    "packages in packages, five deep": (packages.nested_packages, READ),
    "sizes of four gigabytes": (packages.swapped_lengths, TOO_MUCH_INSIDE),
    "zip slip": (lambda: with_part("../../../../etc/cron.d/x", b"x"), STRANGE_PARTS),
    "zip slip in the middle": (lambda: with_part("xl/../../x", b"x"), STRANGE_PARTS),
    "zip slip with backslashes": (lambda: with_part("..\\..\\x", b"x"), STRANGE_PARTS),
    "an absolute path": (lambda: with_part("/etc/passwd", b"x"), STRANGE_PARTS),
    "a name with a null": (
        lambda: packages.renamed("xl/styles.xml", "xl/st\0les.xml"), STRANGE_PARTS,
    ),
    "a name of sixty thousand letters": (lambda: with_part("x" * 60_000, b"x"), READ),
    "the sheet twice": (lambda: packages.twice(SHEET_PART, b"<a/>"), STRANGE_PARTS),
    "packed by LZMA": (lambda: packages.packed_by(zipfile.ZIP_LZMA), DAMAGED),
    "packed by bzip2": (lambda: packages.packed_by(zipfile.ZIP_BZIP2), DAMAGED),
    "packed nobody knows how": (lambda: patched(CENTRAL, 10, "<H", 99), DAMAGED),
    "encrypted entries": (lambda: patched(CENTRAL, 8, "<H", 1), formats.PASSWORD),
    "a version of the far future": (lambda: patched(CENTRAL, 6, "<H", 999), DAMAGED),
    "parts beyond the end": (lambda: patched(CENTRAL, 42, "<L", 0xFFFFFFF0), DAMAGED),
    "names that run into the next": (
        lambda: patched(CENTRAL, 28, "<H", 65_535), formats.NO_WORKBOOK,
    ),
    "a count of 65,535": (lambda: patched(END_RECORD, 10, "<H", 65_535), READ),
    "a table of four gigabytes": (
        lambda: patched(END_RECORD, 12, "<L", 0xFFFFFFF0), DAMAGED,
    ),
    "a table beyond the end": (
        lambda: patched(END_RECORD, 16, "<L", 0xFFFFFFF0), DAMAGED,
    ),
    "a disk of seven": (lambda: patched(END_RECORD, 4, "<H", 7), READ),
    "an empty package": (lambda: packages.package({}), formats.NO_WORKBOOK),
    "a header and nothing more": (lambda: workbook()[:30], DAMAGED),
    "the first half": (lambda: workbook()[: len(workbook()) // 2], DAMAGED),
    "without its table of contents": (lambda: workbook()[:-22], DAMAGED),
    "without its last byte": (lambda: workbook()[:-1], DAMAGED),
    "two workbooks in a row": (packages.two_in_one, DAMAGED),
    "a workbook in the comment of another": (packages.hidden_second_table, DAMAGED),
    "something before the package": (lambda: b"PK\3\4" + workbook(), DAMAGED),
    "a megabyte behind the package": (lambda: workbook() + bytes(1 << 20), DAMAGED),
    "a line end behind the package": (lambda: workbook() + b"\r\n", READ),
    "no workbook part": (lambda: packages.without(WORKBOOK), DAMAGED),
    "no relations": (lambda: packages.without(packages.RELATIONS), DAMAGED),
    "no sheet": (lambda: packages.without(SHEET_PART), DAMAGED),
    "a sheet in /etc": (
        lambda: packages.relation_to("../../../../../etc/passwd"), DAMAGED,
    ),
    "a sheet on another server": (
        lambda: packages.relation_to("http://192.0.2.1/x.xml", "External"), DAMAGED,
    ),
    "a sheet that is the workbook itself": (
        lambda: packages.relation_to("workbook.xml"), DAMAGED,
    ),
    "a Word document": (
        lambda: packages.other_program("[Content_Types].xml", "word/document.xml"),
        formats.DOCUMENT,
    ),
}  # fmt: skip

MARKUP: Table = {
    "an outside entity in the texts": (
        lambda: sheets.external_entity(STRINGS, PASSWD), FORBIDDEN_MARKUP,
    ),
    "an outside entity in the workbook": (
        lambda: sheets.external_entity(WORKBOOK, ZERO), FORBIDDEN_MARKUP,
    ),
    "an outside entity from the network": (
        lambda: sheets.external_entity("[Content_Types].xml", "http://192.0.2.1/"),
        FORBIDDEN_MARKUP,
    ),
    "an outside entity in UTF-16": (
        lambda: sheets.external_entity(SHEET_PART, ZERO, "utf-16"), FORBIDDEN_MARKUP,
    ),
    "an outside entity in UTF-32": (
        lambda: sheets.external_entity(SHEET_PART, ZERO, "utf-32"), DAMAGED,
    ),
    "an outside entity in EBCDIC": (
        lambda: sheets.external_entity(SHEET_PART, ZERO, "cp037"), DAMAGED,
    ),
    "a parameter entity": (sheets.parameter_entity, FORBIDDEN_MARKUP),
    "a quadratic entity": (sheets.quadratic_entity, FORBIDDEN_MARKUP),
    "a million empty rows": (lambda: sheets.million_rows("<row/>"), READ),
    "half a million cells in one row": (
        lambda: sheets.repeated("<c><v>5</v></c>", 8, '<row r="1">', "</row>"),
        TOO_MUCH_INSIDE,
    ),
    "a third of a million rows of cells": (
        lambda: sheets.repeated("<row><c><v>5</v></c></row>", 9), TOO_MUCH_INSIDE,
    ),
    "a million rows for the exact reader": (
        lambda: sheets.repeated("<row><c><v>5</v></c></row>", 15, sheets.EXACT),
        TOO_FAR,
    ),
    "two million empty cells": (
        lambda: sheets.repeated("<c/>", 8, "<row>", "</row>"), READ,
    ),
    "a million pieces of one text": (
        lambda: sheets.repeated(
            "<t/>", 4, f'{sheets.EXACT}<row r="2"><c r="A2" t="inlineStr"><is>',
            "</is></c></row>",
        ),
        READ,
    ),
    "a column beyond XFD": (lambda: cell('r="XFE1"'), TOO_FAR),
    "a column of four hundred letters": (lambda: cell(f'r="{"Z" * 400}1"'), TOO_FAR),
    "a row of thirty digits": (lambda: cell(f'r="A{"9" * 30}"'), TOO_FAR),
    "row nought": (lambda: cell('r="A0"'), DAMAGED),
    "row nought for the exact reader": (lambda: exact_cell('r="A0"'), DAMAGED),
    "a cell without a row": (lambda: cell('r="A"'), DAMAGED),
    "a cell without a column": (lambda: cell('r="7"'), DAMAGED),
    "a row of minus five": (
        lambda: sheets.sheet_xml('<row r="-5"><c><v>5</v></c></row>'), DAMAGED,
    ),
    "a row that is a word": (
        lambda: sheets.sheet_xml('<row r="x"><c><v>5</v></c></row>'), DAMAGED,
    ),
    "a far cell behind a comment": (sheets.prefixed_behind_a_comment, TOO_FAR),
    "a far cell spelled in signs": (lambda: cell('r="&#88;FD1048576"'), TOO_FAR),
    "a far cell behind a tab": (lambda: cell('r=\t"XFD1048576"'), TOO_FAR),
    "one merge over the whole sheet": (lambda: sheets.merges("A1:XFD1048576"), READ),
    "twenty thousand merges over the whole sheet": (
        lambda: sheets.merges(*["A1:ZZ9999"] * 20_000), READ,
    ),
    "a merge of three": (lambda: sheets.merges("A1:B2:C3"), DAMAGED),
    "half a million elements deep": (lambda: sheets.deep(500_000), READ),
    "two hundred thousand attributes": (
        lambda: sheets.many_attributes(200_000, 'a{}="1"'), READ,
    ),
    "twenty thousand namespaces": (
        lambda: sheets.many_attributes(20_000, 'xmlns:a{0}="u{0}" a{0}:x="1"'), READ,
    ),
    "a text of five million letters": (
        lambda: sheets.stored(
            f'<row r="1"><c t="inlineStr"><is><t>{"я" * 5_000_000}</t></is></c></row>'
        ),
        TOO_MUCH_INSIDE,
    ),
    "a text that is not there": (lambda: cell('t="s"', "<v>99999</v>"), DAMAGED),
    "text minus one": (lambda: cell('t="s"', "<v>-1</v>"), DAMAGED),
    "four billion texts announced": (
        lambda: sheets.strings(
            "<si><t>a</t></si>", '<sst count="4294967295" uniqueCount="4294967295">'
        ),
        READ,
    ),
    "a format of three million brackets": (
        lambda: sheets.styles(
            f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * 3_000_000}"/>'
            '</numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'
        ),
        READ,
    ),
    "a format without a number": (
        lambda: sheets.styles('<cellXfs><xf numFmtId="x"/></cellXfs>'), DAMAGED,
    ),
    "a look of minus five": (lambda: exact_cell('r="A2" s="-5"'), READ),
    "a number beyond all numbers": (lambda: cell("", "<v>1e999</v>"), READ),
    "no number": (lambda: cell("", "<v>nan</v>"), READ),
    "a hundred thousand digits": (lambda: cell("", f"<v>{'9' * 100_000}</v>"), READ),
    "a type nobody knows": (lambda: cell('t="zz"'), DAMAGED),
    "the 99th of the 99th": (lambda: cell('t="d"', "<v>9999-99-99</v>"), READ),
    "a formula that calls a program": (
        lambda: cell('t="str"', "<f>cmd|' /C calc'!A0</f><v>5</v>"), READ,
    ),
    "a formula of eight megabytes": (
        lambda: sheets.stored(
            f'<row r="1"><c r="A1"><f>{"1+" * (4 << 20)}1</f><v>5</v></c></row>'
        ),
        READ,
    ),
    "a formula and three megabytes of blanks": (
        lambda: sheets.stored(
            f'<row r="1"><c r="A1"><f>1</f>{" " * (3 << 20)}<v>5</v></c></row>'
        ),
        READ,
    ),
    "a quarter of a million formulas in one cell": (
        lambda: sheets.stored(
            f'<row r="1"><c r="A1" t="str">{"<f></f></c>" * (4 << 16)}</row>'
        ),
        DAMAGED,
    ),
    "bytes that are no text": (
        lambda: sheets.raw(b"<worksheet><sheetData>\xff\xfe</sheetData></worksheet>"),
        DAMAGED,
    ),
    "sign nought": (
        lambda: cell('t="inlineStr"', "<is><t>&#0;</t></is>"), DAMAGED,
    ),
    "an entity nobody declared": (
        lambda: cell('t="inlineStr"', "<is><t>&x;</t></is>"), DAMAGED,
    ),
    "UTF-8 that says UTF-16": (lambda: sheets.in_encoding("utf-8", "utf-16"), DAMAGED),
    "an encoding nobody knows": (
        lambda: sheets.in_encoding("utf-8", "x-evil"), DAMAGED,
    ),
    "a style sheet from the network": (
        lambda: sheets.raw(
            b'<?xml-stylesheet href="http://192.0.2.1/x.xsl"?>'
            b"<worksheet><sheetData/></worksheet>"
        ),
        READ,
    ),
    "an empty sheet part": (lambda: sheets.raw(b""), DAMAGED),
    "noise for a sheet": (lambda: sheets.raw(bytes(range(256)) * 100), DAMAGED),
}  # fmt: skip

FORMATS: Table = {
    "ods: a cell 16,384 times": (lambda: other.repeated_cells("16384"), TOO_FAR),
    "ods: a row 1,048,576 times": (
        lambda: other.repeated_cells("1", "1048576"), TOO_FAR,
    ),
    "ods: six million cells in one": (
        lambda: other.repeated_cells("700", "9000"), TOO_MUCH_INSIDE,
    ),
    "ods: a count that is a word": (lambda: other.repeated_cells("abc"), DAMAGED),
    "ods: a count of five thousand digits": (
        lambda: other.repeated_cells("9" * 5_000), DAMAGED,
    ),
    "ods: two billion blanks": (lambda: other.blanks("2000000000"), TOO_MUCH_INSIDE),
    "ods: blanks a hundred thousand times": (
        lambda: other.blanks("32767", 100_000), READER_DIED,
    ),
    "ods: three megabytes of blanks": (
        lambda: other.row_of_blanks(3), TOO_MUCH_INSIDE,
    ),
    "ods: ten thousand tables": (lambda: other.many_tables(10_000), TOO_MUCH_INSIDE),
    "ods: a hundred thousand spans deep": (lambda: other.deep_spans(100_000), READ),
    "ods: an outside entity": (other.entity_in_content, FORBIDDEN_MARKUP),
    "ods: one merge over the whole sheet": (other.whole_sheet_merge, READ),
    "ods: encrypted": (other.encrypted_document, formats.PASSWORD),
    "ods: packed too well": (lambda: ods(" " * (97 << 20)), TOO_MUCH_INSIDE),
    "ods: a number that is none": (
        lambda: other.value('office:value-type="float" office:value="x"'), DAMAGED,
    ),
    "ods: the day nought": (
        lambda: other.value('office:value-type="date" office:date-value="0000-00-00"'),
        READ,
    ),
    "ods: truncated": (lambda: ods(ods_sheet(ods_text("5")))[:-100], DAMAGED),
    "ods: nothing in it": (
        lambda: zipped({"mimetype": ODS_TYPE, "content.xml": ""}), DAMAGED,
    ),
    "ods: a letter": (
        lambda: zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}
        ),
        formats.DOCUMENT,
    ),
    "xls: a chain that ends nowhere": (
        lambda: other.container(b"x", [other.TABLE, other.END, 3, 4, 2, other.END]),
        DAMAGED,
    ),
    "xls: a sector that follows itself": (
        lambda: other.container(b"x", [other.TABLE, other.END, 2]), DAMAGED,
    ),
    "xls: a directory that follows itself": (
        lambda: other.container(b"x", [other.TABLE, 1, *range(3, 10), other.END]),
        DAMAGED,
    ),
    "xls: a table of tables that follows itself": (
        lambda: other.container(b"x", first=("68", 0), count=("72", 0x1_0000)),
        DAMAGED,
    ),
    "xls: sectors of 2^65535 bytes": (
        lambda: other.container(b"x", size=("30", 65_535)), DAMAGED,
    ),
    "xls: a directory beyond the end": (
        lambda: other.container(b"x", at=("48", 0x7FFF_FFF0)), DAMAGED,
    ),
    "xls: two billion tables": (
        lambda: other.container(b"x", count=("44", 0x7FFF_FFF0)), DAMAGED,
    ),
    "xls: only its head": (lambda: other.container(b"")[:600], formats.NO_WORKBOOK),
    "xls: the last cell of all": (
        lambda: other.container(other.old_workbook(other.number_cell(65_535, 255))),
        TOO_FAR,
    ),
    "xls: column 65,535": (
        lambda: other.container(other.old_workbook(other.number_cell(0, 65_535))),
        DAMAGED,
    ),
    "xls: a record longer than the file": (
        lambda: other.container(
            other.old_workbook(other.biff(0x203, b"\0\0", 65_535))
        ),
        DAMAGED,
    ),
    "xls: cells that end before they begin": (
        lambda: other.container(
            other.old_workbook(other.biff(0xBD, bytes(10) + b"\xff\xff"))
        ),
        DAMAGED,
    ),
    "xls: four billion texts": (
        lambda: other.container(
            other.old_workbook(b"", other.biff(0xFC, struct.pack("<q", -1)))
        ),
        READ,
    ),
    "xls: a password": (
        lambda: other.container(other.old_workbook(b"", other.biff(0x2F, bytes(54)))),
        formats.PASSWORD,
    ),
    "xls: no beginning": (lambda: other.container(other.biff(0x0A)), DAMAGED),
    "xlsb: the last cell of all": (
        lambda: other.far_binary_cell(1_048_575, 16_383), TOO_FAR,
    ),
    "xlsb: cell four billion": (
        lambda: other.far_binary_cell(0xFFFF_FFFF, 0xFFFF_FFFF), TOO_FAR,
    ),
    "xlsb: a length without an end": (other.endless_length, DAMAGED),
    "xlsb: a text of four billion letters": (
        lambda: other.binary_text(0xFFFF_FFF0), DAMAGED,
    ),
    "xlsb: a cell outside any row": (other.cell_outside_rows, DAMAGED),
    "xlsb: two hundred thousand rows": (
        lambda: other.many_binary_rows(200_000), TOO_FAR,
    ),
    "xlsb: truncated": (lambda: xlsb([("5А", 0, [[5]])])[:-40], DAMAGED),
    "xlsb: noise for a sheet": (
        lambda: other.binary_sheet(bytes(range(256)) * 40), DAMAGED,
    ),
    "a web page called .xls": (
        lambda: "<html><body><table><tr><td>5А</table>".encode(), formats.WEB_PAGE,
    ),
    "a lock file of LibreOffice": (
        lambda: b",teacher,pc,23.11.2026 09:00,file:///home/t/.config;",
        formats.LOCK_FILE,
    ),
    "a lock file of Excel": (
        lambda: b"\x06Orlova" + b" " * 158, formats.LOCK_FILE,
    ),
}  # fmt: skip

HOSTILE: Table = {**PACKAGES, **MARKUP, **FORMATS}
