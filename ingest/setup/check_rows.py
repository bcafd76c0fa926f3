"""Rules that look at every row of every sheet alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.setup.cells import as_text
from ingest.setup.contract import SHEET_OF, SHEETS
from warehouse.calendar import is_grades, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.columns import Column, Sheet
    from ingest.setup.placed import Checked
    from ingest.setup.rules import SetupProblem

_SEPARATORS = ",;:"
_UNTIL = {"starts_on": "ends_on", "joined_on": "left_on", "enrolled_on": "left_on"}
_IN_YEAR = {
    "periods": ("starts_on", "ends_on"),
    "load": ("starts_on", "ends_on"),
    "timetable": ("starts_on", "ends_on"),
    "group_members": ("joined_on", "left_on"),
    "homeroom_stands": ("starts_on", "ends_on"),
}


def row_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield problems of single values: empty, impossible, twice, unknown."""
    for sheet in SHEETS:
        for column in sheet.columns:
            yield from _empty(checked, sheet, column)
            yield from _out_of_bounds(checked, sheet, column)
            yield from _separators(checked, sheet, column)
            yield from _unknown(checked, sheet, column)
            if column.is_unique:
                yield from _twice(checked, sheet, (column.key,))
        yield from _twice(checked, sheet, sheet.key)
        yield from _out_of_order(checked, sheet)
        yield from _out_of_year(checked, sheet)


def _empty(checked: Checked, sheet: Sheet, column: Column) -> Iterator[SetupProblem]:
    if column.is_required:
        for number, row in checked.rows(sheet.table):
            place = checked.address(sheet.table, number, column.key)
            if row[column.key] in {None, ""} and place not in checked.misread:
                header = checked.header(sheet.table, column.key)
                yield checked.at(
                    "setup_value_required",
                    sheet.table,
                    number,
                    column.key,
                    column=header,
                )


def _out_of_bounds(
    checked: Checked, sheet: Sheet, column: Column
) -> Iterator[SetupProblem]:
    if column.lowest is None or column.highest is None:
        return
    for number, row in checked.rows(sheet.table, column.key):
        if not column.lowest <= float(str(row[column.key])) <= column.highest:
            yield checked.at(
                "setup_number_possible",
                sheet.table,
                number,
                column.key,
                column=checked.header(sheet.table, column.key),
                lowest=f"{column.lowest:g}",
                highest=f"{column.highest:g}",
            )


def _separators(
    checked: Checked, sheet: Sheet, column: Column
) -> Iterator[SetupProblem]:
    defines = column.key == sheet.key[0] and column.kind == "code"
    if not defines or column.refers_to or sheet.table == "mark_scale":
        return
    for number, row in checked.rows(sheet.table, column.key):
        for sign in _SEPARATORS:
            if sign in str(row[column.key]):
                yield checked.at(
                    "setup_code_plain", sheet.table, number, column.key, sign=sign
                )


def _unknown(checked: Checked, sheet: Sheet, column: Column) -> Iterator[SetupProblem]:
    if not column.refers_to:
        return
    known = {
        str(row[SHEET_OF[table].key[0]])
        for table in column.refers_to
        for row in checked.tables[table]
    }
    target = checked.title(SHEET_OF[column.refers_to[0]])
    for number, row in checked.rows(sheet.table, column.key):
        written = str(row[column.key])
        codes = parts_of(written) if column.kind == "codes" else [written]
        for code in codes:
            is_span = "classes" in column.refers_to and is_grades(code)
            if code not in known and not is_span:
                yield checked.at(
                    "setup_reference_known",
                    sheet.table,
                    number,
                    column.key,
                    value=code,
                    target=target,
                )


def _twice(
    checked: Checked, sheet: Sheet, key: tuple[str, ...]
) -> Iterator[SetupProblem]:
    first: dict[tuple[object, ...], int] = {}
    for number, row in checked.rows(sheet.table, key[0]):
        values = tuple(row[name] for name in key)
        if values in first:
            yield checked.at(
                "setup_key_once",
                sheet.table,
                number,
                key[0],
                value=" · ".join(as_text(value) for value in values if value),
                first=checked.address(sheet.table, first[values], key[0])[1],
            )
        else:
            first[values] = number


def _out_of_order(checked: Checked, sheet: Sheet) -> Iterator[SetupProblem]:
    keys = {column.key for column in sheet.columns}
    for begins, ends in _UNTIL.items():
        if begins in keys and ends in keys:
            for number, row in checked.rows(sheet.table, begins, ends):
                if row[ends] < row[begins]:  # type: ignore[operator]
                    yield checked.at(
                        "setup_dates_in_order",
                        sheet.table,
                        number,
                        ends,
                        first=as_text(row[begins]),
                    )


def _out_of_year(checked: Checked, sheet: Sheet) -> Iterator[SetupProblem]:
    if checked.year is None:
        return
    starts_on, ends_on = checked.year
    for key in _IN_YEAR.get(sheet.table, ()):
        for number, row in checked.rows(sheet.table, key):
            if not starts_on <= row[key] <= ends_on:  # type: ignore[operator]
                yield checked.at(
                    "setup_date_in_year",
                    sheet.table,
                    number,
                    key,
                    starts_on=as_text(starts_on),
                    ends_on=as_text(ends_on),
                )
