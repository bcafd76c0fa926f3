"""Set-up workbooks older than the sheet “Deadlines”: six terms stood with parameters.

What such a workbook says of a term it says still; with the new sheet beside it, a row
that was left among the parameters is named, because nobody can know which holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.setup.cells import folded
from ingest.setup.contract import titles
from ingest.setup.rules import SetupProblem, problem
from ingest.setup.seeds import default_rows

if TYPE_CHECKING:
    from ingest.setup.columns import SetupTables
    from ingest.setup.reader import Places

_PARAMETERS, _DEADLINES = "parameters", "deadlines"


class _Moved(NamedTuple):
    kind: str
    title: str


_MOVED = {
    "setup_until_day": _Moved(
        "set_up", N_("Sections are formed by this day of September")
    ),
    "written_mark_working_days": _Moved(
        "written_mark", N_("Mark for a written work: working days")
    ),
    "homework_minutes": _Moved(
        "homework", N_("Homework: minutes after the last lesson")
    ),
    "final_last_days": _Moved("final", N_("Final marks: last days of the period")),
    "export_month_day": _Moved(
        "export", N_("Monthly export of summary sheets: day of the month")
    ),
    "breach_working_days": _Moved("breach", N_("Report of a breach: working days")),
}


def move_terms(
    tables: SetupTables, places: Places, problems: list[SetupProblem]
) -> list[SetupProblem]:
    """Make deadlines of the parameters that are terms; return the problems that stay.

    With a sheet “Deadlines” in the workbook they are problems of their own instead.
    """
    kinds = {
        folded(spelling): moved.kind
        for key, moved in _MOVED.items()
        for spelling in (key, *titles(moved.title))
    }
    found = [
        (number, kinds[written])
        for number in range(len(tables[_PARAMETERS]))
        if (written := folded(places[_PARAMETERS, number, "parameter_id"].text))
        in kinds
    ]
    if not found:
        return problems
    told = []
    is_left_behind = _DEADLINES in tables
    if not is_left_behind:
        tables[_DEADLINES] = []
    for number, kind in found:
        told += (
            _left_behind(places, number)
            if is_left_behind
            else _add(tables, places, number, kind)
        )
    gone = {number for number, _ in found}
    cells = _cells(places, gone, {"value"} if not is_left_behind else set())
    _close_up(tables, places, gone)
    kept = [item for item in problems if (item.sheet, item.cell) not in cells]
    return kept + told


def _left_behind(places: Places, number: int) -> list[SetupProblem]:
    place = places[_PARAMETERS, number, "parameter_id"]
    return [problem("setup_term_moved", place.sheet, place.cell, place.text)]


def _add(
    tables: SetupTables, places: Places, number: int, kind: str
) -> list[SetupProblem]:
    """Add the shipped deadline of a kind, with the number that the row gives."""
    row = tables[_PARAMETERS][number]
    value, place = row["value"], places[_PARAMETERS, number, "value"]
    is_fraction = isinstance(value, float) and not value.is_integer()
    amount = None if value is None or is_fraction else round(float(str(value)))
    shipped = next(row for row in default_rows(_DEADLINES) if row["kind"] == kind)
    clause = row["clause"] or shipped["clause"]
    added = len(tables[_DEADLINES])
    places[_DEADLINES, added, "kind"] = places[_PARAMETERS, number, "parameter_id"]
    places[_DEADLINES, added, "amount"] = place
    tables[_DEADLINES].append(shipped | {"amount": amount, "clause": clause})
    if not is_fraction:
        return []
    header = places[_PARAMETERS, -1, "value"].text
    return [
        problem(
            "setup_value_understood",
            place.sheet,
            place.cell,
            place.text,
            column=header,
        )
    ]


def _cells(places: Places, rows: set[int], spared: set[str]) -> set[tuple[str, str]]:
    """Return the cells of rows whose problems are none any more."""
    return {
        (place.sheet, place.cell)
        for (table, number, column), place in places.items()
        if table == _PARAMETERS and number in rows and column not in spared
    }


def _close_up(tables: SetupTables, places: Places, gone: set[int]) -> None:
    """Take rows out of the parameters; those below them move up."""
    old = {
        key: places.pop(key)
        for key in list(places)
        if key[0] == _PARAMETERS and key[1] >= 0
    }
    stays = [number for number in range(len(tables[_PARAMETERS])) if number not in gone]
    tables[_PARAMETERS] = [tables[_PARAMETERS][number] for number in stays]
    moved_to = {number: position for position, number in enumerate(stays)}
    for (table, number, column), place in old.items():
        if number in moved_to:
            places[table, moved_to[number], column] = place
