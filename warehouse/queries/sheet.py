"""All that one summary sheet shows, asked at once: today, or as it stood on a day."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from warehouse import past
from warehouse.clock import utc_naive
from warehouse.model_text import over
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
    select access.page_id
    from intermediate.int_class_page_access as access
    where access.person_id = $person_id and access.class_id = $class_id
    """,
    """
    create temp table sheet_classes as
    select access.class_id
    from intermediate.int_class_access as access
    where access.person_id = $person_id and access.class_id = $class_id
    """,
    """
    create temp table sheet_staff as
    select person_id from staging.stg_staff where person_id = $person_id
    """,
)
# Made once for each sheet on a cursor of its own: the results from which totals and
# categories are counted: planning is what takes time.
_COUNTED = {"intermediate.int_counted_results": "sheet_results"}
_PREPARED = (
    """
    create temp table sheet_results as
    select *
    from marts.class_results
    where class_id = $class_id and ($is_year or period_id = $period_id)
    """,
    f"create temp table sheet_totals as {over('marts.class_totals', _COUNTED)}",
    f"create temp table sheet_students as {over('marts.class_students', _COUNTED)}",
)
_OVERALL_OF = over(
    "marts.class_overall",
    {"marts.class_totals": "sheet_totals", "marts.class_students": "sheet_students"},
)
_OF_CLASS = """(
    select * from staging.stg_roster where class_id = $class_id
)"""
_CELLS_OF_CLASS = """(
    select * from intermediate.int_known_cells where page_id in (
        select roster.page_id from staging.stg_roster as roster
        where roster.class_id = $class_id
    )
)"""
_DAYS = over(
    "intermediate.int_attendance_days",
    {
        "staging.stg_roster": _OF_CLASS,
        "intermediate.int_known_cells": _CELLS_OF_CLASS,
    },
)
_ATTENDED = over(
    "marts.class_attendance", {"intermediate.int_attendance_days": f"({_DAYS})"}
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
    from sheet_totals as totals
    inner join readable on totals.subject_id = readable.subject_id
    where totals.class_id = $class_id
        and ($is_year or totals.period_id = $period_id)
    order by totals.subject_name, totals.period_id
"""
_OVERALL = f"""
    select found.* from ({_OVERALL_OF}) as found {_WHOLE}
        and found.period_id = $period_id
"""
_STUDENTS = f"""
    select found.* from sheet_students as found {_WHOLE}
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
    from ({_ATTENDED}) as found {_WHOLE}
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
_YEAR = """
    select 1 as found
    from staging.stg_page_attestations as attestations
    inner join staging.stg_roster as roster
        on attestations.page_id = roster.page_id
    where
        attestations.kind = 'year'
        and attestations.period_id = $period_id
        and roster.class_id = $class_id
    limit 1
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
_STATED = """
    select 1
    from staging.stg_outside_statements as found
    inner join staging.stg_roster as roster on found.student_id = roster.student_id
    where roster.class_id = $class_id
    limit 1
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
        asking = _Asking(
            database,
            cursor,
            viewer,
            {
                "person_id": viewer.person_id,
                "class_id": class_id,
                "period_id": period_id,
                "moment": utc_naive(moment),
            },
            is_past=day is not None,
        )
        for question in _READABLE:
            asking.run(own_access.in_place(database, cursor, viewer, question))
        if day is not None:
            past.go_back(cursor, class_id, day, zone)
        return _asked(asking)


def _asked(asking: _Asking) -> Sheet:
    is_year = not asking.standing(_YEAR).is_empty()
    asking.values["is_year"] = is_year
    for question in _PREPARED:
        asking.run(question)
    is_any_stated = bool(asking.run(_STATED).fetchone())
    return Sheet(
        is_year=is_year,
        period=asking.standing(_PERIOD),
        results=asking.frame(_YEAR_RESULTS if is_year else _RESULTS),
        totals=asking.frame(_TOTALS),
        overall=asking.frame(_OVERALL),
        students=asking.frame(_STUDENTS),
        attendance=asking.frame(_ATTENDANCE),
        teachers=asking.standing(_TEACHERS),
        stays=asking.standing(_STAYS),
        # Of a class about which nothing is stated the empty answer is kept.
        outside=asking.frame(_OUTSIDE) if is_any_stated else asking.standing(_OUTSIDE),
        block=asking.frame(_BLOCK),
    )


class _Asking:
    """The questions of one sheet, on a cursor of its own."""

    def __init__(
        self,
        database: Database,
        cursor: duckdb.DuckDBPyConnection,
        viewer: Viewer,
        values: dict[str, object],
        *,
        is_past: bool,
    ) -> None:
        self.values = values
        self._database = database
        self._cursor = cursor
        self._person_id = viewer.person_id
        self._is_past = is_past

    def run(self, question: str) -> duckdb.DuckDBPyConnection:
        asked = {name: self.values[name] for name in _NAMED.findall(question)}
        return self._cursor.execute(question, asked)

    def frame(self, question: str) -> pl.DataFrame:
        return self.run(question).pl()

    def standing(self, question: str) -> pl.DataFrame:
        """Return what no mark changes, asked once until the set-up changes."""
        if self._is_past:
            return self.frame(question)
        today = self._database.today() if self._database.today is not None else None
        class_and_period = (self.values["class_id"], self.values["period_id"])
        key = (question, self._person_id, *class_and_period, today)
        return self._database.standing.of(key, lambda: self.frame(question))
