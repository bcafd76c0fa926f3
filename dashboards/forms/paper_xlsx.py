"""Official forms as XLSX: totals are formulas that come with their figures."""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from dashboards.forms.paper import Formula, Tagged, printed, words
from dashboards.forms.paper_pdf import sheet_of
from dashboards.forms.table_form import Share
from dashboards.forms.text_sheets import AS_TEXT
from dashboards.forms.workbook_tabs import new_tab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from dashboards.forms.paper import Cell, Column, Paper, Row, Table

_LETTER = 2.0  # mm: what one letter of a column's width is on the screen
_WORDS = 1.6  # mm of a letter where names stand: fonts differ, a name must not wrap
_PAPERS = {"a4": 9, "a3": 8}
_UPRIGHT = (84, 150)  # points: the height of a head that is written upwards
_UPRIGHT_LETTER = 6.5
_BOLD = 1.25  # a bold head takes more, and words break
_LINE = 15
_NUMBERS = {0: "0", 1: "0.0", 2: "0.00"}
# The placeholders of formulas; `{"5";"4"}` in a formula is Excel's, not ours.
_PLACE = re.compile(r"\{([a-z_]\w*)\}")


class _Book(NamedTuple):
    book: Workbook
    formats: dict[tuple[object, ...], Format]

    def style(self, **properties: object) -> Format:
        """Return the format with these properties; each is made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]


def paper_xlsx(papers: Sequence[Paper]) -> bytes:
    """Return the forms as one workbook, a sheet per table, set up to be printed."""
    made = io.BytesIO()
    book = _Book(xlsxwriter.Workbook(made, AS_TEXT), {})
    book.book.set_properties({"title": papers[0].title})
    taken: set[str] = set()
    for paper in papers:
        for table in paper.book_tables or paper.tables:
            tab = new_tab(book.book, table.tab or table.title or paper.title, taken)
            _set_up(tab, paper)
            top = _head(tab, paper, table, book)
            below = _table(tab, table, top, book, paper.language)
            _foot(tab, paper, table, below, book)
    book.book.close()
    return made.getvalue()


def _set_up(tab: Worksheet, paper: Paper) -> None:
    size, is_wide, _ = sheet_of(paper)
    tab.set_paper(_PAPERS[size])
    if is_wide:
        tab.set_landscape()
    tab.fit_to_pages(1, 0)
    tab.set_margins(0.45, 0.45, 0.5, 0.6)
    code = paper.seal.code if paper.seal else ""
    tab.set_footer(f"&L&A&C{code}&R&P / &N")


def _head(tab: Worksheet, paper: Paper, table: Table, book: _Book) -> int:
    """Write what the table is; return the row in which it begins."""
    tab.write_string(0, 0, paper.school_name, book.style(italic=True))
    tab.write_string(1, 0, paper.title, book.style(bold=True, font_size=14))
    told = [
        *paper.asked,
        (words(paper.language)["moment"], paper.moment),
        (words(paper.language)["made_by"], paper.made_by),
    ]
    for place, (name, value) in enumerate(told, start=2):
        tab.write_string(place, 0, f"{name}: {value}")
    below = 2 + len(told)
    if table.title:
        tab.write_string(below, 0, table.title, book.style(bold=True, font_size=12))
    return below + 2


def _table(tab: Worksheet, table: Table, top: int, book: _Book, language: str) -> int:
    """Write heads and rows; return the row below them."""
    at = 0
    group = book.style(bold=True, align="center", border=1, text_wrap=True)
    for name, span in table.groups:
        if span > 1:
            tab.merge_range(top, at, top, at + span - 1, name, group)
        else:
            tab.write_string(top, at, name, group)
        at += span
    top += bool(table.groups)
    for place, column in enumerate(table.columns):
        tab.set_column(place, place, _width(column))
        tab.write_string(top, place, column.head, _head_style(column, book))
    tab.set_row(top, _head_height(table.columns))
    tab.repeat_rows(top)
    tab.freeze_panes(top + 1, 1)
    if not table.rows:
        tab.write_string(top + 1, 0, words(language)["empty"])
    first = top + 1
    places = _places(table, first)
    for at, row in enumerate(table.rows, start=first):
        tab.set_row(at, _height(row, table.columns, language))
        for place, (value, column) in enumerate(
            zip(row.cells, table.columns, strict=True)
        ):
            own = {**places, "col": xl_col_to_name(place), "row": str(at + 1)}
            _write(tab, (at, place), value, row, column, own, book)
    below = first + max(1, len(table.rows))
    if table.note:
        _sentence(tab, below, table.note, table, book)
        below += 1
    return below


def _places(table: Table, first: int) -> dict[str, str]:
    """Return the table's own placeholders of formulas."""
    data = [place for place, row in enumerate(table.rows) if row.kind == "data"]
    columns = [place for place, one in enumerate(table.columns) if one.is_data]
    named = {
        row.name: str(first + place + 1)
        for place, row in enumerate(table.rows)
        if row.name
    }
    return {
        **named,
        "first": str(first + min(data, default=0) + 1),
        "last": str(first + max(data, default=0) + 1),
        "left": xl_col_to_name(min(columns, default=0)),
        "right": xl_col_to_name(max(columns, default=0)),
    }


def _width(column: Column) -> float:
    """Return the width of a column in letters."""
    letter = _WORDS if column.align == "left" else _LETTER
    return max(3.2, column.width / letter)


def _head_height(columns: tuple[Column, ...]) -> float:
    """Return the height at which the longest head is whole."""
    upright = [len(column.head) for column in columns if column.is_upright]
    least, most = _UPRIGHT
    if not upright:
        longest = max((len(one.head) / _width(one) for one in columns), default=1)
        return _LINE * min(4, max(2, math.ceil(_BOLD * longest)))
    return min(most, max(least, _UPRIGHT_LETTER * max(upright)))


def _sentence(tab: Worksheet, at: int, text: str, table: Table, book: _Book) -> None:
    """Write a sentence as wide as its table: a wider one would shrink the page."""
    style = book.style(italic=True, text_wrap=True, valign="top")
    if len(table.columns) < 2:
        tab.write_string(at, 0, text, style)
        return
    letters = sum(map(_width, table.columns))
    tab.merge_range(at, 0, at, len(table.columns) - 1, "", style)
    tab.write_string(at, 0, text, style)
    tab.set_row(at, _LINE * -(-len(text) // max(1, int(letters))))


def _head_style(column: Column, book: _Book) -> Format:
    return book.style(
        bold=True,
        border=1,
        text_wrap=True,
        align="center",
        valign="bottom" if column.is_upright else "vcenter",
        rotation=90 if column.is_upright else 0,
        bg_color="#EFEFEF",
    )


def _height(row: Row, columns: tuple[Column, ...], language: str) -> float:
    lines = [
        -(-len(printed(value, language)) // max(1, int(_width(column))))
        for value, column in zip(row.cells, columns, strict=True)
        if column.may_wrap
    ]
    room = 2 if row.kind == "signature" else 1
    return _LINE * room * max(1, *lines, 1)


def _write(
    tab: Worksheet,
    at: tuple[int, int],
    value: Cell,
    row: Row,
    column: Column,
    places: dict[str, str],
    book: _Book,
) -> None:
    looks = {
        "border": 1,
        "valign": "vcenter",
        "align": column.align,
        "text_wrap": True,
        "bold": row.kind == "total",
        "font_color": "#555555" if row.kind == "quiet" else "#000000",
    }
    if isinstance(value, Formula):
        style = book.style(num_format=_NUMBERS[value.places], **looks)
        formula = _PLACE.sub(lambda found: places[found[1]], value.formula)
        cached = "" if value.value is None else value.value
        tab.write_formula(*at, f"={formula}", style, cached)
    elif isinstance(value, Tagged):
        style = book.style(num_format=f'0"{value.tag}"', **looks)
        tab.write_number(*at, value.number, style)
    elif isinstance(value, Share):
        style = book.style(num_format="0.0%", **looks)
        if value.out_of:
            tab.write_number(*at, value.of / value.out_of, style)
        else:
            tab.write_blank(*at, None, style)
    elif isinstance(value, str) and value:
        tab.write_string(*at, value, book.style(num_format="@", **looks))
    elif isinstance(value, int | float):
        numbers = "0" if isinstance(value, int) else "0.00"
        tab.write_number(*at, value, book.style(num_format=numbers, **looks))
    else:
        tab.write_blank(*at, None, book.style(**looks))


def _foot(tab: Worksheet, paper: Paper, table: Table, below: int, book: _Book) -> None:
    """Write the certification block and the verification code."""
    said = words(paper.language)
    at = below + 1
    for rule in paper.rules:
        _sentence(tab, at, rule, table, book)
        at += 1
    if paper.certifier is not None:
        at += 1
        tab.write_string(at, 0, said["true_copy"], book.style(bold=True))
        signed = " ".join(
            (
                paper.certifier.position or "_" * 20,
                "_" * 16,
                paper.certifier.name or "_" * 20,
            )
        )
        tab.write_string(at + 1, 0, signed)
        tab.write_string(at + 2, 0, f"{said['date']}    {said['stamp']}")
        at += 3
    if paper.seal is not None:
        block = said["block"].replace("%1", str(paper.seal.block_id))
        tab.write_string(at + 1, 0, f"{said['code']}: {paper.seal.code} · {block}")
        tab.write_string(at + 2, 0, paper.seal.address)
