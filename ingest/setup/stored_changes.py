"""Changes of the set-up as the log keeps them, back as rows with typed values."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

from ingest.setup.changes import Change
from ingest.setup.contract import SHEET_OF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.setup.changes import Row
    from ingest.setup.columns import Sheet


def stored_change(logged: Mapping[str, Any]) -> Change:
    """Return the change of a row of `warehouse.queries.setup_changes.changes`."""
    sheet = SHEET_OF[logged["sheet"]]
    return Change(
        sheet.table,
        logged["change"],
        stored_key(sheet, logged["natural_key"]),
        stored_row(sheet, logged["before_row"]),
        stored_row(sheet, logged["after_row"]),
    )


def stored_key(sheet: Sheet, written: str) -> tuple[object, ...]:
    """Return a row's key from its JSON in the log."""
    parts = zip(sheet.key, json.loads(written), strict=True)
    return tuple(_value(sheet, key, value) for key, value in parts)


def stored_row(sheet: Sheet, written: str | None) -> Row | None:
    """Return a row from its JSON in the log, None where there was none."""
    if written is None:
        return None
    return {
        key: _value(sheet, key, value) for key, value in json.loads(written).items()
    }


def _value(sheet: Sheet, key: str, value: object) -> object:
    kind = sheet.column(key).kind
    if kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if kind == "time" and isinstance(value, str):
        return time.fromisoformat(value)
    return value
