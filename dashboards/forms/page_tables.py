"""Tables of a page, as it drew them, as tables of a form.

Reads the HTML of `dashboards.tables` and nothing else.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from dashboards.forms.table_form import FormTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.forms.table_form import Cell

_NUMBERS = frozenset({"number", "right"})
_LINE = "; "
_NOT_PRINTED = "not-printed"  # a column of links: paper leads nowhere


class _Reader(HTMLParser):
    """Gathers captions, headings and rows; lines inside a cell are told apart."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[FormTable] = []
        self._title = ""
        self._heads: list[list[str]] = []
        self._rows: list[tuple[Cell, ...]] = []
        self._row: list[Cell] = []
        self._text: list[str] = []
        self._kinds: frozenset[str] = frozenset()
        self._span = 1
        self._told = ""  # what the cell's title says
        self._is_upright = False
        self._is_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._title, self._heads, self._rows = "", [], []
        elif tag == "thead":
            self._is_head = True
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th", "caption"):
            self._text = []
            self._kinds = frozenset(known.get("class", "").split())
            self._span = int(known.get("colspan", "1"))
            self._told = known.get("title", "")
            self._is_upright = False
        elif tag == "div":
            self._is_upright |= known.get("class") == "upright"
            if self._text:
                self._text.append(_LINE)

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._title = self._words()
        elif tag in ("td", "th") and _NOT_PRINTED not in self._kinds:
            self._row += [self._cell(), *[""] * (self._span - 1)]
        elif tag == "tr" and self._is_head:
            self._heads.append([str(value) for value in self._row])
        elif tag == "tr":
            self._rows.append(tuple(self._row))
        elif tag == "thead":
            self._is_head = False
        elif tag == "table":
            self.tables.append(self._table())

    def _words(self) -> str:
        return " ".join("".join(self._text).split())

    def _cell(self) -> Cell:
        """Return a cell; a bar has no text but its title, an upright head both."""
        words = self._words()
        if self._told and (not words or self._is_upright):
            return self._told
        if self._kinds & _NUMBERS and not self._is_head:
            return _number(words)
        return words

    def _table(self) -> FormTable:
        heads = self._heads[-1] if self._heads else []
        width = max((len(row) for row in self._rows), default=len(heads))
        return FormTable(
            self._title,
            (*heads, *[""] * (width - len(heads))),
            tuple((*row, *[""] * (width - len(row))) for row in self._rows),
        )


def page_tables(drawn: Iterable[str]) -> tuple[FormTable, ...]:
    """Return the tables in pieces of a page's HTML, in order."""
    reader = _Reader()
    for html in drawn:
        reader.feed(html)
    reader.close()
    return tuple(reader.tables)


def _number(words: str) -> Cell:
    """Return a figure as a number with its places: «4,83» and «12»; else the text."""
    plain = words.replace("\u00a0", "").replace("\u202f", "").replace(",", ".")
    try:
        return int(plain) if plain.lstrip("-").isdecimal() else Decimal(plain)
    except InvalidOperation:
        return words
