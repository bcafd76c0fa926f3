"""A sheet to write on, and the programs' ways of saving it."""

from __future__ import annotations

import csv
import io
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl
import xlsxwriter

from ingest.foreign.facts import FACTS
from ingest.reading.sheets import cell_address

if TYPE_CHECKING:
    from collections.abc import Sequence

Spelt = tuple[str | None, int | None, int | None, str | None]


class Paper:
    """Cells, merged ranges and the facts that stand in them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], object] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.facts: list[tuple[Any, ...]] = []

    def put(self, row: int, column: int, value: object) -> None:
        if value not in (None, ""):
            self.cells[row, column] = value

    def merge(
        self, top: int, left: int, bottom: int, right: int, value: object
    ) -> None:
        self.put(top, left, value)
        if (top, left) != (bottom, right):
            self.merged.append((top, left, bottom, right))

    def fact(
        self,
        place: tuple[int, int],
        whose: tuple[str, str, str],
        when: tuple[date | None, int, str],
        field: str,
        text: str,
        understood: Spelt,
    ) -> None:
        address = cell_address(*place)
        self.facts.append((self.name, address, *whose, *when, field, text, *understood))

    @property
    def height(self) -> int:
        return max((row for row, _ in self.cells), default=-1) + 1


def facts_of(papers: Sequence[Paper]) -> pl.DataFrame:
    rows = [fact for paper in papers for fact in paper.facts]
    return in_order(pl.DataFrame(rows, schema=FACTS, orient="row"))


def in_order(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.sort("sheet", "cell", "field")


def as_xlsx(papers: Sequence[Paper]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for paper in papers:
            sheet = book.add_worksheet(paper.name)
            for place in paper.merged:
                sheet.merge_range(*place, "")
            for (row, column), value in paper.cells.items():
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)
    return content.getvalue()


def as_html(paper: Paper, encoding: str = "utf-8") -> bytes:
    """Return the sheet as a page with one table, as a state system saves it."""
    first = {(top, left): (bottom, right) for top, left, bottom, right in paper.merged}
    covered = {
        (row, column)
        for top, left, bottom, right in paper.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - first.keys()
    width = max(column for _, column in paper.cells) + 1
    lines = []
    for row in range(paper.height):
        cells = []
        for column in range(width):
            if (row, column) in covered:
                continue
            bottom, right = first.get((row, column), (row, column))
            text = _html_text(paper.cells.get((row, column)))
            spans = f'rowspan="{bottom - row + 1}" colspan={right - column + 1}'
            cells.append(f"<td {spans}>{text}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    head = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset={encoding}"><title>Отчёт</title><style>td {{ x: 1 }}</style></head>'
        "<body><script>var n = '<td>5</td>';</script><table border=1>"
    )
    page = f"{head}{''.join(lines)}</table></body></html>"
    return page.encode(encoding)


def _html_text(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    text = f"{value:g}" if isinstance(value, float) else str(value or "0")
    text = "" if value is None else text
    return escape(text).replace("\u00a0", "&nbsp;")


def as_csv(paper: Paper, encoding: str, separator: str) -> bytes:
    width = max(column for _, column in paper.cells) + 1
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    for row in range(paper.height):
        cells = [paper.cells.get((row, column)) for column in range(width)]
        writer.writerow([_html_free(cell) for cell in cells])
    return text.getvalue().encode(encoding)


def _html_free(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)
