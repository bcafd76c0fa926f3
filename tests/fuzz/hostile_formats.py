"""Hostile files that are no .xlsx: OpenDocument, OLE containers, binary workbooks."""

from __future__ import annotations

import struct

from tests.ingest.crafted_formats import (
    ODS_TYPE,
    ods,
    ods_sheet,
    ods_text,
    record,
    wide,
    xlsb,
    zipped,
)

SECTOR = 512
FREE, END, TABLE = 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFD
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def repeated_cells(columns: str, rows: str = "1") -> bytes:
    """Say once that a cell, or a row, stands very many times."""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" '
    cell += 'office:value-type="float" office:value="5"/>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}'
    return ods(f'<table:table table:name="5А">{row}</table:table-row></table:table>')


def blanks(count: str, times: int = 1) -> bytes:
    """One element that stands for very many blanks."""
    spaces = f'<text:s text:c="{count}"/>' * times
    cell = f'<table:table-cell office:value-type="string"><text:p>{spaces}5</text:p>'
    return ods(ods_sheet(f"{cell}</table:table-cell>"))


def row_of_blanks(megabytes: int) -> bytes:
    return ods(ods_sheet(ods_text(" " * (megabytes << 20))))


def many_tables(count: int) -> bytes:
    return ods(ods_sheet(ods_text("5")) * count)


def deep_spans(depth: int) -> bytes:
    spans = "<text:span>" * depth + "5" + "</text:span>" * depth
    cell = f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p>'
    return ods(ods_sheet(f"{cell}</table:table-cell>"))


def entity_in_content() -> bytes:
    content = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    return zipped({"mimetype": ODS_TYPE, "content.xml": content})


def whole_sheet_merge() -> bytes:
    cell = (
        '<table:table-cell table:number-columns-spanned="16384" '
        'table:number-rows-spanned="1048576"/>'
    )
    return ods(ods_sheet(cell))


def encrypted_document() -> bytes:
    manifest = "<manifest:encryption-data/>"
    parts = {"mimetype": ODS_TYPE, "META-INF/manifest.xml": manifest}
    return zipped({**parts, "content.xml": bytes(range(256))})


def value(attributes: str) -> bytes:
    return ods(ods_sheet(f"<table:table-cell {attributes}><text:p>5</text:p>"
                         "</table:table-cell>"))  # fmt: skip


def container(
    stream: bytes, chain: list[int] | None = None, **header: tuple[str, int]
) -> bytes:
    """An OLE container with one stream called Workbook; `header` patches its head.

    Sector 0 is the table of sectors, 1 the directory, the stream begins at 2.
    """
    stream += bytes(-len(stream) % SECTOR)
    stream += bytes(max(4096 - len(stream), 0))
    count = len(stream) // SECTOR
    table = chain or [TABLE, END, *range(3, count + 2), END]
    table = [*table, *[FREE] * (128 - len(table))][:128]
    head = bytearray(
        _SIGNATURE
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, END, 0, END, 0)
        + struct.pack("<109L", 0, *[FREE] * 108)
    )
    for place, number in header.values():
        struct.pack_into("<L" if number > 0xFFFF else "<H", head, int(place), number)
    directory = _entry("Root Entry", 5, 1, END, 0)
    directory += _entry("Workbook", 2, FREE, 2, len(stream)) + bytes(256)
    return bytes(head) + struct.pack("<128L", *table) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le").ljust(64, b"\0")
    links = struct.pack("<HBBLLL", len(name) * 2 + 2, kind, 1, FREE, FREE, child)
    return written + links + bytes(36) + struct.pack("<LQ", start, size)


def biff(kind: int, body: bytes = b"", length: int | None = None) -> bytes:
    """One record of an old .xls; `length` may lie."""
    return struct.pack("<HH", kind, len(body) if length is None else length) + body


def old_workbook(sheet: bytes, globals_: bytes = b"") -> bytes:
    """An old .xls of one sheet with these records."""
    start = biff(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 6))
    name = struct.pack("<LBBBB", 0, 0, 0, 2, 0) + b"5A"
    size = len(start) + len(globals_) + 4 + len(name) + 4
    name = struct.pack("<L", size) + name[4:]
    first = start + globals_ + biff(0x85, name) + biff(0x0A)
    begin = biff(0x809, struct.pack("<HHHHLL", 0x600, 16, 0, 0, 0, 6))
    return first + begin + sheet + biff(0x0A)


def number_cell(row: int, column: int) -> bytes:
    return biff(0x203, struct.pack("<HHHd", row, column, 0, 5.0))


def binary_sheet(part: bytes) -> bytes:
    """An .xlsb of one sheet with these bytes."""
    return xlsb([("5А", 0, part)])


def far_binary_cell(row: int, column: int) -> bytes:
    head = record(0, struct.pack("<2IHBBBI", row, 0, 300, 0, 0, 0, 0))
    cell = record(5, struct.pack("<2Id", column, 0, 5.0))
    return binary_sheet(record(129) + record(145) + head + cell + record(146))


def endless_length() -> bytes:
    """A record whose length goes on for ever."""
    return binary_sheet(b"\x91\x01\xff\xff\xff\xff\xff\xff\xff\xff")


def binary_text(length: int) -> bytes:
    text = struct.pack("<2II", 0, 0, length) + wide("5")[4:]
    row = record(0, struct.pack("<2IHBBBI", 0, 0, 300, 0, 0, 0, 0))
    return binary_sheet(record(129) + record(145) + row + record(6, text))


def many_binary_rows(count: int) -> bytes:
    rows = b"".join(
        record(0, struct.pack("<2IHBBBI", row, 0, 300, 0, 0, 0, 0))
        + record(5, struct.pack("<2Id", 0, 0, 5.0))
        for row in range(count)
    )
    return binary_sheet(record(129) + record(145) + rows + record(146))


def cell_outside_rows() -> bytes:
    cell = record(5, struct.pack("<2Id", 0, 0, 5.0))
    return binary_sheet(record(129) + record(145) + cell + record(146))
