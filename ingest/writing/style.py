"""How a teacher's workbook looks: sober colours, made once per workbook."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter.color import Color

if TYPE_CHECKING:
    import xlsxwriter

INK, QUIET, LINE, STRONG_LINE = "#1F2933", "#66788A", "#C9D2DC", "#7B8794"
BAND, HEADER, TODAY, LOCKED = "#DCE6F1", "#EEF3F8", "#FFF4D1", "#E4E7EB"
LOW_MARK, ABSENCE, UNDONE, DONE = "#A61B1B", "#3E6A9E", "#FDF0DC", "#3C6E47"
_HATCHED = 14  # thin rising lines
FONT = "Calibri"


class Edge(NamedTuple):
    """Where a row stands in its group: a day, or five students."""

    begins: bool = False
    ends: bool = False


MIDDLE = Edge()


class Formats:
    """Cell formats by what they are for; equal ones are the same object."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._cells: dict[tuple[Any, ...], Any] = {}  # asked for once per written cell

    def __call__(self, **properties: Any) -> Any:
        """Return the format with these xlsxwriter properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            whole = {
                "font_name": FONT,
                "font_size": 10,
                "font_color": INK,
                "valign": "vcenter",
                **properties,
            }
            self._known[key] = self._book.add_format(_with_colours(whole))
        return self._known[key]

    def change(self, **properties: Any) -> Any:
        """Return a format for a conditional rule: only what the rule changes."""
        return self._book.add_format(_with_colours(properties))

    @property
    def title(self) -> Any:
        """Return the format of a sheet's title."""
        return self(bold=True, font_size=15)

    @property
    def subtitle(self) -> Any:
        """Return the format of the line under a title."""
        return self(font_color=QUIET)

    def header(self, **properties: Any) -> Any:
        """Return the format of a column's header."""
        return self(
            **{
                "bold": True,
                "align": "center",
                "text_wrap": True,
                "bg_color": HEADER,
                "border": 1,
                "border_color": LINE,
                **properties,
            }
        )

    def cell(self, *, is_open: bool, edge: Edge = MIDDLE, **more: Any) -> Any:
        """Return the format of a table's cell; a group of rows has stronger edges.

        Cells that teachers fill are text, so that `4/5` never becomes a date.
        """
        key = (is_open, edge, *more.items())
        if key not in self._cells:
            self._cells[key] = self._make_cell(more, edge, is_open=is_open)
        return self._cells[key]

    def _make_cell(self, more: dict[str, Any], edge: Edge, *, is_open: bool) -> Any:
        properties = {
            "border": 1,
            "border_color": LINE,
            "top_color": STRONG_LINE if edge.begins else LINE,
            "bottom_color": STRONG_LINE if edge.ends else LINE,
        }
        if "align" not in more:
            properties |= {"align": "left", "indent": 1}
        if is_open:
            properties |= {"locked": False, "num_format": "@"}
        return self(**{**properties, **more})

    def closed(self, edge: Edge = MIDDLE) -> Any:
        """Return the hatched format of a lesson outside a student's days."""
        return self.cell(
            is_open=False,
            edge=edge,
            pattern=_HATCHED,
            fg_color=LINE,
            bg_color=LOCKED,
            num_format="@",
            align="center",
        )


def _with_colours(properties: dict[str, Any]) -> dict[str, Any]:
    """Return properties whose colours are read from their text once, not each time."""
    return {
        name: _colour(value) if name.endswith("color") else value
        for name, value in properties.items()
    }


@functools.cache
def _colour(text: str) -> Color:
    return Color(text)
