"""What the region's pages ask of the lake: districts, schools, classes, weeks.

Only kept figures are read, no entry and no student. Each question takes the viewer and
answers nothing to who is not of the region's administration. Figures of fewer than
`SMALLEST_GROUP` students are withheld in SQL, and where that is one row of a table, the
next smallest with it: else the total would tell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.region.asking import (
    CLASSES,
    SHOWN,
    SHOWN_FINALS,
    SMALLEST_GROUP,
    SUMS,
    WITHHELD,
    ask,
)

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb
    import polars as pl

    from warehouse.viewer import Viewer


class Asked(NamedTuple):
    """Which figures: of a year and one of its periods."""

    year_id: str
    period_id: str


def periods(connection: duckdb.DuckDBPyConnection, viewer: Viewer) -> pl.DataFrame:
    """Return the periods that schools have, newest year first.

    Columns: year_id, period_id, period_name, period_kind, starts_on, ends_on.
    """
    return ask(
        connection,
        viewer,
        """
        select
            year_id,
            period_id,
            mode(period_name) as period_name,
            mode(period_kind) as period_kind,
            min(starts_on) as starts_on,
            max(ends_on) as ends_on
        from lake.periods
        where $is_region
        group by year_id, period_id
        order by year_id desc, starts_on, ends_on, period_id
        """,
    )


def districts(
    connection: duckdb.DuckDBPyConnection, viewer: Viewer, asked: Asked
) -> pl.DataFrame:
    """Return the region's districts with the figures of a period.

    Columns: district_id, district_name, count_schools, count_published, count_students
    and the counts that shares are made of.
    """
    return ask(
        connection,
        viewer,
        f"""
        {CLASSES}, figures as (
            select
                schools.district_id,
                any_value(schools.district_name) as district_name,
                count(distinct schools.school_id) as count_schools,
                count(distinct publications.school_id) as count_published,
                cast(sum(classes.count_students) as bigint) as count_students,
                {SUMS}
            from lake.schools as schools
            left join lake.publications as publications
                on schools.school_id = publications.school_id
                and publications.year_id = $year_id
            left join classes on schools.school_id = classes.school_id
            where $is_region
            group by schools.district_id
        )
        {WITHHELD}
        select
            district_id, district_name, count_schools, count_published,
            count_students, is_withheld, {SHOWN}
        from withheld
        order by district_name, district_id
        """,
        **asked._asdict(),
        school_id="",
        smallest=SMALLEST_GROUP,
    )


def schools(
    connection: duckdb.DuckDBPyConnection, viewer: Viewer, asked: Asked, district: str
) -> pl.DataFrame:
    """Return the schools of a district with the figures of a period.

    Columns: school_id, school_name, district_id, district_name, published_at (null:
    never, naive UTC), count_students and the counts.
    """
    return ask(
        connection,
        viewer,
        f"""
        {CLASSES}, figures as (
            select
                schools.school_id,
                any_value(schools.school_name) as school_name,
                any_value(schools.district_id) as district_id,
                any_value(schools.district_name) as district_name,
                max(publications.published_at) as published_at,
                cast(sum(classes.count_students) as bigint) as count_students,
                {SUMS}
            from lake.schools as schools
            left join lake.publications as publications
                on schools.school_id = publications.school_id
                and publications.year_id = $year_id
            left join classes on schools.school_id = classes.school_id
            where $is_region and schools.district_id = $district
            group by schools.school_id
        )
        {WITHHELD}
        select
            school_id, school_name, district_id, district_name, published_at,
            count_students, is_withheld, {SHOWN}
        from withheld
        order by school_name, school_id
        """,
        **asked._asdict(),
        district=district,
        school_id="",
        smallest=SMALLEST_GROUP,
    )


def school(
    connection: duckdb.DuckDBPyConnection, viewer: Viewer, school_id: str
) -> dict[str, object] | None:
    """Return what the region's list says of a school; None where it is not on it."""
    found = ask(
        connection,
        viewer,
        """
        select
            schools.school_id,
            schools.school_name,
            schools.district_id,
            schools.district_name,
            max(publications.published_at) as published_at
        from lake.schools as schools
        left join lake.publications as publications
            on schools.school_id = publications.school_id
        where $is_region and schools.school_id = $school_id
        group by all
        """,
        school_id=school_id,
    )
    return found.to_dicts()[0] if len(found) else None


def classes(
    connection: duckdb.DuckDBPyConnection, viewer: Viewer, asked: Asked, school_id: str
) -> pl.DataFrame:
    """Return a school's classes with the figures of a period.

    Columns: class_id ('': study groups of several classes), count_students, the counts.
    """
    return ask(
        connection,
        viewer,
        f"""
        {CLASSES}, figures as (
            select class_id, any_value(grade) as grade,
                max(count_students) as count_students, {SUMS}
            from classes
            where $is_region
            group by class_id
        )
        {WITHHELD}
        select class_id, count_students, is_withheld, {SHOWN}
        from withheld
        order by class_id = '', grade, class_id
        """,
        **asked._asdict(),
        school_id=school_id,
        smallest=SMALLEST_GROUP,
    )


def subjects(
    connection: duckdb.DuckDBPyConnection, viewer: Viewer, asked: Asked, school_id: str
) -> pl.DataFrame:
    """Return a school's subjects with the final marks of a period.

    Columns: subject, count_students and the counts of finals.
    """
    return ask(
        connection,
        viewer,
        f"""
        with figures as (
            select
                subject,
                cast(sum(count_enrolled) as bigint) as count_students,
                cast(sum(count_5 + count_4) as bigint) as count_good,
                cast(sum(count_5 + count_4 + count_3) as bigint) as count_passed,
                cast(sum(count_base) as bigint) as count_base,
                cast(sum(count_without_final) as bigint) as count_without_final
            from lake.kept_results
            where $is_region and school_id = $school_id
                and year_id = $year_id and period_id = $period_id
            group by subject
        )
        {WITHHELD}
        select subject, count_students, is_withheld, {SHOWN_FINALS}
        from withheld
        order by subject
        """,
        **asked._asdict(),
        school_id=school_id,
        smallest=SMALLEST_GROUP,
    )


def weeks(
    connection: duckdb.DuckDBPyConnection, viewer: Viewer, year_id: str, school_id: str
) -> pl.DataFrame:
    """Return the weeks of a school, of '' the region: what was due and what came.

    Columns: week_on (Monday), count_on_time, count_decided, count_entered, count_owed.
    """
    return ask(
        connection,
        viewer,
        """
        select
            week_on,
            cast(sum(count_on_time) as bigint) as count_on_time,
            cast(sum(count_on_time + count_late + count_missing) as bigint)
                as count_decided,
            cast(sum(count_entered) as bigint) as count_entered,
            cast(sum(count_owed) as bigint) as count_owed
        from lake.kept_timeliness_weeks
        where $is_region and year_id = $year_id
            and ($school_id = '' or school_id = $school_id)
        group by week_on
        order by week_on
        """,
        year_id=year_id,
        school_id=school_id,
    )


def silent(
    connection: duckdb.DuckDBPyConnection, viewer: Viewer, since: datetime
) -> pl.DataFrame:
    """Return schools that have published nothing since a moment (naive UTC), or never.

    Columns: school_id, school_name, district_id, district_name, published_at (null).
    """
    return ask(
        connection,
        viewer,
        """
        select
            schools.school_id,
            schools.school_name,
            schools.district_id,
            schools.district_name,
            max(publications.published_at) as published_at
        from lake.schools as schools
        left join lake.publications as publications
            on schools.school_id = publications.school_id
        where $is_region
        group by all
        having coalesce(max(publications.published_at), timestamp '1970-01-01') < $since
        order by published_at nulls first, schools.school_name
        """,
        since=since,
    )
