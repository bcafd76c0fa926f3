"""A read workbook as JSON between the reading child and the server.

JSON and never pickle: the child has handled hostile bytes, and what it says is only
data. Values that JSON lacks travel as `{"kind": text}`.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from ingest.reading.sheets import CellError, RawSheet, RawWorkbook, UncachedFormula


def pack_workbook(sheets: list[RawSheet], plain: set[int]) -> bytes:
    """Return the workbook as JSON; sheets at indexes in `plain` hold no errors.

    Tuples pass JSON as lists, so the sheets of the exact reader are walked for their
    error cells; the fast reader's are not.
    """
    packed = [
        [
            sheet.name,
            sheet.visibility,
            sheet.rows if index in plain else [_tagged(row) for row in sheet.rows],
            sheet.merged,
        ]
        for index, sheet in enumerate(sheets)
    ]
    return json.dumps(
        packed, ensure_ascii=False, separators=(",", ":"), default=_tag
    ).encode("utf-8", "surrogatepass")


def unpack_workbook(packed: bytes) -> RawWorkbook:
    """Return what `pack_workbook` was given; empty texts become None."""
    sheets = json.loads(packed.decode("utf-8", "surrogatepass"), object_hook=_untag)
    return RawWorkbook(
        [
            RawSheet(
                name,
                visibility,
                [[None if value == "" else value for value in row] for row in rows],
                [tuple(merge) for merge in merged],
            )
            for name, visibility, rows, merged in sheets
        ]
    )


def _tagged(row: list[Any]) -> list[Any]:
    return [
        _tag(value) if isinstance(value, (CellError, UncachedFormula)) else value
        for value in row
    ]


def _tag(value: object) -> dict[str, object]:
    if isinstance(value, CellError):
        return {"error": value.text}
    if isinstance(value, UncachedFormula):
        return {"formula": ""}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    message = f"A cell cannot hold a {type(value).__name__}."
    raise TypeError(message)


def _untag(tagged: dict[str, Any]) -> object:
    ((kind, value),) = tagged.items()
    if kind == "error":
        return CellError(value)
    if kind == "formula":
        return UncachedFormula()
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "time":
        return time.fromisoformat(value)
    return timedelta(seconds=value)
