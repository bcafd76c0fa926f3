"""The contract of the set-up workbook: its sheets in the order they are filled.

The writer, the reader, the checks and the help sheet read it from here; a new fact
about a school is a new column in one of the `sheets_*` modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import LANGUAGES, say
from ingest.setup.sheets_attestations import ATTESTATIONS
from ingest.setup.sheets_deadlines import DEADLINES
from ingest.setup.sheets_homeroom import HOMEROOM_STANDS
from ingest.setup.sheets_lessons import (
    LESSON_PLANS,
    LOAD,
    MARK_SCALE,
    PARAMETERS,
    TIMETABLE,
    WORK_TYPES,
)
from ingest.setup.sheets_people import (
    CLASSES,
    GROUP_MEMBERS,
    GROUPS,
    PARENTS,
    STAFF,
    STUDENTS,
    SUBJECTS,
)
from ingest.setup.sheets_replacements import REPLACEMENTS
from ingest.setup.sheets_year import ABOUT, BELLS, CALENDAR, PERIODS

if TYPE_CHECKING:
    from ingest.setup.columns import Column, SetupTables, Sheet

SHEETS: tuple[Sheet, ...] = (
    ABOUT,
    PERIODS,
    CALENDAR,
    BELLS,
    SUBJECTS,
    STAFF,
    CLASSES,
    STUDENTS,
    PARENTS,
    GROUPS,
    GROUP_MEMBERS,
    LOAD,
    TIMETABLE,
    LESSON_PLANS,
    WORK_TYPES,
    MARK_SCALE,
    PARAMETERS,
    DEADLINES,
    ATTESTATIONS,
    REPLACEMENTS,
    HOMEROOM_STANDS,
)
SHEET_OF: dict[str, Sheet] = {sheet.table: sheet for sheet in SHEETS}


def titles(sentence: str) -> tuple[str, ...]:
    """Return a sheet's or column's title in every language of the program."""
    return tuple(say(sentence, language) for language in LANGUAGES)


def empty_value(column: Column) -> object:
    """Return what an empty cell of this column is stored as; no “yes” is a no."""
    if column.kind == "yes_no" and not column.is_required:
        return False
    is_text = column.kind in {
        "text",
        "code",
        "codes",
        "grades",
        "choice",
        "choices",
        "setting",
    }
    return "" if is_text else None


def completed(tables: SetupTables) -> SetupTables:
    """Return the tables with every table, column and type as the schema has them."""
    return {
        sheet.table: [
            {
                column.key: _typed(column, row.get(column.key))
                for column in sheet.columns
            }
            for row in tables.get(sheet.table, [])
        ]
        for sheet in SHEETS
    }


def _typed(column: Column, value: object) -> object:
    empty = empty_value(column)
    if value is None or value == "":
        return empty
    if column.kind == "number":
        return float(str(value))
    return str(value) if empty == "" else value


def settings(tables: SetupTables) -> dict[str, str]:
    """Return the rows of `about` as one mapping of setting to value."""
    return {str(row["setting"]): str(row["value"]) for row in tables.get("about", [])}
