"""Files that no spreadsheet program writes, and a good one beside them."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter

from ingest.reading import guard as guard_module

SHEET_PART = "xl/worksheets/sheet1.xml"
SHEET_HEAD = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>"
)
SHEET_TAIL = "</sheetData></worksheet>"


def workbook(*cells: tuple[str, str]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("5А")
    for address, text in (("A1", "5"), *cells):
        sheet.write(address, text)
    book.close()
    return target.getvalue()


def with_part(
    name: str,
    content: bytes | str,
    source: bytes | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Replace or add one part of a good workbook."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source or workbook())) as old,
        zipfile.ZipFile(target, "w", compression) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info.filename))
        new.writestr(name, content)
    return target.getvalue()


def sheet_xml(rows: str) -> bytes:
    return with_part(SHEET_PART, SHEET_HEAD + rows + SHEET_TAIL)


def entity_bomb() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12)
    )
    document = f"<!DOCTYPE worksheet [{entities}]>{SHEET_HEAD}&m;{SHEET_TAIL}"
    return with_part(SHEET_PART, document)


def many_merges() -> bytes:
    merges = '<mergeCell ref="A1:B2"/>' * (guard_module.MAX_MERGES + 1)
    document = f"{SHEET_HEAD}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    return with_part(SHEET_PART, document)


def shared_string_bomb() -> bytes:
    cell = '<c t="s"><v>0</v></c>'
    rows = sheet_xml("".join(f"<row>{cell * 500}</row>" for _ in range(400)))
    text = f"<si><t>{'я' * 30_000}</t></si>"
    return with_part("xl/sharedStrings.xml", f"<sst>{text}</sst>", rows)


def nested_zip_bomb() -> bytes:
    return with_part(SHEET_PART, b" " * (guard_module.MAX_UNPACKED_BYTES + 1))


def steep_part() -> bytes:
    return with_part(
        SHEET_PART, SHEET_HEAD.encode() + b" " * (8 << 20) + SHEET_TAIL.encode()
    )


def ole(*streams: str) -> bytes:
    names = "".join(streams).encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + names


def open_document() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office/>")
    return target.getvalue()


def lock_file() -> bytes:
    return b"\x06Orlova" + b" " * 158


def renamed_sheet() -> bytes:
    """A far cell in a part that does not look like a worksheet."""
    relations = (
        "<Relationships><Relationship Id='rId1' Target='theme/theme.dat'"
        " Type='x/worksheet'/></Relationships>"
    )
    far = f'{SHEET_HEAD}<row r="1"><c r="XFD1"><v>5</v></c></row>{SHEET_TAIL}'
    with_relations = with_part("xl/_rels/workbook.xml.rels", relations)
    return with_part("xl/theme/theme.dat", far, with_relations)
