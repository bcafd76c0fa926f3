"""The control sheet as a part of the package."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ingest import workbook as contract
from ingest.reading.sheets import cell_address
from ingest.returned.splice import told
from ingest.returned.styles_part import STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.returned.job import ControlCell, ControlSheet

_FIRST_COLUMN = 1  # A holds the hidden key
_KEY_ROW = 2
_WIDE_SIGNS = 1.15  # of a column's width each; words do not fill their lines
_TITLE_HEIGHT, _LINE_HEIGHT = 24, 14  # points
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_control(
    sheet: ControlSheet, formats: Mapping[str, int], namespace: bytes
) -> bytes:
    """Return the sheet, open to the reader's eye; texts never become formulas."""
    cells = {
        row if row < _KEY_ROW else row + 1: line for row, line in enumerate(sheet.rows)
    }
    rows, links, merged = [], [], []
    for row, line in cells.items():
        written, column = [], _FIRST_COLUMN
        for cell in line:
            address = cell_address(row, column)
            behind = column + cell.columns
            blanks = [cell_address(row, one) for one in range(column + 1, behind)]
            written.append(_cell(address, cell, formats[cell.style]))
            written += [_blank(one, formats[cell.style]) for one in blanks]
            if cell.link:
                link = (address.encode(), told(cell.link))
                links.append(b'<hyperlink ref="%s" location="%s"/>' % link)
            if blanks:
                area = f"{address}:{blanks[-1]}".encode()
                merged.append(b'<mergeCell ref="%s"/>' % area)
            column = behind
        height = _TITLE_HEIGHT if row == 0 else _height(line, sheet.widths)
        line_markup = (row + 1, height, b"".join(written))
        markup = b'<row r="%d" ht="%d" customHeight="1">%s</row>' % line_markup
        rows.append((row, markup))
    rows.append((_KEY_ROW, _key_row()))
    widths = b"".join(
        b'<col min="%d" max="%d" width="%s" customWidth="1"/>'
        % (column, column, str(width).encode())
        for column, width in enumerate([2, *sheet.widths], 1)
    )
    return b"".join(
        [
            _HEAD,
            b'<worksheet xmlns="%s"><sheetPr><tabColor rgb="FF1F5FA8"/>' % namespace,
            b'<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>',
            b'<sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/>',
            b'</sheetViews><sheetFormatPr defaultRowHeight="15"/>',
            b"<cols>" + widths + b"</cols><sheetData>",
            *(markup for _, markup in sorted(rows)),
            b"</sheetData>",
            _list(b"mergeCells", merged),
            _list(b"hyperlinks", links),
            b'<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" ',
            b'header="0.3" footer="0.3"/><pageSetup paperSize="9" ',
            b'orientation="landscape" fitToHeight="0"/></worksheet>',
        ]
    )


def _cell(address: str, cell: ControlCell, style: int) -> bytes:
    where = b'r="%s" s="%d"' % (address.encode(), style)
    if cell.formula:
        formula = told(cell.formula)
        return b"<c %s><f>%s</f><v>%d</v></c>" % (where, formula, int(cell.value))
    if isinstance(cell.value, int):
        return b"<c %s><v>%d</v></c>" % (where, cell.value)
    if not cell.value:
        return b"<c %s/>" % where
    return b'<c %s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (
        where,
        told(cell.value),
    )


def _key_row() -> bytes:
    key = told(f"{contract.MARKER} {contract.CONTROL_MARK}")
    return (
        b'<row r="%d" hidden="1"><c r="%s" t="inlineStr"><is><t>%s</t></is></c></row>'
        % (_KEY_ROW + 1, cell_address(_KEY_ROW, 0).encode(), key)
    )


def _height(line: list[ControlCell], widths: list[float]) -> int:
    """Return the height that shows every line: not all programs find it themselves."""
    lines, column = 1, 0
    for cell in line:
        width = sum(widths[column : column + cell.columns])
        column += cell.columns
        if STYLES[cell.style].is_boxed and isinstance(cell.value, str):
            lines = max(lines, math.ceil(len(cell.value) * _WIDE_SIGNS / width))
    return lines * _LINE_HEIGHT + 2


def _blank(address: str, style: int) -> bytes:
    return b'<c r="%s" s="%d"/>' % (address.encode(), style)


def _list(tag: bytes, markup: list[bytes]) -> bytes:
    return b"<%s>%s</%s>" % (tag, b"".join(markup), tag) if markup else b""
