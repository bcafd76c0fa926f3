"""What somebody pointed at in a sheet of no known layout, and the layout it makes.

Two forms: a journal (students down, days across) and a table with a row per mark. What
nobody pointed at is as in the shipped layout of that form.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from expectations.language import N_
from ingest.foreign.dates import day_in, month_in
from ingest.foreign.words import folded, is_one_of
from ingest.reading.sheets import cell_address
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.foreign.sheet_texts import SheetTexts

Form = Literal["grid", "long"]
FORMS: Mapping[Form, str] = {
    "grid": N_("A journal: students one below the other, days side by side"),
    "long": N_("A table: a row for each mark"),
}
_BASES = {"grid": "subject_journal", "long": "long_table"}
_FOLDER = Path(__file__).parents[1] / "layouts"
# What a column of a table can be.
KINDS = {
    "student": N_("Student"),
    "subject": N_("Subject"),
    "class": N_("Class"),
    "date": N_("Day of the lesson"),
    "lesson": N_("Number of the lesson on the day"),
    "mark": N_("Mark"),
    "absence": N_("Absence"),
    "topic": N_("Topic"),
    "homework": N_("Homework"),
    "period": N_("Period"),
    "final": N_("Final mark"),
    "note": N_("not needed"),
}
NO_HEADING = N_(
    "Nothing stands over the names: write a heading there, such as “Student”, by which "
    "the next file of this kind is known."
)
NO_TITLE = N_("Give the layout a name.")
NO_DAYS = N_("The row {row} has no days.")
LACKING = N_("Say which column is: {what}.")
_SEARCHED = 40
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Pointed(NamedTuple):
    """Rows and columns from 0."""

    form: Form
    head_row: int  # the row of headings: over the names, or of the whole table
    day_row: int = 0
    month_row: int | None = None
    student_column: int = 0
    first_row: int = 1
    last_row: int | None = None
    # Headings of the table of lessons: date, topic, homework; '' where there is none.
    lessons: tuple[str, str, str] = ("", "", "")
    finals: tuple[str, ...] = ()  # headings of columns of final marks
    columns: tuple[tuple[int, str], ...] = ()  # of a table: column and a key of KINDS
    aliases: tuple[
        tuple[str, str], ...
    ] = ()  # a spelling and what it means, '' nothing


def guess(sheet: SheetTexts) -> Pointed:
    """Return where things seem to stand, to be corrected by whoever looks."""
    head, table = _table_head(sheet)
    if {"student", "mark"} <= set(table.values()) or len(table) > 4:
        return Pointed("long", head, columns=tuple(table.items()))
    rows = range(min(sheet.height, _SEARCHED))
    days = {row: _count_days(sheet, row) for row in rows}
    # Marks look like days, too: the first row that has nearly as many as any has them.
    enough = max(days.values(), default=0) / 2
    day_row = next((row for row in rows if days[row] and days[row] >= enough), 0)
    months = {row: _count_months(sheet, row) for row in range(day_row)}
    month_row = max(months, key=lambda row: (months[row], row), default=None)
    if month_row is not None and not months[month_row]:
        month_row = None
    column = _names_column(sheet, day_row)
    first = _first_name(sheet, day_row, column)
    return Pointed(
        "grid",
        _heading_row(sheet, column, month_row, first),
        day_row,
        month_row,
        column,
        first,
    )


def headings(sheet: SheetTexts, pointed: Pointed) -> list[str]:
    """Return the texts over the days that are no days: period columns among them."""
    first = min(pointed.head_row, pointed.day_row, pointed.month_row or pointed.day_row)
    found = [
        text
        for row in range(first, pointed.first_row)
        for column, text in sheet.filled(row)
        if column > pointed.student_column and not _is_day_or_month(sheet, row, column)
    ]
    return list(dict.fromkeys(found))


def texts_below(sheet: SheetTexts, row: int) -> list[str]:
    """Return the texts that could head a table of lessons: each once, from a row on."""
    found = [
        text
        for below in range(row, sheet.height)
        for _, text in sheet.filled(below)
        if len(text) <= 40 and not day_in(text)
    ]
    return list(dict.fromkeys(found))


def layout_data(pointed: Pointed, sheet: SheetTexts, title: str) -> dict[str, object]:
    """Return the keys of a layout of what was pointed at, as TOML has them."""
    named = " ".join(title.split())
    if not named:
        raise VedomostError(NO_TITLE)
    base = tomllib.loads((_FOLDER / f"{_BASES[pointed.form]}.toml").read_text("utf-8"))
    base |= {"id": layout_id(named), "title": named}
    base["codes"] = _codes(base["codes"], pointed)
    if pointed.form == "long":
        return base | _of_table(pointed, sheet)
    return base | _of_journal(pointed, sheet, base)


def layout_id(title: str) -> str:
    """Return the id of a school's own layout: of its title, in any language."""
    return f"own_{hashlib.sha256(folded(title).encode()).hexdigest()[:12]}"


def _of_journal(
    pointed: Pointed, sheet: SheetTexts, base: Mapping[str, object]
) -> dict[str, object]:
    if not _count_days(sheet, pointed.day_row):
        raise VedomostError(NO_DAYS, row=pointed.day_row + 1)
    heads = [
        text
        for column, text in sheet.filled(pointed.head_row)
        if column <= pointed.student_column
    ]
    if not sheet.text(pointed.head_row, pointed.student_column):
        raise VedomostError(NO_HEADING)
    columns = dict(_table_of(base, "columns"))
    columns["student"] = [heads[-1]]
    for name, heading in zip(
        ("date", "topic", "homework"), pointed.lessons, strict=True
    ):
        if heading:
            columns[name] = [heading]
    places: dict[str, object] = {
        "day_row": pointed.day_row + 1,
        "first_student_row": pointed.first_row + 1,
        "student_column": cell_address(0, pointed.student_column).rstrip("1"),
    }
    if pointed.month_row is not None:
        places["month_row"] = pointed.month_row + 1
    if pointed.last_row is not None:
        places["last_student_row"] = pointed.last_row + 1
    finals = [re.escape(folded(heading)) for heading in pointed.finals]
    return {
        "recognised": {"headings": [[heading] for heading in heads]},
        "columns": columns,
        "places": places,
        "periods": [*finals, *_list_of(base, "periods")],
    }


def _of_table(pointed: Pointed, sheet: SheetTexts) -> dict[str, object]:
    kinds = {kind for _, kind in pointed.columns}
    for kind in ("student", "subject"):
        if kind not in kinds:
            raise VedomostError(LACKING, what=KINDS[kind])
    if not kinds & {"date", "period"}:
        raise VedomostError(LACKING, what=KINDS["date"])
    columns: dict[str, list[str]] = {}
    for column, kind in pointed.columns:
        if text := sheet.text(pointed.head_row, column):
            columns.setdefault(kind, []).append(text)
    found = [
        [one] for kind, heads in columns.items() if kind != "note" for one in heads
    ]
    return {"recognised": {"headings": found}, "columns": columns}


def _codes(base: Mapping[str, object], pointed: Pointed) -> dict[str, object]:
    aliases = dict(_table_of(base, "aliases"))
    aliases |= {text: value for text, value in pointed.aliases if value}
    nothing = [text for text, value in pointed.aliases if not value]
    return {
        **base,
        "nothing": [*_list_of(base, "nothing"), *nothing],
        "aliases": aliases,
    }


def _table_of(base: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = base.get(key, {})
    assert isinstance(found, dict)  # a shipped layout  # noqa: S101
    return found


def _list_of(base: Mapping[str, object], key: str) -> list[object]:
    found = base.get(key, [])
    assert isinstance(found, list)  # a shipped layout  # noqa: S101
    return found


def _table_head(sheet: SheetTexts) -> tuple[int, dict[int, str]]:
    """Return the row with most headings of a table of marks, and what they are."""
    base = tomllib.loads((_FOLDER / "long_table.toml").read_text("utf-8"))["columns"]
    words = {kind: tuple(map(folded, texts)) for kind, texts in base.items()}
    best: tuple[int, dict[int, str]] = (0, {})
    for row in range(min(sheet.height, _SEARCHED)):
        found = {
            column: kind
            for column, text in sheet.filled(row)
            for kind in KINDS
            if kind != "note" and is_one_of(text, words.get(kind, ()))
        }
        if len(set(found.values())) > len(set(best[1].values())):
            best = (row, found)
    return best


def _count_days(sheet: SheetTexts, row: int) -> int:
    width = sheet.width
    return sum(day_in(sheet.value(row, column)) is not None for column in range(width))


def _count_months(sheet: SheetTexts, row: int) -> int:
    return sum(month_in(text) is not None for _, text in sheet.filled(row))


def _is_day_or_month(sheet: SheetTexts, row: int, column: int) -> bool:
    is_day = day_in(sheet.value(row, column)) is not None
    return is_day or month_in(sheet.text(row, column)) is not None


def _names_column(sheet: SheetTexts, day_row: int) -> int:
    """Return the column left of the days with most texts of letters below them."""
    days = (
        column
        for column in range(sheet.width)
        if day_in(sheet.value(day_row, column)) is not None
    )
    count = {
        column: sum(
            bool(_LETTERS.search(sheet.text(row, column)))
            for row in range(day_row + 1, sheet.height)
        )
        for column in range(next(days, sheet.width))
    }
    return max(count, key=lambda column: (count[column], -column), default=0)


def _first_name(sheet: SheetTexts, day_row: int, column: int) -> int:
    for row in range(day_row + 1, sheet.height):
        if _LETTERS.search(sheet.text(row, column)):
            return row
    return day_row + 1


def _heading_row(
    sheet: SheetTexts, column: int, month_row: int | None, first: int
) -> int:
    """Return the lowest row over the names with a text over them."""
    top = max(0, (month_row if month_row is not None else first) - 3)
    for row in range(first - 1, top - 1, -1):
        if sheet.text(row, column):
            return row
    return max(first - 1, 0)
