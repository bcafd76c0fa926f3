"""A page of figures as a workbook: a sheet of what was asked, one sheet per table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from dashboards.forms.table_form import Share, labels, places_of
from dashboards.forms.text_sheets import AS_TEXT, height_of
from dashboards.forms.workbook_tabs import new_tab
from expectations.language import N_, say

if TYPE_CHECKING:
    from decimal import Decimal

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from dashboards.forms.table_form import Cell, Form, FormTable

_NARROWEST, _WIDEST = 9, 44
_COVER = (24, 90)


class _Styles(NamedTuple):
    title: Format
    head: Format
    text: Format
    whole: Format
    broken: Format
    hundredths: Format
    share: Format


def table_form_xlsx(form: Form) -> bytes:
    """Return the workbook; figures are numbers, everything else is text."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, AS_TEXT)
    book.set_properties({"title": form.title})
    styles = _styles(book)
    taken: set[str] = set()
    _cover(_sheet(book, say(N_("About"), form.language), taken), form, styles)
    for table in form.tables:
        sheet = _sheet(book, table.tab or table.title, taken)
        _table(sheet, table, styles, labels(form.language)["empty"])
    book.close()
    return made.getvalue()


def _styles(book: Workbook) -> _Styles:
    top = {"valign": "top"}
    return _Styles(
        title=book.add_format({"bold": True, "font_size": 13}),
        head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        text=book.add_format({**top, "text_wrap": True, "num_format": "@"}),
        whole=book.add_format({**top, "num_format": "0"}),
        broken=book.add_format({**top, "num_format": "0.0"}),
        hundredths=book.add_format({**top, "num_format": "0.00"}),
        share=book.add_format({**top, "num_format": "0.0%"}),
    )


def _sheet(book: Workbook, name: str, taken: set[str]) -> Worksheet:
    sheet = new_tab(book, name, taken)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    return sheet


def _cover(sheet: Worksheet, form: Form, styles: _Styles) -> None:
    words = labels(form.language)
    told = [
        (words["school"], form.school_name),
        *form.filters,
        (words["moment"], form.moment),
        (words["made_by"], form.made_by),
        *_code(form),
        *((words["rules"] if not n else "", rule) for n, rule in enumerate(form.rules)),
    ]
    for column, width in enumerate(_COVER):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, form.title, styles.title)
    for place, (name, value) in enumerate(told, start=2):
        sheet.set_row(place, height_of((name, value), _COVER))
        sheet.write_string(place, 0, name, styles.text)
        sheet.write_string(place, 1, value, styles.text)


def _code(form: Form) -> list[tuple[str, str]]:
    """Return the verification code and where it is asked for."""
    if form.seal is None:
        return []
    words = labels(form.language)
    block = words["block"].replace("%1", str(form.seal.block_id))
    return [(words["code"], f"{form.seal.code} · {block} · {form.seal.address}")]


def _table(sheet: Worksheet, table: FormTable, styles: _Styles, empty: str) -> None:
    sheet.write_string(0, 0, table.title, styles.title)
    widths = _widths(table)
    for column, (head, width) in enumerate(zip(table.heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, head, styles.head)
    sheet.set_row(2, height_of(table.heads, widths))
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)
    for place, row in enumerate(table.rows, start=3):
        sheet.set_row(place, height_of(row, widths))
        for column, value in enumerate(row):
            _write(sheet, place, column, value, styles)
    below = 3 + len(table.rows)
    if table.rows:
        sheet.autofilter(2, 0, below - 1, len(table.heads) - 1)
    else:
        sheet.write_string(below, 0, empty)
    if table.note:
        sheet.write_string(below + 1, 0, table.note)


def _widths(table: FormTable) -> list[int]:
    widths = []
    for column, head in enumerate(table.heads):
        texts = [row[column] for row in table.rows]
        longest = max(
            (len(text) for text in [*texts, *head.split()] if isinstance(text, str)),
            default=0,
        )
        widths.append(min(_WIDEST, max(_NARROWEST, longest + 2)))
    return widths


def _write(
    sheet: Worksheet, place: int, column: int, value: Cell, styles: _Styles
) -> None:
    """Write one cell; a share is a number between 0 and 1, of nothing it is empty."""
    if isinstance(value, Share):
        if value.out_of:
            # Cut as on the page: 99,96 % must not be shown as 100,0 %.
            share = 1000 * value.of // value.out_of / 1000
            sheet.write_number(place, column, share, styles.share)
    elif isinstance(value, str):
        sheet.write_string(place, column, value, styles.text)
    elif value is not None:
        sheet.write_number(place, column, value, _of_figure(value, styles))


def _of_figure(value: float | Decimal, styles: _Styles) -> Format:
    """Return the format that shows a figure with its places."""
    places = 0 if isinstance(value, int) else places_of(value)
    return (styles.whole, styles.broken, styles.hundredths)[min(places, 2)]
