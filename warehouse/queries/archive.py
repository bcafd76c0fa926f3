"""The archive of the levels that one answers for: packages, owed ones, acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warehouse.archive import owing
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_OWED = {
    "year_id": pl.String(),
    "class_id": pl.String(),
    "period_id": pl.String(),
    "kind": pl.String(),
    "period_name": pl.String(),
    "school_level": pl.String(),
    "closing_event_id": pl.String(),
    "closed_at": pl.Datetime("us"),
    "closed_by": pl.String(),
    "closing_reason": pl.String(),
    "number": pl.Int32(),
    "refers_to": pl.String(),
    "why": pl.String(),
    "reason": pl.String(),
}
_LED = """
with levels as (
    select school_level from intermediate.int_leaders where person_id = $person_id
)
"""


def packages(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the packages of the viewer's levels, by year, class and closing.

    Columns: package_id, year_id, class_id, period_id, period_name, number, path,
    tag_digest, count_files, size_bytes, count_lost_workbooks, ledger_block_id,
    refers_to_number (null for a first one), why, reason, journal_until, summary_until,
    made_at, made_by (a name), good_at and checked_at (naive UTC, null before a check),
    count_unlike, unlike_file, unlike_what, act_number.
    """
    return ask(
        database,
        viewer,
        f"""
        {_LED}

        select
            packages.* exclude (school_level, made_by),
            coalesce(names.person_name, packages.made_by) as made_by
        from intermediate.int_archive_packages as packages
        semi join levels on packages.school_level = levels.school_level
        left join intermediate.int_person_names as names
            on packages.made_by = names.person_id
        order by
            packages.year_id desc, packages.made_at desc, packages.class_id,
            packages.number desc
        """,
    )


def owed(database: Database, viewer: Viewer, now: datetime) -> pl.DataFrame:
    """Return the packages that are owed on the viewer's levels, first closed first.

    Columns are those of `warehouse.archive.owing.Owed`, with the parts of `of`.
    """
    with database.reading() as cursor:
        found = owing.owed(cursor, now, viewer.person_id)
    rows = [(*one.of, *one[1:]) for one in found]
    return pl.DataFrame(rows, schema=_OWED, orient="row")


def class_pages(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return the pages of a class that one reads whole, with the periods each has.

    By subject and period. Columns: page_id, unit_name, subject_name, period_id.
    """
    return ask(
        database,
        viewer,
        """
        with own as (
            select distinct roster.page_id
            from staging.stg_roster as roster
            inner join intermediate.int_class_access as access
                on roster.class_id = access.class_id and access.person_id = $person_id
            where roster.class_id = $class_id
        )

        select names.page_id, names.unit_name, names.subject_name, periods.period_id
        from own
        inner join intermediate.int_page_names as names using (page_id)
        inner join staging.stg_page_periods as periods using (page_id)
        order by
            names.subject_name, names.unit_name, periods.starts_on, periods.period_id
        """,
        class_id=class_id,
    )


def acts(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the acts that name a package of the viewer's levels, latest first.

    Columns: act_id, number, path (without ending), made_at, made_by (a name),
    count_packages.
    """
    return ask(
        database,
        viewer,
        f"""
        {_LED}

        select
            acts.act_id, acts.number, acts.path, acts.made_at,
            coalesce(any_value(names.person_name), acts.made_by) as made_by,
            count(*) as count_packages
        from staging.stg_archive_acts as acts
        inner join staging.stg_archive_packages as packages
            on acts.package_id = packages.package_id
        semi join levels on packages.school_level = levels.school_level
        left join intermediate.int_person_names as names
            on acts.made_by = names.person_id
        group by acts.act_id, acts.number, acts.path, acts.made_at, acts.made_by
        order by acts.number desc
        """,
    )
