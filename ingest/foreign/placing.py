"""Which page, lesson and period a fact belongs to: whole frames joined, no loops.

A mark stands on the page on whose roll the student was that day, in the nth of the
student's lessons of that subject. A topic stands on the class's page, or on the page of
the group whose students are on that sheet. A lesson that our timetable does not have is
never made: such facts are told and stay in their file (`docs/decisions/0035`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ingest.foreign.answers import LEFT_OUT, PAGE, Question, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import duckdb

# Reads `wanted_days`: the students' days on which something was written.
_LESSONS_OF_STUDENTS = """
    select
        wanted.student_id, wanted.subject_id, wanted.class_id, wanted.lesson_on,
        lessons.page_id, lessons.lesson_id, lessons.starts_at,
        row_number() over (
            partition by
                wanted.student_id, wanted.subject_id, wanted.class_id, wanted.lesson_on
            order by lessons.slot, lessons.lesson_id
        )::smallint as nth
    from wanted_days as wanted
    inner join journal.roster
        on wanted.student_id = roster.student_id
        and wanted.class_id = roster.class_id
        and wanted.lesson_on between roster.starts_on
        and coalesce(roster.ends_on, date '9999-12-31')
    inner join journal.pages
        on roster.page_id = pages.page_id and wanted.subject_id = pages.subject_id
    inner join journal.lessons
        on pages.page_id = lessons.page_id and wanted.lesson_on = lessons.lesson_on
"""
# Reads `wanted_subjects`: classes and subjects of the file.
_PAGES_OF_CLASSES = """
    select distinct wanted.class_id, wanted.subject_id, pages.page_id
    from wanted_subjects as wanted
    inner join journal.pages on wanted.subject_id = pages.subject_id
    inner join journal.roster
        on pages.page_id = roster.page_id and wanted.class_id = roster.class_id
    order by all
"""
_LESSONS_OF_PAGES = """
    select
        page_id, lesson_on, lesson_id, starts_at,
        row_number() over (
            partition by page_id, lesson_on order by slot, lesson_id
        )::smallint as nth
    from journal.lessons
    where page_id in (select page_id from wanted_pages)
"""
# Reads `wanted_finals`. Who changed groups is judged on the last page of the period.
_PERIODS_OF_STUDENTS = """
    with named as (
        select page_id, period_id, name, starts_on, ends_on from journal.page_periods
        union all
        select page_id, period_id, name, starts_on, ends_on
        from journal.page_attestations
    )

    select
        wanted.student_id, wanted.subject_id, wanted.class_id, wanted.period_names,
        pages.page_id, named.period_id, named.starts_on
    from wanted_finals as wanted
    inner join journal.roster
        on wanted.student_id = roster.student_id and wanted.class_id = roster.class_id
    inner join journal.pages
        on roster.page_id = pages.page_id and wanted.subject_id = pages.subject_id
    inner join named
        on pages.page_id = named.page_id
        and list_contains(string_split(wanted.period_names, chr(10)), named.name)
        and roster.starts_on <= named.ends_on
    qualify row_number() over (
        partition by
            wanted.student_id, wanted.subject_id, wanted.class_id, wanted.period_names
        order by roster.starts_on desc, pages.page_id
    ) = 1
"""
_CANCELLED = """
    select page_id, lesson_id from journal.current
    where field = 'status' and value = 'cancelled'
"""
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
    pages = _asked_of(cursor, _PAGES_OF_CLASSES, wanted_subjects=_subjects(frame))
    marks = _marks(cursor, frame.filter(is_dated, is_of_student), pages)
    topics = _topics(
        cursor,
        frame.filter(is_dated, ~is_of_student),
        pages,
        _pages_of_sheets(marks),
        _Said(said, titles, questions),
    )
    lessons = pl.concat([marks, topics], how="diagonal").with_columns(
        pl.lit("").alias("period_id")
    )
    lessons = _not_yet_or_never(cursor, lessons, now)
    finals = _finals(cursor, frame.filter(~is_dated), now)
    return pl.concat([lessons, finals], how="diagonal").with_columns(
        pl.col("page_id", "lesson_id", "period_id", "student_id").fill_null("")
    )


def _asked_of(
    cursor: duckdb.DuckDBPyConnection, query: str, **wanted: pl.DataFrame
) -> pl.DataFrame:
    for name, frame in wanted.items():
        cursor.register(name, frame.to_arrow())
    found = cursor.execute(query).pl()
    for name in wanted:
        cursor.unregister(name)
    return found


def _subjects(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select("class_id", "subject_id").drop_nulls().unique()


def _marks(
    cursor: duckdb.DuckDBPyConnection, frame: pl.DataFrame, pages: pl.DataFrame
) -> pl.DataFrame:
    days = frame.select(_STUDENT_DAY).drop_nulls().unique()
    found = _asked_of(cursor, _LESSONS_OF_STUDENTS, wanted_days=days)
    joined = frame.join(found, on=[*_STUDENT_DAY, "nth"], how="left")
    taught = _asked_of(cursor, _LESSONS_OF_PAGES, wanted_pages=pages).join(
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


class _Said:
    """The page of a sheet as somebody said, or the question which it is."""

    def __init__(
        self,
        said: Mapping[tuple[str, str, str], str],
        titles: Mapping[str, str],
        questions: list[Question],
    ) -> None:
        self._said, self._titles, self._questions = said, titles, questions

    def one_of(self, row: Mapping[str, object]) -> tuple[str | None, str | None]:
        """Return the page and the trouble of one sheet, class and subject."""
        pages, on_sheet = _listed(row["pages"]), _listed(row["on_sheet"])
        for some in (pages, on_sheet):
            if len(some) == 1:
                return some[0], None
        if not pages:
            return None, "no_page"
        scope = f"{row['class_id']} {row['subject_id']}"
        key = key_of(PAGE, scope, str(row["sheet"]))
        meaning = self._said.get(key)
        if meaning == LEFT_OUT:
            return None, "left_out"
        if meaning in pages:
            return meaning, None
        choices = tuple((page, self._titles.get(page, page)) for page in pages)
        self._questions.append(
            Question(
                *(PAGE, scope, str(row["sheet"]), str(row["sheet"])),
                *(str(row["cell"]), int(str(row["count_facts"])), choices),
            )
        )
        return None, "page_asked"


def _listed(value: object) -> list[str]:
    return sorted(one for one in (value or []) if one)  # type: ignore[attr-defined]


def _topics(
    cursor: duckdb.DuckDBPyConnection,
    frame: pl.DataFrame,
    pages: pl.DataFrame,
    of_sheets: pl.DataFrame,
    said: _Said,
) -> pl.DataFrame:
    keys = ["sheet", "class_id", "subject_id"]
    asked = (
        frame.filter(
            pl.col("class_id").is_not_null(), pl.col("subject_id").is_not_null()
        )
        .group_by(keys, maintain_order=True)
        .agg(pl.col("cell").first(), pl.len().alias("count_facts"))
        .join(
            pages.group_by("class_id", "subject_id").agg(pl.col("page_id").unique()),
            on=["class_id", "subject_id"],
            how="left",
        )
        .rename({"page_id": "pages"})
        .join(
            of_sheets.group_by(keys).agg(pl.col("page_id").unique().alias("on_sheet")),
            on=keys,
            how="left",
        )
    )
    told = [said.one_of(row) for row in asked.iter_rows(named=True)]
    found = asked.select(keys).with_columns(
        pl.Series("page_id", [page for page, _ in told], dtype=pl.String),
        pl.Series("page_trouble", [trouble for _, trouble in told], dtype=pl.String),
    )
    lessons = _asked_of(
        cursor, _LESSONS_OF_PAGES, wanted_pages=found.select("page_id").drop_nulls()
    )
    return (
        frame.join(found, on=keys, how="left")
        .join(lessons, on=["page_id", "lesson_on", "nth"], how="left")
        .with_columns(
            pl.coalesce(
                "page_trouble",
                pl.when(pl.col("lesson_id").is_null()).then(pl.lit("no_lesson")),
            ).alias("place_trouble")
        )
        .drop("page_trouble")
    )


def _not_yet_or_never(
    cursor: duckdb.DuckDBPyConnection, lessons: pl.DataFrame, now: datetime
) -> pl.DataFrame:
    cancelled = cursor.execute(_CANCELLED).pl().with_columns(is_cancelled=True)
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
    found = _asked_of(cursor, _PERIODS_OF_STUDENTS, wanted_finals=wanted)
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
