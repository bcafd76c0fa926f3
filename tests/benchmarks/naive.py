"""What a script of an afternoon does with a workbook: openpyxl, pandas, SQLite.

It reads the marks of every grid and the rows of the lessons sheet by their hidden keys
and appends them to two tables in one transaction. It has no guard, no merge, no rules,
no history and no seal, and a workbook handed in twice stands there twice.
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd

from ingest import workbook as contract

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PAGE = f"{contract.MARKER} {contract.PAGE_MARK} "


def take_in(database: Path, content: bytes) -> None:
    """Append what a workbook holds to the tables of a SQLite file."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for sheet in book.worksheets:
            rows = list(sheet.iter_rows(values_only=True))
            key = str(rows[contract.GRID_KEY_ROW][0]) if len(rows) > 2 else ""
            if key.startswith(_PAGE):
                marks = _marks(rows, key.removeprefix(_PAGE))
                marks.to_sql("marks", connection, if_exists="append", index=False)
            elif str(rows[1][0]) == f"{contract.MARKER} {contract.LESSONS_MARK}":
                lessons = _lessons(rows)
                lessons.to_sql("lessons", connection, if_exists="append", index=False)
        connection.commit()


def _marks(rows: Sequence[tuple[object, ...]], page_id: str) -> pd.DataFrame:
    keys = [str(key) for key in rows[contract.GRID_KEY_ROW]]
    grid = pd.DataFrame(rows[contract.GRID_FIRST_ROW :], columns=keys)
    lessons = [key for key in keys[contract.GRID_FIRST_COLUMN :] if " " not in key]
    long = grid.melt(keys[:1], lessons, "lesson_id", "mark").dropna()
    long = long.set_axis(["student_id", "lesson_id", "mark"], axis=1)
    return long[long["mark"].isin(list("2345нбу"))].assign(page_id=page_id)


def _lessons(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    keys = [column.key for column in contract.LESSON_COLUMNS]
    table = pd.DataFrame(rows[contract.LIST_FIRST_ROW :])
    table = table.iloc[:, : len(keys)].set_axis(keys[: len(table.columns)], axis=1)
    return table[["lesson", "page", *contract.LESSON_FIELDS]].astype("string")
