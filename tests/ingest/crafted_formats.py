"""Workbooks in other formats, written part by part as their programs write them."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"),
        ("style", "style"), ("draw", "drawing"),
    )
) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip  # noqa: E501


_ENTRY = "<manifest:file-entry manifest:full-path={} manifest:media-type={}/>"
_MANIFEST = (
    "<manifest:manifest "
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    + _ENTRY.format('"/"', f'"{ODS_TYPE}"')
    + _ENTRY.format('"content.xml"', '"text/xml"')
    + "</manifest:manifest>"
)


def ods(body: str, styles: str = "", **parts: str) -> bytes:
    """An .ods whose sheets are `body`."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": ODS_TYPE,
            "META-INF/manifest.xml": _MANIFEST,
            "content.xml": content,
            **parts,
        }
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def ods_sheet(cells: str, name: str = "5А") -> str:
    """One sheet with one row of cells."""
    return (
        f"<table:table table:name={quoteattr(name)}>"
        f"<table:table-row>{cells}</table:table-row></table:table>"
    )


def ods_text(text: str) -> str:
    """A cell of text, its lines in paragraphs."""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind = f'"boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, (datetime, date)):
        kind = f'"date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, time):
        kind = f'"time" office:time-value="{value:PT%HH%MM%SS}"'
    elif isinstance(value, (int, float)):
        kind = f'"float" office:value="{value}"'
    else:
        return ods_text(str(value))
    return f"<table:table-cell office:value-type={kind}/>"


def as_ods(book: Workbook) -> bytes:
    """A workbook of openpyxl as Google and МойОфис write it: no results attached.

    Formulas have no place in the cells that teachers fill, so they are left out.
    """
    hidden = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    body = ""
    for sheet in book.worksheets:
        rows = ""
        for cells in sheet.iter_rows():
            row = "".join(_ods_cell(_result(cell)) for cell in cells)
            rows += f"<table:table-row>{row}</table:table-row>"
        style = "" if sheet.sheet_state == "visible" else ' table:style-name="ta2"'
        name = quoteattr(sheet.title)
        body += f"<table:table table:name={name}{style}>{rows}</table:table>"
    return ods(body, hidden)


def _result(cell: Cell | MergedCell) -> Any:
    return None if cell.data_type == "f" else cell.value


def as_xlsb(book: Workbook) -> bytes:
    """A workbook of openpyxl as Excel's binary workbook."""
    return xlsb(
        [
            (
                sheet.title,
                ("visible", "hidden", "veryHidden").index(sheet.sheet_state),
                [[_result(cell) for cell in cells] for cells in sheet.iter_rows()],
            )
            for sheet in book.worksheets
        ]
    )


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of [MS-XLSB]."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        more = size > 127
        length += bytes([size & 0x7F | (0x80 if more else 0)])
        size >>= 7
        if not more:
            return head + length + body


def wide(text: str) -> bytes:
    """A text with its length before it."""
    packed = text.encode("utf-16-le")
    return struct.pack("<I", len(packed) // 2) + packed


def xlsb_cell(kind: int, column: int, body: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<2I", column, style) + body)


def _xlsb_value(column: int, value: Any, strings: list[str]) -> bytes:
    if isinstance(value, bool):
        return xlsb_cell(4, column, bytes([value]))
    if isinstance(value, (datetime, date)):
        days = value.toordinal() - date(1899, 12, 30).toordinal()
        return xlsb_cell(5, column, struct.pack("<d", days), style=1)
    if isinstance(value, time):
        share = struct.pack("<d", (value.hour * 60 + value.minute) / 1440)
        return xlsb_cell(5, column, share, style=3)
    if isinstance(value, int):
        return xlsb_cell(2, column, struct.pack("<i", value << 2 | 2))
    if isinstance(value, float):
        return xlsb_cell(5, column, struct.pack("<d", value))
    strings.append(str(value))
    return xlsb_cell(7, column, struct.pack("<I", len(strings) - 1))


def xlsb_sheet(rows: Sequence[bytes], tail: bytes = b"") -> bytes:
    """A sheet part; each of `rows` is the row's cells, '' for one that is not there."""
    height = struct.pack("<4I", 0, max(len(rows) - 1, 0), 0, 100)
    body = b"".join(
        record(0, struct.pack("<2IHBBBI", row, 0, 300, 0, 0, 0, 0)) + cells
        for row, cells in enumerate(rows)
        if cells
    )
    return b"".join(
        [
            record(129), record(148, height), record(145), body, record(146),
            tail, record(130),
        ]
    )  # fmt: skip


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def xlsb(
    sheets: Sequence[tuple[str, int, Sequence[Sequence[Any]] | bytes]],
    *,
    counts_from_1904: bool = False,
) -> bytes:
    """An .xlsb; a sheet is its values, or the bytes of its part."""
    strings: list[str] = []
    parts: dict[str, str | bytes] = {}
    names = b""
    for number, (name, state, content) in enumerate(sheets, 1):
        part = content
        if not isinstance(part, bytes):
            part = xlsb_sheet([_xlsb_row(values, strings) for values in content])
        parts[f"xl/worksheets/sheet{number}.bin"] = part
        names += record(
            156, struct.pack("<2I", state, number) + wide(f"rId{number}") + wide(name)
        )
    about = record(153, struct.pack("<2I", counts_from_1904, 0) + wide(""))
    texts = b"".join(record(19, b"\0" + wide(text)) for text in strings)
    parts |= _xlsb_package(len(sheets)) | {
        "xl/workbook.bin": b"".join(
            [record(131), about, record(143), names, record(144), record(132)]
        ),
        "xl/sharedStrings.bin": b"".join(
            [record(159, struct.pack("<2I", 0, len(strings))), texts, record(160)]
        ),
        "xl/styles.bin": _xlsb_styles(),
    }
    return zipped(parts)


def _xlsb_row(values: Sequence[Any], strings: list[str]) -> bytes:
    return b"".join(
        _xlsb_value(column, value, strings)
        for column, value in enumerate(values)
        if value is not None
    )


def _xlsb_package(count: int) -> dict[str, str | bytes]:
    """The content types and relations of a workbook of `count` sheets."""
    kind = "application/vnd.ms-excel"
    parts = {
        f"sheet{number}": f"worksheets/sheet{number}" for number in range(1, count + 1)
    }
    named = parts | {"sharedStrings": "sharedStrings", "styles": "styles"}
    types = "".join(
        f'<Override PartName="/xl/{path}.bin" '
        f'ContentType="{kind}.{"worksheet" if name in parts else name}"/>'
        for name, path in named.items()
    )
    relations = "".join(
        f'<Relationship Id="{name.replace("sheet", "rId") if name in parts else name}" '
        f'Type="{_RELATIONS}/{"worksheet" if name in parts else name}" '
        f'Target="{path}.bin"/>'
        for name, path in named.items()
    )
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            'package.relationships+xml"/><Default Extension="bin" '
            f'ContentType="{kind}.sheet.binary.macroEnabled.main"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships {_SPACE}><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.bin"/>'
            "</Relationships>"
        ),
        "xl/_rels/workbook.bin.rels": (
            f"<Relationships {_SPACE}>{relations}</Relationships>"
        ),
    }


def _xlsb_styles() -> bytes:
    """Four looks of a cell: a number, a day, hours of more than a day, a time."""
    formats = struct.pack("<H", 164) + wide("[h]:mm")
    looks = [(0, 0), (0, 14), (0, 164), (0, 20)]
    cells = b"".join(
        record(47, struct.pack("<HH", parent, number) + bytes(12))
        for parent, number in looks
    )
    return b"".join(
        [
            record(278), record(615, struct.pack("<I", 1)), record(44, formats),
            record(616), record(617, struct.pack("<I", len(looks))), cells,
            record(618), record(279),
        ]
    )  # fmt: skip
