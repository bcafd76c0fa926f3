"""A read workbook as JSON between the reading child and the server.

JSON and never pickle: the child has handled hostile bytes, and what it says is only
data. Values that JSON lacks travel as `{"kind": text}`.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ingest.reading.plain_book import ToldSheet
from ingest.reading.sheets import CellError, RawSheet, RawWorkbook, UncachedFormula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ingest.reading.sheets import CellValue

_NONE: Mapping[int, list[CellValue]] = {}


def pack_workbook(
    sheets: Sequence[RawSheet | ToldSheet],
    plain: AbstractSet[int],
    new_rows: Mapping[int, list[CellValue]] = _NONE,
    *,
    is_new: bool = True,
) -> bytes:
    """Return the workbook as JSON; sheets at indexes in `plain` hold no errors.

    Tuples pass JSON as lists, so the sheets of the exact reader are walked for their
    error cells; the fast reader's are not. Of sheets whose rows are told by number only
    `new_rows` are written out; `is_new` says that all numbers begin anew.
    """
    packed = {
        "is_new": is_new,
        "rows": list(new_rows.items()),
        "sheets": [
            [sheet.name, sheet.visibility, sheet.rows, sheet.merged, sheet.width]
            if isinstance(sheet, ToldSheet)
            else [
                sheet.name,
                sheet.visibility,
                sheet.rows if index in plain else [_tagged(row) for row in sheet.rows],
                sheet.merged,
                None,
            ]
            for index, sheet in enumerate(sheets)
        ],
    }
    return json.dumps(
        packed, ensure_ascii=False, separators=(",", ":"), default=_tag
    ).encode("utf-8", "surrogatepass")


class Unpacking:
    """The server's side: keeps the rows it was told, by their numbers."""

    def __init__(self) -> None:
        self._rows: dict[int, list[CellValue]] = {}

    def forget(self) -> None:
        """Forget all rows: the child that told them is gone."""
        self._rows = {}

    def unpack(self, packed: bytes) -> RawWorkbook:
        """Return what `pack_workbook` was given; empty texts become None.

        Rows that were told before are the same lists as then: nobody changes them.
        """
        told = json.loads(
            packed.decode("utf-8", "surrogatepass"), object_pairs_hook=_untag
        )
        if told["is_new"]:
            self._rows = {}
        for number, row in told["rows"]:
            self._rows[number] = _without_empty(row)
        return RawWorkbook(
            [
                RawSheet(
                    name,
                    visibility,
                    [_without_empty(row) for row in rows]
                    if width is None
                    else self._known(rows, width),
                    [tuple(merge) for merge in merged],
                )
                for name, visibility, rows, merged, width in told["sheets"]
            ]
        )

    def _known(self, numbers: list[int], width: int) -> list[list[CellValue]]:
        nothing: list[CellValue] = [None] * width
        return [self._rows[one] if one else nothing for one in numbers]


def unpack_workbook(packed: bytes) -> RawWorkbook:
    """Return what a child that has told nothing before packed."""
    return Unpacking().unpack(packed)


def _without_empty(row: list[CellValue]) -> list[CellValue]:
    return [None if value == "" else value for value in row]


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


def _untag(pairs: list[tuple[str, Any]]) -> object:
    if len(pairs) != 1:
        return dict(pairs)
    ((kind, value),) = pairs
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
