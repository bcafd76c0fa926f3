"""Which page, lesson and period a fact belongs to: whole frames joined, no loops.

A mark stands on the page on whose roll the student was that day, in the nth of the
student's lessons of that subject. A topic stands on the class's page, or on the page of
the group whose students are on that sheet. A lesson that our timetable does not have is
never made: such facts are told and stay in their file (`docs/decisions/0035`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ingest.foreign.place_queries import (
    CANCELLED,
    LESSONS_OF_PAGES,
    LESSONS_OF_STUDENTS,
    PAGES_OF_CLASSES,
    PERIODS_OF_STUDENTS,
    joined_with,
)
from ingest.foreign.topic_places import Said, placed_topics

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import duckdb

    from ingest.foreign.answers import Question

_STUDENT_DAY = ["student_id", "subject_id", "class_id", "lesson_on"]


def placed(
    cursor: duckdb.DuckDBPyConnection,
    frame: pl.DataFrame,
    now: datetime,
    said: Mapping[tuple[str, str, str], str],
    titles: Mapping[str, str],
    questions: list[Question],
) -> pl.DataFrame:
    """Add page, lesson, period and `place_trouble` to facts with ids of names."""
    frame = frame.rename({"period_id": "period_names"})
    is_dated = pl.col("lesson_on").is_not_null()
    is_of_student = pl.col("student_name") != ""
    pages = joined_with(cursor, PAGES_OF_CLASSES, wanted_subjects=_subjects(frame))
    marks = _marks(cursor, frame.filter(is_dated, is_of_student), pages)
    topics = placed_topics(
        cursor,
        frame.filter(is_dated, ~is_of_student),
        pages,
        _pages_of_sheets(marks),
        Said(said, titles, questions),
    )
    lessons = pl.concat([marks, topics], how="diagonal").with_columns(
        pl.lit("").alias("period_id")
    )
    lessons = _not_yet_or_never(cursor, lessons, now)
    finals = _finals(cursor, frame.filter(~is_dated), now)
    return pl.concat([lessons, finals], how="diagonal").with_columns(
        pl.col("page_id", "lesson_id", "period_id", "student_id").fill_null("")
    )


def _subjects(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select("class_id", "subject_id").drop_nulls().unique()


def _marks(
    cursor: duckdb.DuckDBPyConnection, frame: pl.DataFrame, pages: pl.DataFrame
) -> pl.DataFrame:
    days = frame.select(_STUDENT_DAY).drop_nulls().unique()
    found = joined_with(cursor, LESSONS_OF_STUDENTS, wanted_days=days)
    joined = frame.join(found, on=[*_STUDENT_DAY, "nth"], how="left")
    taught = joined_with(cursor, LESSONS_OF_PAGES, wanted_pages=pages).join(
        pages, on="page_id"
    )
    that_day = ["class_id", "subject_id", "lesson_on", "nth"]
    lacking = joined.join(
        taught.select(that_day).unique().with_columns(has_lesson=True),
        on=that_day,
        how="left",
    ).join(
        pages.select("class_id", "subject_id").unique().with_columns(has_page=True),
        on=["class_id", "subject_id"],
        how="left",
    )
    return lacking.with_columns(
        pl.when(pl.col("page_id").is_not_null())
        .then(None)
        .when(pl.col("has_page").is_null())
        .then(pl.lit("no_page"))
        .when(pl.col("has_lesson").is_null())
        .then(pl.lit("no_lesson"))
        .otherwise(pl.lit("not_on_roll"))
        .alias("place_trouble")
    ).drop("has_lesson", "has_page")


def _pages_of_sheets(marks: pl.DataFrame) -> pl.DataFrame:
    """Return the pages on which the students of a sheet are."""
    return (
        marks.filter(pl.col("page_id").is_not_null())
        .select("sheet", "class_id", "subject_id", "page_id")
        .unique()
    )


def _not_yet_or_never(
    cursor: duckdb.DuckDBPyConnection, lessons: pl.DataFrame, now: datetime
) -> pl.DataFrame:
    cancelled = cursor.execute(CANCELLED).pl().with_columns(is_cancelled=True)
    return (
        lessons.join(cancelled, on=["page_id", "lesson_id"], how="left")
        .with_columns(
            pl.coalesce(
                "place_trouble",
                pl.when(pl.col("starts_at") > now).then(pl.lit("future")),
                pl.when(pl.col("is_cancelled") & pl.col("field").is_in(["mark"])).then(
                    pl.lit("cancelled")
                ),
            ).alias("place_trouble")
        )
        .drop("is_cancelled", "starts_at")
    )


def _finals(
    cursor: duckdb.DuckDBPyConnection, frame: pl.DataFrame, now: datetime
) -> pl.DataFrame:
    keys = ["student_id", "subject_id", "class_id", "period_names"]
    wanted = frame.filter(pl.col("field") == "final").select(keys).drop_nulls().unique()
    found = joined_with(cursor, PERIODS_OF_STUDENTS, wanted_finals=wanted)
    return (
        frame.join(found, on=keys, how="left")
        .with_columns(
            pl.when(pl.col("period_id").is_null())
            .then(pl.lit("no_period"))
            .when(pl.col("starts_on") > now.date())
            .then(pl.lit("future"))
            .alias("place_trouble"),
            pl.lit("").alias("lesson_id"),
        )
        .drop("starts_on")
    )
