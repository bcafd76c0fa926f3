"""Write a workbook as other programs do: twelve ways that all mean the same cells."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from ingest.reading.sheets import CellError, cell_address
from tests.fuzz.model import Formula

if TYPE_CHECKING:
    import random

    from tests.fuzz.model import Book, Table

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - wall dates
_DAYS_TO_1904 = 1462
_STYLES = (
    '<styleSheet xmlns="{main}"><cellXfs count="3"><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Dialect:
    """How a program writes."""

    strings: str = "shared"  # shared, inline, str
    has_references: bool = True
    quote: str = '"'
    prefix: str = ""
    encoding: str = "utf-8"
    between: str = ""  # what stands between two cells
    number: str = "{:g}"
    counts_from_1904: bool = False
    root: str = ""  # before the targets of relations
    compression: int = zipfile.ZIP_DEFLATED


def any_dialect(dice: random.Random) -> Dialect:
    """Choose the usual one half of the time."""
    if dice.random() < 0.5:
        return Dialect()
    return Dialect(
        strings=dice.choice(("shared", "inline", "str")),
        has_references=dice.random() < 0.8,
        quote=dice.choice('""\''),
        prefix=dice.choice(("", "", "x:")),
        encoding=dice.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")),
        between=dice.choice(("", "", "\n", "\r\n  ", "<!-- x -->")),
        number=dice.choice(("{:g}", "{:.1f}", "{:.1E}")),
        counts_from_1904=dice.random() < 0.2,
        root=dice.choice(("", "/xl/")),
        compression=dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)),
    )


def write(book: Book, dialect: Dialect) -> bytes:
    """Write the workbook in one dialect."""
    strings: dict[str, int] = {}
    sheets = [_sheet(table, dialect, strings) for table in book.tables]
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(book, dialect),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                ("st", "styles", f"{dialect.root}styles.xml"),
                ("ss", "sharedStrings", f"{dialect.root}sharedStrings.xml"),
                *(
                    (f"s{n}", "worksheet", f"{dialect.root}worksheets/sheet{n}.xml")
                    for n in range(len(sheets))
                ),
            ]
        ),
        "xl/styles.xml": _STYLES.format(main=_MAIN),
        "xl/sharedStrings.xml": _shared(strings),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", dialect.compression) as package:
        for name, text in parts.items():
            package.writestr(name, text)
        for number, text in enumerate(sheets):
            head = (
                f'<?xml version="1.0" encoding="{dialect.encoding[:6].rstrip("-")}"?>'
            )
            content = (head + text).encode(dialect.encoding)
            package.writestr(f"xl/worksheets/sheet{number}.xml", content)
    return target.getvalue()


def _relations(relations: list[tuple[str, str, str]]) -> str:
    each = (
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in relations
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(each)}</Relationships>'


def _workbook(book: Book, dialect: Dialect) -> str:
    state = {"hidden": ' state="hidden"', "veryhidden": ' state="veryHidden"'}
    sheets = "".join(
        f"<sheet name={quoteattr(table.name)} sheetId={quoteattr(str(number + 1))}"
        f'{state.get(table.visibility, "")} r:id="s{number}"/>'
        for number, table in enumerate(book.tables)
    )
    since = ' date1904="1"' if dialect.counts_from_1904 else ""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr{since}/>'
        f"<sheets>{sheets}</sheets></workbook>"
    )


def _shared(strings: dict[str, int]) -> str:
    each = "".join(f"<si>{_text(one)}</si>" for one in strings)
    return f'<sst xmlns="{_MAIN}">{each}</sst>'


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def _sheet(table: Table, dialect: Dialect, strings: dict[str, int]) -> str:
    pieces = []
    for row, cells in enumerate(table.rows):
        written = dialect.between.join(
            _cell(value, cell_address(row, column), dialect, strings)
            for column, value in enumerate(cells)
            if value is not None or not dialect.has_references
        )
        number = f' r="{row + 1}"' if dialect.has_references else ""
        pieces.append(f"<row{number}>{written}</row>")
    merged = "".join(
        f'<mergeCell ref="{cell_address(*one[:2])}:{cell_address(*one[2:])}"/>'
        for one in table.merged
    )
    merges = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    body = f"<sheetData>{''.join(pieces)}</sheetData>{merges}"
    space = f'xmlns="{_MAIN}"'
    if dialect.prefix:
        body = body.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
        body = body.replace("<x:!--", "<!--")
        return f"<x:worksheet {space.replace('=', ':x=', 1)}>{body}</x:worksheet>"
    return f"<worksheet {space}>{body}</worksheet>"


def _cell(value: Any, address: str, dialect: Dialect, strings: dict[str, int]) -> str:
    formula = ""
    if isinstance(value, Formula):
        formula, value = f"<f>{escape(value.text)}</f>", value.result
    kind, style, content = _content(value, dialect, strings, bool(formula))
    attributes = {"r": address if dialect.has_references else "", "s": style, "t": kind}
    written = "".join(
        f" {name}={dialect.quote}{one}{dialect.quote}"
        for name, one in attributes.items()
        if one
    )
    return f"<c{written}>{formula}{content}</c>"


def _content(
    value: Any, dialect: Dialect, strings: dict[str, int], is_formula: bool
) -> tuple[str, str, str]:
    """Return a cell's type, style and inside."""
    if value is None:
        return "", "", ""
    if isinstance(value, CellError):
        return "e", "", f"<v>{escape(value.text)}</v>"
    if isinstance(value, bool):
        return "b", "", f"<v>{int(value)}</v>"
    if isinstance(value, (int, float)):
        number = dialect.number.format(value)
        return "", "", f"<v>{number if float(number) == value else value}</v>"
    if isinstance(value, time):
        return "", "2", f"<v>{(value.hour * 60 + value.minute) / 1440!r}</v>"
    if isinstance(value, date):
        moment = datetime(*value.timetuple()[:6])  # noqa: DTZ001 - wall dates
        serial = (moment - _EPOCH).total_seconds() / 86_400
        serial -= _DAYS_TO_1904 * dialect.counts_from_1904
        return "", "1", f"<v>{serial:.10g}</v>"
    if dialect.strings == "inline" and not is_formula:
        return "inlineStr", "", f"<is>{_text(value)}</is>"
    if dialect.strings == "str" or is_formula:
        return "str", "", f"<v>{escape(value)}</v>"
    return "s", "", f"<v>{strings.setdefault(value, len(strings))}</v>"
