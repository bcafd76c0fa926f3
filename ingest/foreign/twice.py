"""Cells of a file that speak of the same place of the journal: namesakes, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.language import N_
from ingest.foreign.facts import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

TWICE = N_(
    "“{value}” stands twice here for the same subject and days, first in the cell "
    "{first}. If these are two students, write their names so that they differ. "
    "Cells that stand twice: {count}."
)
TWO_TEXTS = N_(
    "The lesson has another topic or homework in the cell {first}. "
    "Cells that differ: {count}."
)
_PLACE = (
    "class_name", "subject_name", "student_name", "lesson_on", "nth", "period_name",
    "field",
)  # fmt: skip
_PAGE = ("sheet", "class_name", "subject_name", "student_name")


def places_said_twice(facts: pl.DataFrame) -> list[Problem]:
    """Return a problem for each student, or page, whose cells stand twice."""
    if facts.is_empty():
        return []
    text = pl.col("value_text")
    again = facts.with_columns(
        first=pl.col("cell").first().over(_PLACE),
        place=pl.int_range(pl.len()).over(_PLACE),
        is_other=(pl.col("student_name") != "") | (text != text.first().over(_PLACE)),
    ).filter(pl.col("place") > 0, pl.col("is_other"))
    return list(_problems(again))


def _problems(again: pl.DataFrame) -> Iterator[Problem]:
    grouped = again.group_by(_PAGE, maintain_order=True).agg(
        pl.col("cell", "first", "value_text").first(), count=pl.len()
    )
    for row in grouped.iter_rows(named=True):
        student, cell = row["student_name"], row["cell"]
        value = student or row["value_text"]
        sentence = TWICE if student else TWO_TEXTS
        facts = {"value": value, "first": row["first"], "count": row["count"]}
        yield Problem("foreign_twice", row["sheet"], cell, value, sentence, facts)
