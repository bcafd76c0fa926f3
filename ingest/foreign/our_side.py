"""Our side of a reconciliation: what the viewer reads of what a file is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warehouse.queries import reconciling

if TYPE_CHECKING:
    from datetime import date

    from warehouse.database import Database
    from warehouse.viewer import Viewer


class Span(NamedTuple):
    """The first and last day that are compared; None as the file has them."""

    first: date | None = None
    last: date | None = None


WHOLE = Span()


def ours_beside(
    database: Database, viewer: Viewer, cells: pl.DataFrame, span: Span
) -> pl.DataFrame:
    """Return our entries of what the file is about: its students, subjects, days."""
    students = cells["student_id"].unique().to_list()
    subjects = cells.select("class_id", "subject_id").unique()
    about = (
        cells.select("class_id", "student_id").unique().join(subjects, on="class_id")
    )
    marks = _about_days(
        reconciling.marks(database, viewer, students), about, cells, span
    )
    finals = _about_periods(
        reconciling.finals(database, viewer, students), about, cells
    )
    columns = [
        *("student_id", "subject_id", "lesson_on", "period_id", "field", "place"),
        *("value", "value_text", "class_id_here", "page_id", "lesson_id"),
    ]
    return pl.concat([marks.select(columns), finals.select(columns)])


def _about_days(
    marks: pl.DataFrame, about: pl.DataFrame, cells: pl.DataFrame, span: Span
) -> pl.DataFrame:
    spans = (
        cells.filter(pl.col("field") == "mark")
        .group_by("class_id")
        .agg(
            pl.col("lesson_on").min().alias("first"),
            pl.col("lesson_on").max().alias("last"),
        )
        .with_columns(
            pl.lit(span.first, pl.Date).fill_null(pl.col("first")).alias("first"),
            pl.lit(span.last, pl.Date).fill_null(pl.col("last")).alias("last"),
        )
    )
    days = about.join(spans, on="class_id").select(
        "student_id", "subject_id", "first", "last"
    )
    return (
        marks.with_row_index("row")
        .join(days, on=["student_id", "subject_id"])
        .filter(pl.col("lesson_on").is_between("first", "last"))
        .unique("row", maintain_order=True)
        .with_columns(
            pl.lit("").alias("period_id"),
            pl.lit("mark").alias("field"),
            pl.col("slot").cast(pl.Int64).alias("place"),
            pl.col("class_id").alias("class_id_here"),
        )
    )


def _about_periods(
    finals: pl.DataFrame, about: pl.DataFrame, cells: pl.DataFrame
) -> pl.DataFrame:
    periods = (
        cells.filter(pl.col("field") == "final")
        .select("class_id", "period_id")
        .unique()
    )
    asked = (
        about.join(periods, on="class_id")
        .select("student_id", "subject_id", "period_id")
        .unique()
    )
    return finals.join(asked, on=asked.columns, how="semi").with_columns(
        pl.lit(None, pl.Date).alias("lesson_on"),
        pl.lit("final").alias("field"),
        pl.lit(1, pl.Int64).alias("place"),
        pl.lit("").alias("lesson_id"),
        pl.col("class_id").alias("class_id_here"),
    )
