"""A change of the set-up as one readable line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_, say
from ingest.setup.cells import as_text, shown
from ingest.setup.contract import SHEET_OF, empty_value

if TYPE_CHECKING:
    from ingest.setup.changes import Change, Row
    from ingest.setup.columns import Column, Sheet

_KINDS = {
    "added": N_("{sheet}: added {name} ({details})"),
    "changed": N_("{sheet}: changed {name}: {details}"),
    "removed": N_("{sheet}: removed {name} ({details})"),
}
_DIFFERS = N_("{column} “{before}” → “{after}”")
_FROM_NOW = N_("holds from this day already")
_EMPTY = N_("empty")
_NAMES = ("surname", "given_name")  # stand beside the key


def change_line(change: Change, language: str) -> str:
    """Return a change as one readable line."""
    sheet = SHEET_OF[change.table]
    after, before = change.after, change.before
    if before is not None and after is not None:
        differing = (
            say(
                _DIFFERS,
                language,
                column=say(column.title, language),
                before=_spoken(column, before, language),
                after=_spoken(column, after, language),
            )
            for column in sheet.columns
            if before[column.key] != after[column.key]
        )
        details = ", ".join(differing) or say(_FROM_NOW, language)
    else:
        row = after or before or {}
        details = ", ".join(
            f"{say(column.title, language)}: {_spoken(column, row, language)}"
            for column in sheet.columns
            if column.key not in {*sheet.key, *_NAMES}
            and row[column.key] not in {None, empty_value(column)}
        )
    return say(
        _KINDS[change.kind],
        language,
        sheet=say(sheet.title, language),
        name=_name(sheet, after or before or {}, language),
        details=details,
    )


def _name(sheet: Sheet, row: Row, language: str) -> str:
    parts = [
        _spoken(sheet.column(key), row, language)
        for key in sheet.key
        if row[key] not in {None, empty_value(sheet.column(key))}
    ]
    names = [str(row[key]) for key in _NAMES if row.get(key)]
    return " ".join([", ".join(parts), *names])


def _spoken(column: Column, row: Row, language: str) -> str:
    value = shown(column, row[column.key], language)
    if value is None:
        return say(_EMPTY, language)
    return f"{value:g}" if isinstance(value, float) else as_text(value)
