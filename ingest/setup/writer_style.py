"""How a set-up workbook looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

INK = "#1F2A37"
MUTED = "#5B6775"
DEEP = "#1F4E79"
PALE = "#DCE6F1"
LINE = "#C9D2DC"
FONT = "Calibri"
_NUMBER_FORMATS = {
    "date": "dd.mm.yyyy",
    "time": "hh:mm",
    "integer": "0",
    "number": "General",
    "setting": "@",
    "setting date": "dd.mm.yyyy",
}
_CENTRED = frozenset({"date", "time", "integer", "number", "yes_no"})


class Style:
    """The cell formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._known: dict[tuple[str, bool], Format] = {}
        self.title = self._format(bold=True, font_size=18, font_color=DEEP)
        self.text = self._format(text_wrap=True, valign="top")
        self.sentence = self._format(bold=True, font_size=12, font_color=DEEP)
        self.help = self._format(
            italic=True,
            font_size=9,
            font_color=MUTED,
            text_wrap=True,
            valign="bottom",
        )
        self.required = self._header(bg_color=DEEP, font_color="#FFFFFF")
        self.optional = self._header(bg_color=PALE, font_color=INK)
        self.link = self._format(
            font_color=DEEP, underline=1, border=1, indent=1, valign="vcenter"
        )
        self.step = self._format(align="center", valign="top", font_color=MUTED)
        self.boxed = self._format(text_wrap=True, border=1, indent=1, valign="vcenter")
        self.number = self._format(border=1, align="center", valign="vcenter")

    def filled(self, kind: str) -> Format:
        """Return the format of a filled cell of a column."""
        return self._cell(kind, is_filled=True)

    def blank(self, kind: str) -> Format:
        """Return the format of a column's cells that are still to be filled."""
        return self._cell(kind, is_filled=False)

    def _cell(self, kind: str, *, is_filled: bool) -> Format:
        key = (kind, is_filled)
        if key not in self._known:
            form: dict[str, Any] = {"num_format": _NUMBER_FORMATS.get(kind, "@")}
            if is_filled:
                form |= {"border": 1, "valign": "top"}
            if kind in _CENTRED:
                form["align"] = "center"
            else:
                form |= {"align": "left", "indent": 1, "text_wrap": True}
            self._known[key] = self._format(**form)
        return self._known[key]

    def _header(self, **form: object) -> Format:
        return self._format(
            bold=True,
            text_wrap=True,
            valign="vcenter",
            align="center",
            border=1,
            **form,
        )

    def _format(self, **form: object) -> Format:
        return self._workbook.add_format(
            {"font_name": FONT, "font_size": 11, "border_color": LINE, **form}
        )


def count_lines(text: str, width: float) -> int:
    """Return how many lines a wrapped text takes in so many characters a line."""
    lines, left = 1, width
    for word in text.split():
        if len(word) > left and left < width:
            lines, left = lines + 1, width
        left -= len(word) + 1
    return lines
