"""A foreign sheet as it is, rows and columns named; what is pointed at in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.foreign.pointing import KINDS
from ingest.reading.sheets import cell_address

if TYPE_CHECKING:
    from ingest.foreign.pointing import Pointed
    from ingest.foreign.sheet_texts import SheetTexts

_ROWS, _COLUMNS = 40, 40
_LONGEST = 24
_TITLE = N_("The sheet as it is: {shown} of {count} rows")


def drawn(sheet: SheetTexts, pointed: Pointed, language: str) -> str:
    """Return the first rows and columns; merged texts stand once, as in the file."""
    columns = range(min(sheet.width, _COLUMNS))
    shown = range(min(sheet.height, _ROWS))
    kinds = dict(pointed.columns)
    head = row(
        heading(say(N_("Row"), language), "right name"),
        *(_column_head(column, pointed, kinds, language) for column in columns),
    )
    body = [
        row(
            heading(_row_name(place, pointed, language), "right name", scope="row"),
            *(
                cell(_short(sheet.text(place, column)), _colour(place, column, pointed))
                for column in columns
            ),
        )
        for place in shown
    ]
    title = say(_TITLE, language, shown=len(shown), count=sheet.height)
    return table(title, [head], body, is_grid=True)


def _column_head(
    column: int, pointed: Pointed, kinds: dict[int, str], language: str
) -> str:
    letter = cell_address(0, column).rstrip("1")
    kind = kinds.get(column, "note")
    if pointed.form == "grid" and column == pointed.student_column:
        return heading(f"{letter}: {say(N_('names'), language)}", "good")
    if kind != "note":
        return heading(f"{letter}: {say(KINDS[kind], language)}", "good")
    return heading(letter, "quiet")


def _row_name(place: int, pointed: Pointed, language: str) -> str:
    number = str(place + 1)
    if pointed.form == "long":
        names = {pointed.head_row: N_("headings")}
    else:
        names = {
            pointed.head_row: N_("heading over the names"),
            pointed.first_row: N_("first student"),
            pointed.day_row: N_("days"),
        }
        if pointed.month_row is not None:
            names[pointed.month_row] = N_("months")
        if pointed.last_row is not None and pointed.last_row not in names:
            names[pointed.last_row] = N_("last student")
    named = names.get(place)
    return f"{number}: {say(named, language)}" if named else number


def _colour(place: int, column: int, pointed: Pointed) -> str:
    """Return how a cell is shown: what is read stands out, the rest is quiet."""
    if pointed.form == "long":
        kind = dict(pointed.columns).get(column, "note")
        if place < pointed.head_row or kind == "note":
            return "quiet"
        return "fresh strong" if place == pointed.head_row else "good"
    last = pointed.last_row
    if place in (pointed.day_row, pointed.month_row):
        return "fresh strong" if column > pointed.student_column else "quiet"
    is_student = place >= pointed.first_row and (last is None or place <= last)
    if is_student and column == pointed.student_column:
        return "fresh"
    if is_student and column > pointed.student_column:
        return "mark good"
    return "strong" if place == pointed.head_row else "quiet"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
