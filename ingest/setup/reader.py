"""Read a set-up workbook tolerantly; what is not understood is a problem with its cell.

Sheets and columns are found by their titles in either language, in any order, with
anything above the header row. Nothing is judged here beyond single cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ingest.reading.sheets import CellError, UncachedFormula, cell_address
from ingest.setup.cells import (
    NotAChoiceError,
    NotUnderstoodError,
    as_text,
    cyrillic_class,
    folded,
    parse,
)
from ingest.setup.contract import SHEETS, empty_value, settings, titles
from ingest.setup.older_workbooks import move_terms
from ingest.setup.rules import SetupProblem, problem
from ingest.setup.writer import HELP_TITLE
from warehouse.calendar import parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.reading.sheets import CellValue, RawSheet, RawWorkbook
    from ingest.setup.columns import Column, SetupTables, Sheet

_HEADER_ROWS = 12  # the header row is looked for in so many first rows


class Place(NamedTuple):
    """Where a value stands, and what stood there."""

    sheet: str
    cell: str
    text: str = ""


# Table, row number in the table, column key. Row -1 is the header.
Places = dict[tuple[str, int, str], Place]


@dataclass(frozen=True)
class SetupReading:
    """A set-up workbook as read."""

    tables: SetupTables
    places: Mapping[tuple[str, int, str], Place] = field(default_factory=dict)
    problems: tuple[SetupProblem, ...] = ()


class _Header(NamedTuple):
    row: int
    columns: dict[str, int]  # column key → position
    strange: dict[int, str]  # position → title that is no column's


def read_setup(raw: RawWorkbook) -> SetupReading:
    """Return the tables of a set-up workbook, where each value stands, and problems."""
    tables: SetupTables = {sheet.table: [] for sheet in SHEETS}
    places: Places = {}
    problems: list[SetupProblem] = []
    found: dict[str, RawSheet] = {}
    for raw_sheet in raw.sheets:
        sheet = _sheet_of(raw_sheet.name)
        if sheet is None:
            if not _is_ours(raw_sheet):
                problems.append(_about_sheet("setup_sheet_known", raw_sheet.name))
        elif sheet.table in found:
            problems.append(_about_sheet("setup_sheet_once", raw_sheet.name))
        else:
            found[sheet.table] = raw_sheet
    for sheet in SHEETS:
        if sheet.table in found:
            problems += _read_sheet(sheet, found[sheet.table], tables, places)
        elif sheet.is_required:
            problems.append(_about_sheet("setup_sheet_there", titles(sheet.title)[0]))
        else:
            del tables[sheet.table]  # it says nothing, which is not “there are none”
    problems = move_terms(tables, places, problems)
    settle_codes(tables)
    return SetupReading(tables, places, tuple(problems))


def _sheet_of(name: str) -> Sheet | None:
    wanted = folded(name)
    for sheet in SHEETS:
        if wanted in {folded(title) for title in (*titles(sheet.title), sheet.table)}:
            return sheet
    return None


def _is_ours(raw_sheet: RawSheet) -> bool:
    help_titles = {folded(title) for title in titles(HELP_TITLE)}
    is_empty = all(cell is None for row in raw_sheet.rows for cell in row)
    return (
        raw_sheet.visibility != "visible"
        or folded(raw_sheet.name) in help_titles
        or is_empty
    )


def _about_sheet(rule: str, name: str) -> SetupProblem:
    return problem(rule, name, "", name)


def _read_sheet(
    sheet: Sheet, raw_sheet: RawSheet, tables: SetupTables, places: Places
) -> list[SetupProblem]:
    header = _find_header(sheet, raw_sheet)
    problems = [
        problem(
            "setup_column_known",
            raw_sheet.name,
            cell_address(header.row, position),
            title,
        )
        for position, title in header.strange.items()
    ]
    problems += [
        problem(
            "setup_column_there",
            raw_sheet.name,
            cell_address(header.row, 0),
            titles(column.title)[0],
        )
        for column in sheet.columns
        if column.is_required and column.key not in header.columns
    ]
    for key, position in header.columns.items():
        title = as_text(raw_sheet.rows[header.row][position])
        address = cell_address(header.row, position)
        places[sheet.table, -1, key] = Place(raw_sheet.name, address, title)
    for number, cells in enumerate(raw_sheet.rows[header.row + 1 :], header.row + 1):
        if any(as_text(cell) for cell in _wanted(cells, header)):
            problems += _read_row(sheet, raw_sheet, number, header, tables, places)
    return problems


def _wanted(cells: list[CellValue], header: _Header) -> list[CellValue]:
    return [
        cells[position] for position in header.columns.values() if position < len(cells)
    ]


def _find_header(sheet: Sheet, raw_sheet: RawSheet) -> _Header:
    """Return the first row that names most columns of the sheet."""
    known = {
        folded(title): column.key
        for column in sheet.columns
        for title in (*titles(column.title), column.key)
    }
    best = _Header(0, {}, {})
    for number, cells in enumerate(raw_sheet.rows[:_HEADER_ROWS]):
        columns: dict[str, int] = {}
        strange: dict[int, str] = {}
        for position, cell in enumerate(cells):
            title = as_text(cell).rstrip(" *")
            key = known.get(folded(title))
            if key is not None and key not in columns:
                columns[key] = position
            elif title:
                strange[position] = title
        if len(columns) > len(best.columns):
            best = _Header(number, columns, strange)
    return best


def _read_row(
    sheet: Sheet,
    raw_sheet: RawSheet,
    number: int,
    header: _Header,
    tables: SetupTables,
    places: Places,
) -> list[SetupProblem]:
    rows = tables[sheet.table]
    row: dict[str, object] = {}
    problems = []
    cells = raw_sheet.rows[number]
    for column in sheet.columns:
        position = header.columns.get(column.key)
        raw = (
            cells[position] if position is not None and position < len(cells) else None
        )
        address = "" if position is None else cell_address(number, position)
        place = Place(raw_sheet.name, address, _written(raw))
        places[sheet.table, len(rows), column.key] = place
        try:
            row[column.key] = _value(column, raw, str(row.get("setting", "")))
        except (NotUnderstoodError, NotAChoiceError) as error:
            row[column.key] = None
            problems.append(_misread(error, column, place, places, sheet))
    rows.append(row)
    return problems


def _written(raw: CellValue) -> str:
    if isinstance(raw, CellError):
        return raw.text
    return "=…" if isinstance(raw, UncachedFormula) else as_text(raw)


def _value(column: Column, raw: CellValue, setting: str) -> object:
    if isinstance(raw, CellError | UncachedFormula):
        raise NotUnderstoodError
    return parse(column, raw, setting)


def _misread(
    error: Exception, column: Column, place: Place, places: Places, sheet: Sheet
) -> SetupProblem:
    header = places[sheet.table, -1, column.key].text
    if isinstance(error, NotAChoiceError):
        listed = tuple(column.choices.values())  # translated when it is shown
        return problem(
            "setup_choice_known",
            place.sheet,
            place.cell,
            place.text,
            column=header,
            choices=listed,
        )
    return problem(
        "setup_value_understood", place.sheet, place.cell, place.text, column=header
    )


def settle_codes(tables: SetupTables) -> None:
    """Spell class codes in Cyrillic and references as the sheet that defines them."""
    if settings(tables).get("language") != "en":
        for row in tables["classes"]:
            row["class_id"] = cyrillic_class(str(row["class_id"]))
    codes = {
        sheet.table: {
            folded(str(row[sheet.key[0]])): str(row[sheet.key[0]])
            for row in tables.get(sheet.table, [])
        }
        for sheet in SHEETS
    }
    for row in tables.get("parents", []):  # one who works here keeps the staff code
        row["person_id"] = codes["staff"].get(
            folded(str(row["person_id"])), row["person_id"]
        )
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.refers_to:
                known = {
                    spelling: code
                    for table in column.refers_to
                    for spelling, code in codes[table].items()
                }
                for row in tables.get(sheet.table, []):
                    row[column.key] = _settled(column, row[column.key], known)


def _settled(column: Column, value: object, known: Mapping[str, str]) -> object:
    if value is None:
        return empty_value(column)
    if column.kind == "codes":
        return ",".join(known.get(folded(part), part) for part in parts_of(str(value)))
    return known.get(folded(cyrillic_class(str(value))), value)
