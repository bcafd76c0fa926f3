"""All that one summary sheet shows, asked at once: today, or as it stood on a day."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from warehouse import past
from warehouse.clock import utc_naive
from warehouse.queries import outside_marks, own_access

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    import duckdb
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


class Sheet(NamedTuple):
    """The frames of a sheet; columns as described at the mart of the same name.

    Of a period `results` are of `marts.class_results`, of the year (`period_id` is that
    of the year's mark) of `marts.year_results`, one row per final mark; `totals` are
    then of all periods. `overall`, `students` and `attendance` are empty for who does
    not read the whole class: they are of all its subjects. `period` is one row of
    period_name, starts_on, ends_on; `stays` holds student_id, starts_on, ends_on;
    `attendance` one row per student; `outside` what other schools state, counted in
    no total, as `queries.outside_marks.of_class` says; `block` the last block of the
    ledger then: block_id, sealed_at, digest.
    """

    is_year: bool
    period: pl.DataFrame
    results: pl.DataFrame
    totals: pl.DataFrame
    overall: pl.DataFrame
    students: pl.DataFrame
    attendance: pl.DataFrame
    teachers: pl.DataFrame
    stays: pl.DataFrame
    outside: pl.DataFrame
    block: pl.DataFrame


_NAMED = re.compile(r"\$(\w+)")  # the values that a question asks for
_ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)
# What the viewer reads, by the rights of today also of a past day.
_READABLE = (
    """
    create temp table sheet_pages as
    select page_id
    from intermediate.int_class_page_access
    where person_id = $person_id and class_id = $class_id
    """,
    """
    create temp table sheet_classes as
    select class_id
    from intermediate.int_class_access
    where person_id = $person_id and class_id = $class_id
    """,
    """
    create temp table sheet_staff as
    select person_id from staging.stg_staff where person_id = $person_id
    """,
)
# Made once for each sheet on a cursor of its own: the results from which totals and
# categories are counted: planning is what takes time.
_PREPARED = (
    """
    create temp table sheet_results as
    select *
    from marts.class_results
    where class_id = $class_id and ($is_year or period_id = $period_id)
    """,
    """
    set variable sheet_results = (
        select list({
            class_id: class_id, student_id: student_id, student_name: student_name,
            subject_id: subject_id, subject_name: subject_name,
            subject_short_name: subject_short_name, page_id: page_id,
            grading: grading, period_id: period_id, period_kind: period_kind,
            is_enrolled_at_end: is_enrolled_at_end, final: final,
            final_mark: final_mark, objectivity: objectivity,
            is_exempt: is_exempt, is_not_attested: is_not_attested
        })
        from sheet_results
    )
    """,
)
_PAGES = """
        inner join sheet_pages on found.page_id = sheet_pages.page_id
        where found.class_id = $class_id
"""
_WHOLE = """
        inner join sheet_classes on found.class_id = sheet_classes.class_id
"""
_RESULTS = f"""
    select found.* from sheet_results as found {_PAGES}
        and found.period_id = $period_id
    order by found.student_name, found.student_id, found.subject_name
"""
_YEAR_RESULTS = f"""
    select found.* from marts.year_results as found {_PAGES}
    order by
        found.student_name, found.student_id, found.subject_name, found.period_ends_on,
        found.period_id
"""
# A subject whose pages a person reads only in part is left out: its totals are not
# theirs.
_TOTALS = """
    with class_pages as (
        select distinct roster.page_id, pages.subject_id
        from staging.stg_roster as roster
        inner join staging.stg_pages as pages on roster.page_id = pages.page_id
        where roster.class_id = $class_id
    ),

    readable as (
        select class_pages.subject_id
        from class_pages
        left join sheet_pages on class_pages.page_id = sheet_pages.page_id
        group by class_pages.subject_id
        having count(*) = count(sheet_pages.page_id)
    )

    select totals.*
    from marts.class_totals as totals
    inner join readable on totals.subject_id = readable.subject_id
    where totals.class_id = $class_id
        and ($is_year or totals.period_id = $period_id)
    order by totals.subject_name, totals.period_id
"""
_OVERALL = f"""
    select found.* from marts.class_overall as found {_WHOLE}
        and found.period_id = $period_id
"""
_STUDENTS = f"""
    select found.* from marts.class_students as found {_WHOLE}
        and found.period_id = $period_id
    order by found.student_name, found.student_id
"""
_ATTENDANCE = f"""
    select
        found.student_id,
        sum(found.count_days)::bigint as count_days,
        sum(found.count_full_days)::bigint as count_full_days,
        sum(found.count_lessons)::bigint as count_lessons,
        sum(found.count_not_taken)::bigint as count_not_taken,
        sum(found.count_missed)::bigint as count_missed,
        sum(found.count_ill)::bigint as count_ill,
        sum(found.count_excused)::bigint as count_excused,
        sum(found.count_without_reason)::bigint as count_without_reason,
        sum(found.count_late)::bigint as count_late
    from marts.class_attendance as found {_WHOLE}
        and ($is_year or found.period_id = $period_id)
    group by found.student_id
    order by found.student_id
"""
_TEACHERS = f"""
    select found.* from marts.subject_teachers as found {_PAGES}
        and found.period_id = $period_id
    order by found.subject_id, found.unit_name, found.person_name
"""
_PERIOD = f"""
    select
        any_value(found.period_name) as period_name, min(found.starts_on) as starts_on,
        max(found.ends_on) as ends_on
    from (
        select distinct roster.class_id, periods.*
        from intermediate.int_sheet_periods as periods
        inner join staging.stg_roster as roster on periods.page_id = roster.page_id
    ) as found {_PAGES}
        and found.period_id = $period_id
    having count(*) > 0
"""
_STAYS = f"""
    select
        found.student_id, min(found.starts_on) as starts_on,
        max(found.ends_on) as ends_on
    from staging.stg_roster as found {_PAGES}
    group by found.student_id
    order by found.student_id
"""
# Who reads a class in part sees what is stated about the own subjects.
_OUTSIDE = f"""
    with readable as (
        select distinct roster.student_id, pages.subject_id
        from staging.stg_roster as roster
        inner join staging.stg_pages as pages on roster.page_id = pages.page_id
        inner join sheet_pages on roster.page_id = sheet_pages.page_id
        where roster.class_id = $class_id
            and roster.starts_on <= coalesce(
                cast(getvariable('as_of_day') as date), date '9999-12-31'
            )
    )

    select {outside_marks.STATED}
    from marts.outside_marks as found
    where ($is_year or found.period_id = $period_id) and (
        exists (
            select 1 from readable
            where readable.student_id = found.student_id
                and readable.subject_id = found.subject_id
        )
        or exists (
            select 1 from readable cross join sheet_classes
            where readable.student_id = found.student_id
        )
    )
    {outside_marks.IN_ORDER}
"""
_BLOCK = """
    select block_id, sealed_at, digest
    from staging.stg_blocks
    where sealed_at <= $moment and exists (select 1 from sheet_staff)
    order by block_id desc
    limit 1
"""


def class_sheet(
    database: Database,
    viewer: Viewer,
    class_id: str,
    period_id: str,
    day: date | None,
    zone: ZoneInfo,
) -> Sheet:
    """Return the sheet of a class as it stands, or as it stood at the end of a day."""
    with database.reading() if day is None else database.rehearsing() as cursor:
        moment = _ALWAYS if day is None else past.end_of_day(day, zone)
        values = {
            "person_id": viewer.person_id,
            "class_id": class_id,
            "period_id": period_id,
            "moment": utc_naive(moment),
        }

        def run(question: str) -> duckdb.DuckDBPyConnection:
            asked = {name: values[name] for name in _NAMED.findall(question)}
            return cursor.execute(question, asked)

        def run_as_viewer(question: str) -> None:
            run(own_access.in_place(database, cursor, viewer, question))

        for question in _READABLE:
            run_as_viewer(question)
        if day is not None:
            past.go_back(cursor, class_id, day, zone)
        is_year = _is_year(cursor, class_id, period_id)
        values["is_year"] = is_year
        for question in _PREPARED:
            run(question)
        return Sheet(
            is_year=is_year,
            period=run(_PERIOD).pl(),
            results=run(_YEAR_RESULTS if is_year else _RESULTS).pl(),
            totals=run(_TOTALS).pl(),
            overall=run(_OVERALL).pl(),
            students=run(_STUDENTS).pl(),
            attendance=run(_ATTENDANCE).pl(),
            teachers=run(_TEACHERS).pl(),
            stays=run(_STAYS).pl(),
            outside=run(_OUTSIDE).pl(),
            block=run(_BLOCK).pl(),
        )


def _is_year(cursor: duckdb.DuckDBPyConnection, class_id: str, period_id: str) -> bool:
    found = cursor.execute(
        """
        select 1
        from staging.stg_page_attestations as attestations
        inner join staging.stg_roster as roster
            on attestations.page_id = roster.page_id
        where
            attestations.kind = 'year'
            and attestations.period_id = $period_id
            and roster.class_id = $class_id
        limit 1
        """,
        {"class_id": class_id, "period_id": period_id},
    ).fetchone()
    return found is not None
