"""A hostile or mistaken file is one plain sentence, and the next good one is read."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from expectations.language import translations
from ingest.reading import formats
from ingest.reading import guard as guard_module
from ingest.reading.child import read_workbook
from ingest.reading.package import DAMAGED, FORBIDDEN_MARKUP
from ingest.reading.sheets import CellError, UncachedFormula, UnreadableWorkbookError
from tests.ingest.crafted_files import (
    SHEET_HEAD,
    SHEET_PART,
    SHEET_TAIL,
    entity_bomb,
    lock_file,
    many_merges,
    nested_zip_bomb,
    ole,
    open_document,
    renamed_sheet,
    shared_string_bomb,
    sheet_xml,
    steep_part,
    with_part,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a cell at XFD1048576": (
        lambda: workbook(("XFD1048576", "x")),
        guard_module.TOO_FAR,
    ),
    "a cell in column ZZZZZZ": (
        lambda: sheet_xml('<row r="1"><c r="ZZZZZZ1"><v>5</v></c></row>'),
        guard_module.TOO_FAR,
    ),
    "a far row without cells' addresses": (
        lambda: sheet_xml('<row r="1048576"><c><v>5</v></c></row>'),
        guard_module.TOO_FAR,
    ),
    "a far cell in single quotes": (
        lambda: sheet_xml("<row r='1'><c r='XFD1'><v>5</v></c></row>"),
        guard_module.TOO_FAR,
    ),
    "a far cell in a part of another name": (
        renamed_sheet,
        guard_module.TOO_FAR,
    ),
    "a sheet that is not there": (
        lambda: with_part(
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='rId1' Target='worksheets/sheet9.xml'"
            " Type='x/worksheet'/></Relationships>",
        ),
        DAMAGED,
    ),
    "an entity bomb": (entity_bomb, FORBIDDEN_MARKUP),
    "a shared-string bomb": (shared_string_bomb, guard_module.TOO_MUCH_INSIDE),
    "a zip bomb": (nested_zip_bomb, guard_module.TOO_MUCH_INSIDE),
    "a part packed too well": (steep_part, guard_module.TOO_MUCH_INSIDE),
    "many merges": (
        many_merges,
        guard_module.TOO_MUCH_INSIDE,
    ),
    "a path outside the package": (
        lambda: with_part("../evil.xml", "<a/>"),
        guard_module.STRANGE_PARTS,
    ),
    "a Windows path": (lambda: with_part("C:/evil", ""), guard_module.STRANGE_PARTS),
    "two parts of one name": (
        lambda: with_part("xl/WORKBOOK.xml", "<a/>"),
        guard_module.STRANGE_PARTS,
    ),
    "a truncated file": (lambda: workbook()[:-700], DAMAGED),
    "a broken sheet": (lambda: sheet_xml("<row><c"), DAMAGED),
    "nothing": (lambda: b"", formats.EMPTY_FILE),
    "a web page called .xls": (
        lambda: b"\xef\xbb\xbf<html><body><table></table>",
        formats.WEB_PAGE,
    ),
    "an .xls without its streams": (lambda: ole("Workbook"), DAMAGED),
    "a workbook with a password": (
        lambda: ole("EncryptionInfo", "EncryptedPackage"),
        formats.PASSWORD,
    ),
    "the lock file of an open workbook": (lock_file, formats.LOCK_FILE),
    "an .ods without a table": (open_document, formats.NO_WORKBOOK),
    "an .xlsb without records": (
        lambda: with_part("xl/workbook.bin", b""),
        DAMAGED,
    ),
    "a text file": (lambda: "Иванов;5".encode(), formats.PLAIN_TEXT),
    "a file above the limit": (
        lambda: b"PK\x03\x04" + bytes(formats.MAX_FILE_BYTES),
        formats.TOO_BIG,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_no_reader_should_see_is_refused_and_the_next_one_is_read(
    name: str,
) -> None:
    make, sentence = HOSTILE[name]

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(make())

    assert refusal.value.sentence == sentence
    assert translations("ru").gettext(sentence) != sentence
    assert read_workbook(workbook()).sheets[0].rows == [["5"]]


def test_a_far_cell_is_under_six_kilobytes() -> None:
    assert len(workbook(("XFD1048576", "x"))) < 6_000


def test_a_package_that_lies_about_its_sizes_is_refused() -> None:
    honest = with_part(
        SHEET_PART, f"{SHEET_HEAD}<row><c><v>{'5' * 5000}</v></c></row>{SHEET_TAIL}"
    )
    with zipfile.ZipFile(io.BytesIO(honest)) as package:
        size = package.getinfo(SHEET_PART).file_size
    lying = honest.replace(size.to_bytes(4, "little"), (90).to_bytes(4, "little"))

    with pytest.raises(UnreadableWorkbookError):
        read_workbook(lying)

    assert read_workbook(workbook()).sheets[0].rows == [["5"]]


ROWS = (
    '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    '<c r="C2"><f>2+3</f></c><c r="D2"><f>2+3</f><v>5</v></c>'
    '<c r="E2" t="str"><f>""</f><v></v></c>'
    '<c r="F2" t="inlineStr"><is><t>4/5</t></is></c>'
    '<c r="G2" t="b"><v>1</v></c></row>'
)
PREFIXED = re.sub(r"<(/?)(\w)", r"<\1x:\2", SHEET_HEAD + ROWS + SHEET_TAIL).replace(
    " xmlns=", " xmlns:x="
)
EXPECTED = [None, CellError("#DIV/0!"), UncachedFormula(), 5.0, None, "4/5", True]


@pytest.mark.parametrize(
    "document",
    [
        SHEET_HEAD + ROWS + SHEET_TAIL,
        (SHEET_HEAD + ROWS + SHEET_TAIL)
        .replace("><", ">\n<")
        .replace("<v>\n<", "<v><"),
        (SHEET_HEAD + ROWS + SHEET_TAIL)
        .replace('"', "'")
        .replace("<f>''</f>", '<f>""</f>'),
        PREFIXED,
        (
            '<?xml version="1.0" encoding="UTF-16"?>' + SHEET_HEAD + ROWS + SHEET_TAIL
        ).encode("utf-16"),
        (SHEET_HEAD + ROWS + SHEET_TAIL).replace(' r="B2"', ' r="B2" s="0"'),
    ],
    ids=["plain", "indented", "single-quoted", "prefixed", "utf-16", "styled"],
)
def test_error_cells_and_uncached_formulas_keep_their_addresses(
    document: str | bytes,
) -> None:
    sheet = read_workbook(with_part(SHEET_PART, document)).sheets[0]

    assert sheet.rows[1] == EXPECTED


def test_two_sheets_of_one_name_are_both_read() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name in ("one", "two"):
        book.add_worksheet(name).write(0, 0, name)
    book.close()
    with zipfile.ZipFile(target) as package:
        names = package.read("xl/workbook.xml").replace(b'"two"', b'"one"')

    raw = read_workbook(with_part("xl/workbook.xml", names, target.getvalue()))

    assert [sheet.rows[0][0] for sheet in raw.sheets] == ["one", "two"]
