"""All that one summary sheet shows, asked at once: today, or as it stood on a day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from warehouse import past
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    `attendance` one row per student; `block` the last block of the ledger then:
    block_id, sealed_at, digest.
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
    block: pl.DataFrame


_ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)
_PAGES = """
        inner join intermediate.int_class_page_access as access
            on
                found.page_id = access.page_id
                and found.class_id = access.class_id
                and access.person_id = $person_id
        where found.class_id = $class_id
"""
_WHOLE = """
        inner join intermediate.int_class_access as access
            on found.class_id = access.class_id and access.person_id = $person_id
        where found.class_id = $class_id
"""
_RESULTS = f"""
    select found.* from marts.class_results as found {_PAGES}
        and found.period_id = $period_id
    order by found.student_name, found.student_id, found.subject_name
"""
_YEAR_RESULTS = f"""
    select found.* from marts.year_results as found {_PAGES}
        and $period_id is not null
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
        left join intermediate.int_class_page_access as access
            on
                class_pages.page_id = access.page_id
                and access.class_id = $class_id
                and access.person_id = $person_id
        group by class_pages.subject_id
        having count(*) = count(access.page_id)
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
_BLOCK = """
    select block_id, sealed_at, digest
    from staging.stg_blocks
    where sealed_at <= $moment and exists (
        select 1 from staging.stg_staff as staff where staff.person_id = $person_id
    )
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
    values = {"person_id": viewer.person_id, "class_id": class_id}
    with database.reading() as cursor:
        is_year = _is_year(cursor, class_id, period_id)
        if day is not None:
            past.go_back(cursor, class_id, day, zone)
        moment = _ALWAYS if day is None else past.end_of_day(day, zone)
        of_period = {**values, "period_id": period_id}
        dated = {**of_period, "is_year": is_year}

        def found(question: str, known: Mapping[str, object]) -> pl.DataFrame:
            return cursor.execute(question, known).pl()

        return Sheet(
            is_year=is_year,
            period=found(_PERIOD, of_period),
            results=found(_YEAR_RESULTS if is_year else _RESULTS, of_period),
            totals=found(_TOTALS, dated),
            overall=found(_OVERALL, of_period),
            students=found(_STUDENTS, of_period),
            attendance=found(_ATTENDANCE, dated),
            teachers=found(_TEACHERS, of_period),
            stays=found(_STAYS, values),
            block=found(
                _BLOCK, {"person_id": viewer.person_id, "moment": utc_naive(moment)}
            ),
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
