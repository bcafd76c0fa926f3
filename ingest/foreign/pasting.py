"""What has to be written into the other system, in its own order and spelling.

Ours stands where theirs is missing or different; what is equal, or stands only there,
stays theirs. So a whole table can be pasted over theirs and nothing is typed twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from expectations.marks import MASTERED, shown
from ingest.foreign.reconciling import DIFFERENT, ONLY_HERE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ingest.foreign.reconciled import Reconciliation

_MASTERED_THERE = "ОСВ (освоено)"  # «ОСВ» alone is read as exempt
_SPELLING_SIGNS = str.maketrans("", "", " \u00a0/·•∙⋅|\\")


class PasteColumn(NamedTuple):
    """A column of a table to paste: a day and which of its columns, or a period."""

    lesson_on: date | None
    nth: int
    period_name: str


class PasteTable(NamedTuple):
    """A class's subject as the other system has it: students down, days across."""

    class_id: str
    subject_id: str
    students: tuple[str, ...]  # ids in the file's order
    columns: tuple[PasteColumn, ...]
    rows: tuple[tuple[str, ...], ...]  # what each cell has to say
    marked: frozenset[tuple[int, int]]  # cells that change, by row and column


def patches(found: Reconciliation) -> pl.DataFrame:
    """Return the cells to be written: sheet, cell, text, before.

    What stands only with us and has no cell there is not among them: see `homeless`.
    """
    own = _own_spellings(found.cells)
    state = pl.col("state")
    return (
        found.compared.filter(
            (state == DIFFERENT)
            | ((state == ONLY_HERE) & pl.col("target").is_not_null())
        )
        .select(
            pl.coalesce("sheet", "target_sheet").alias("sheet"),
            pl.coalesce("cell", "target").alias("cell"),
            pl.col("value_here")
            .map_elements(lambda value: _spelt(value, own), return_dtype=pl.String)
            .alias("text"),
            pl.col("value_text_there").fill_null("").alias("before"),
        )
        .sort("sheet", "cell")
    )


def homeless(found: Reconciliation) -> pl.DataFrame:
    """Return what stands only with us and for which the file has no cell."""
    return found.compared.filter(
        pl.col("state") == ONLY_HERE, pl.col("target").is_null()
    )


def tables(found: Reconciliation, *, all_columns: bool = True) -> list[PasteTable]:
    """Return a table for each class and subject in the order of the file.

    Without `all_columns` days on which nothing stands in a subject are left out: a
    report has the days of all subjects, a journal page only its own.
    """
    cells = (
        found.cells.filter(pl.col("trouble") == "")
        .join(patches(found), on=["sheet", "cell"], how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("text", "value_text").alias("text"),
            pl.col("text").is_not_null().alias("is_marked"),
        )
        .sort("fact")
    )
    orders = _orders(cells)
    made = []
    for (class_id, subject_id), of_subject in cells.partition_by(
        ["class_id", "subject_id"], as_dict=True, maintain_order=True
    ).items():
        filled = of_subject.filter(pl.col("text") != "")
        asked = of_subject if all_columns else filled
        if not filled.is_empty():
            made.append(
                _table(str(class_id), str(subject_id), asked, of_subject, orders)
            )
    return made


def as_text(table: PasteTable, names: Mapping[str, str] | None = None) -> str:
    """Return the cells as text for the clipboard, tabs between and no heading.

    With `names` each line begins with its student.
    """
    return "\n".join(
        "\t".join((*((names.get(student, ""),) if names else ()), *map(_plain, row)))
        for student, row in zip(table.students, table.rows, strict=True)
    )


def _table(
    class_id: str,
    subject_id: str,
    asked: pl.DataFrame,
    cells: pl.DataFrame,
    orders: Mapping[tuple[str, str], int],
) -> PasteTable:
    present = set(cells["student_id"])
    students = sorted(present, key=lambda one: orders.get((class_id, one), 0))
    keys = ["lesson_on", "nth", "period_name"]
    distinct = asked.select(keys).unique(maintain_order=True).iter_rows()
    found = [PasteColumn(*row) for row in distinct]
    columns = sorted(
        (one for one in found if one.lesson_on is not None),
        key=lambda one: (str(one.lesson_on), one.nth),
    ) + [one for one in found if one.lesson_on is None]
    row_of = {student: row for row, student in enumerate(students)}
    column_of = {one: place for place, one in enumerate(columns)}
    rows = [[""] * len(columns) for _ in students]
    marked = set()
    for student, text, is_marked, *key in cells.select(
        "student_id", "text", "is_marked", *keys
    ).iter_rows():
        place = column_of.get(PasteColumn(*key))
        if place is None:
            continue
        rows[row_of[student]][place] = text
        if is_marked:
            marked.add((row_of[student], place))
    return PasteTable(
        *(class_id, subject_id, tuple(students), tuple(columns)),
        tuple(map(tuple, rows)),
        frozenset(marked),
    )


def _orders(cells: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Return each student's place in the file, by class."""
    first = cells.group_by("class_id", "student_id").agg(pl.col("fact").min())
    return {
        (class_id, student_id): fact for class_id, student_id, fact in first.iter_rows()
    }


def _own_spellings(cells: pl.DataFrame) -> dict[str, str]:
    """Return how the file itself writes a value, where only signs and case differ.

    «5 Н» for 5н; not «НП» for н: why somebody was absent is not ours to say.
    """
    counted = (
        cells.filter(pl.col("value").is_not_null())
        .group_by("value", "value_text")
        .len()
        .sort("len", "value_text")
    )
    return {
        value: text
        for value, text in counted.select("value", "value_text").iter_rows()
        if _bare(text) == _bare(value)
    }


def _bare(text: str) -> str:
    return text.casefold().translate(_SPELLING_SIGNS)


def _spelt(value: str, own: Mapping[str, str]) -> str:
    return own.get(value) or (_MASTERED_THERE if value == MASTERED else shown(value))


def _plain(text: str) -> str:
    """Return a cell that stays one cell on the clipboard."""
    return " ".join(text.split())
