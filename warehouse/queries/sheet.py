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
    from collections.abc import Collection
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
    create or replace temp table sheet_pages as
    select access.page_id
    from intermediate.int_class_page_access as access
    where access.person_id = $person_id and access.class_id = $class_id
    """,
    """
    create or replace temp table sheet_classes as
    select access.class_id
    from intermediate.int_class_access as access
    where access.person_id = $person_id and access.class_id = $class_id
    """,
    """
    create or replace temp table sheet_staff as
    select person_id from staging.stg_staff where person_id = $person_id
    """,
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


def _prepared(whose: str, roster: str, cells: str) -> tuple[str, ...]:
    """Return what is made once, on a cursor of its own, of one class or of all.

    Results first: totals, categories and the class as a whole are counted from them;
    to plan them four times is what would take time.
    """
    counted = {"intermediate.int_counted_results": "sheet_results"}
    whole = {
        "marts.class_totals": "sheet_totals",
        "marts.class_students": "sheet_students",
    }
    days = over(
        "intermediate.int_attendance_days",
        {"staging.stg_roster": roster, "intermediate.int_known_cells": cells},
    )
    attended = over(
        "marts.class_attendance", {"intermediate.int_attendance_days": f"({days})"}
    )
    made = {
        "sheet_results": f"""
            select * from marts.class_results
            where {whose} ($is_year or period_id = $period_id)
        """,
        "sheet_totals": over("marts.class_totals", counted),
        "sheet_students": over("marts.class_students", counted),
        "sheet_overall": over("marts.class_overall", whole),
        "sheet_attended": f"""
            select * from ({attended}) as found
            where ($is_year or found.period_id = $period_id)
        """,
    }
    return tuple(
        f"create or replace temp table {table} as {question}"
        for table, question in made.items()
    )


_OF_ONE = _prepared("class_id = $class_id and", _OF_CLASS, _CELLS_OF_CLASS)
_OF_ALL = _prepared("", "staging.stg_roster", "intermediate.int_known_cells")
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
    select found.* from sheet_overall as found {_WHOLE}
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
    from sheet_attended as found {_WHOLE}
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
            period_id,
            utc_naive(moment),
            is_past=day is not None,
        )
        asking.look_at(class_id)
        if day is not None:
            past.go_back(cursor, class_id, day, zone)
        asking.prepare(_OF_ONE)
        return asking.sheet()


def class_sheets(
    database: Database, viewer: Viewer, class_ids: Collection[str], period_id: str
) -> dict[str, Sheet]:
    """Return the sheets of classes as they stand, prepared for the school at once.

    Of a dozen classes quicker than one by one; for the year's mark nothing is gained.
    """
    found = {}
    with database.reading() as cursor:
        asking = _Asking(database, cursor, viewer, period_id, utc_naive(_ALWAYS))
        prepared = None
        for class_id in class_ids:
            asking.look_at(class_id)
            if asking.is_year() != prepared:  # not every class has a mark of the year
                asking.prepare(_OF_ALL)
                prepared = asking.is_year()
            found[class_id] = asking.sheet()
    return found


class _Asking:
    """The questions of sheets of one period, on a cursor of its own."""

    def __init__(
        self,
        database: Database,
        cursor: duckdb.DuckDBPyConnection,
        viewer: Viewer,
        period_id: str,
        moment: datetime,
        *,
        is_past: bool = False,
    ) -> None:
        self._values: dict[str, object] = {
            "person_id": viewer.person_id,
            "period_id": period_id,
            "moment": moment,
        }
        self._database = database
        self._cursor = cursor
        self._viewer = viewer
        self._is_past = is_past

    def look_at(self, class_id: str) -> None:
        """Choose the class; note what the viewer reads of it."""
        self._values["class_id"] = class_id
        for question in _READABLE:
            own = own_access.in_place(
                self._database, self._cursor, self._viewer, question
            )
            self._run(own)

    def prepare(self, questions: tuple[str, ...]) -> None:
        """Make what the sheets are read from: of the class, or of all at once."""
        self._values["is_year"] = self.is_year()
        for question in questions:
            self._run(question)

    def sheet(self) -> Sheet:
        """Return the sheet of the class."""
        is_year = self.is_year()
        self._values["is_year"] = is_year
        is_any_stated = bool(self._run(_STATED).fetchone())
        # Of a class about which nothing is stated the empty answer is kept.
        ask_outside = self._frame if is_any_stated else self._standing
        return Sheet(
            is_year=is_year,
            period=self._standing(_PERIOD),
            results=self._frame(_YEAR_RESULTS if is_year else _RESULTS),
            totals=self._frame(_TOTALS),
            overall=self._frame(_OVERALL),
            students=self._frame(_STUDENTS),
            attendance=self._frame(_ATTENDANCE),
            teachers=self._standing(_TEACHERS),
            stays=self._standing(_STAYS),
            outside=ask_outside(_OUTSIDE),
            block=self._frame(_BLOCK),
        )

    def is_year(self) -> bool:
        """Tell whether the period is the mark of the class's year."""
        return not self._standing(_YEAR).is_empty()

    def _run(self, question: str) -> duckdb.DuckDBPyConnection:
        asked = {name: self._values[name] for name in _NAMED.findall(question)}
        return self._cursor.execute(question, asked)

    def _frame(self, question: str) -> pl.DataFrame:
        return self._run(question).pl()

    def _standing(self, question: str) -> pl.DataFrame:
        """Return what no mark changes, asked once until the set-up changes."""
        if self._is_past:
            return self._frame(question)
        today = self._database.today() if self._database.today is not None else None
        class_and_period = (self._values["class_id"], self._values["period_id"])
        key = (question, self._viewer.person_id, *class_and_period, today)
        return self._database.standing.of(key, lambda: self._frame(question))
