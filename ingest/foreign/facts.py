"""What a foreign file says, whatever its layout: one row per cell, nothing matched yet.

Readers of layouts make these frames; matching, import and reconciliation read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

# Fields of a lesson (with `lesson_on`), and of a period (with `period_name`).
LESSON_FIELDS = ("mark", "topic", "homework")
PERIOD_FIELDS = ("final", "average", "weighted_average")

FACTS = pl.Schema(
    {
        "sheet": pl.String(),  # as named in the file; '' in CSV
        "cell": pl.String(),  # A1 address of the value
        "class_name": pl.String(),  # as written, «8А»; '' where the file says nothing
        "subject_name": pl.String(),  # as written
        "student_name": pl.String(),  # as written; '' for topic and homework
        "lesson_on": pl.Date(),  # null for fields of a period
        # Which of several lessons of that student or subject on that day, from 1.
        "nth": pl.Int16(),
        "period_name": pl.String(),  # as written: «1 Четверть», «Год»; '' for lessons
        "field": pl.String(),  # one of the names above
        "value_text": pl.String(),  # as written, without its surrounding spaces
        # As understood: marks and codes as in `expectations.marks` (5, 4/5, н, 5н), a
        # final's code, a text, an average's decimal with a point; null: not understood.
        "value": pl.String(),
        "mark_1": pl.Int8(),
        "mark_2": pl.Int8(),
        "attendance": pl.String(),
    }
)


class Problem(NamedTuple):
    """Something in somebody's file that is not what it should be; data, no error."""

    rule: str  # a short id: foreign_date, foreign_code, foreign_average …
    sheet: str
    cell: str
    value: str
    sentence: str  # an English message id that says what it is and how to fix it
    facts: Mapping[str, object]


class ForeignJournal(NamedTuple):
    """One file as read by one layout: the facts, and what was not understood."""

    layout: str  # the layout's id
    facts: pl.DataFrame  # of FACTS
    problems: tuple[Problem, ...]
    # Empty cells in which a mark or final mark could stand, where they were asked for.
    blanks: pl.DataFrame = FACTS.to_frame()
