"""Judge a reading of a spoiled workbook whose true owners are known.

Right is: every cell that says whose it is says the truth, with the text that stands
at its address; every filled cell whose owner is sure is delivered so; every other
filled cell of a table is delivered too, at its address or by its row, column or sheet.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ingest.reading.sheets import CellError, cell_address
from tests.fuzz.model import Formula
from tests.fuzz.spoiling import READ_AS

if TYPE_CHECKING:
    import polars as pl

    from tests.fuzz.model import Book, Table


def text_of(value: Any) -> str:
    """Return what a cell says, as the ledger would keep it."""
    if isinstance(value, Formula):
        value = value.result
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, datetime):
        is_day = value.time() == datetime.min.time()
        return (value.date() if is_day else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def wrong_in(cells: pl.DataFrame, book: Book, known: frozenset[str]) -> list[str]:
    """Say in words what is wrong; nothing is an empty list.

    `known` are the school's students: a cell of a key that is nobody's is set aside by
    the rules, which is right where the key itself was spoiled.
    """
    problems: list[str] = []
    names = Counter(table.name for table in book.tables)
    by_sheet: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in cells.iter_rows(named=True):
        by_sheet[row["sheet"]].append(row)
    for table in book.tables:
        if table.kind == "other":
            continue
        delivered = by_sheet[table.name]
        if names[table.name] > 1:  # tell namesakes apart by their page
            delivered = [
                row
                for row in delivered
                if (row["page_id"] == table.page_id and row["student_id"])
                or (table.kind == "lessons" and not row["student_id"])
            ]
            problems += _untrue(table, delivered, known, is_namesake=True)
        else:
            problems += _untrue(table, delivered, known, is_namesake=False)
            problems += _lost(table, delivered)
    return problems


def _owner_at(table: Table, address: str) -> tuple[int, int, str, str]:
    found = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert found is not None, address
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row, column = int(found[2]) - 1, column - 1
    return (
        row,
        column,
        table.row_owners[row].key if row < len(table.row_owners) else "",
        table.column_owners[column].key if column < len(table.column_owners) else "",
    )


def _untrue(
    table: Table,
    delivered: list[dict[str, Any]],
    known: frozenset[str],
    *,
    is_namesake: bool,
) -> list[str]:
    """Name cells that are given to another student, lesson or field than theirs."""
    problems = []
    for row in delivered:
        if row["field"] in {"row", "column", "sheet", "message"} or not row["cell"]:
            continue
        if table.kind == "grid":
            says = (row["student_id"], row["lesson_id"] or f"final {row['period_id']}")
        else:
            says = (row["lesson_id"], row["field"])
        at_row, at_column, *true = _owner_at(table, row["cell"])
        is_nobodys = table.kind == "grid" and says[0] not in known
        if tuple(true) != says and (is_namesake or is_nobodys):
            continue
        text = text_of(table.rows[at_row][at_column])
        if tuple(true) != says:
            problems.append(f"{table.name}!{row['cell']} {text!r}: {says} not {true}")
        elif row["value_text"] != text and row["kind"] != "merged":
            problems.append(f"{table.name}!{row['cell']}: {row['value_text']!r}")
    return problems


def _lost(table: Table, delivered: list[dict[str, Any]]) -> list[str]:
    """Name filled cells that nothing delivered speaks of."""
    placed = {row["cell"] for row in delivered if row["field"] not in _WHOLE}
    rows = {_owner_at(table, r["cell"])[0] for r in delivered if r["field"] == "row"}
    columns = {
        _owner_at(table, r["cell"])[1] for r in delivered if r["field"] == "column"
    }
    is_whole = any(row["field"] == "sheet" for row in delivered)
    problems = []
    for row, column in table.places():
        value = table.rows[row][column]
        is_blank = isinstance(value, str) and not value.strip()
        if value is None or is_blank or cell_address(row, column) in placed:
            continue
        is_sure = table.row_owners[row].is_sure and table.column_owners[column].is_sure
        if is_sure or not (is_whole or row in rows or column in columns):
            problems.append(f"{table.name}!{cell_address(row, column)} lost: {value!r}")
    return problems


_WHOLE = {"row", "column", "sheet"}


def wrongly_recorded(
    before: dict[tuple[str, ...], str], after: dict[tuple[str, ...], str], book: Book
) -> list[str]:
    """Name marks of the ledger that vanished, or changed to what their cell is not."""
    written: dict[tuple[str, ...], set[str | None]] = defaultdict(set)
    for table in book.of_kind("grid"):
        for row, column in table.places():
            student, lesson = table.row_owners[row].key, table.column_owners[column].key
            value = table.rows[row][column]
            written[table.page_id, lesson, student].add(
                READ_AS.get(repr(value), text_of(value))
            )
    problems = [f"{key} vanished" for key in before.keys() - after.keys()]
    return problems + [
        f"{key} became {value!r}, written {sorted(map(str, written[key]))}"
        for key, value in after.items()
        if before.get(key) != value and value not in written[key]
    ]
