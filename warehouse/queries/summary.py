"""The summary sheet of a class (§2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def class_summary(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per student and page of a class in a period.

    By student and subject; columns as described at `marts.class_summary`.
    """
    return ask(
        database,
        viewer,
        """
        select sheet.*
        from marts.class_summary as sheet
        inner join intermediate.int_class_page_access as access
            on
                sheet.page_id = access.page_id
                and sheet.class_id = access.class_id
                and access.person_id = $person_id
        where sheet.class_id = $class_id and sheet.period_id = $period_id
        order by sheet.student_name, sheet.student_id, sheet.subject_name, sheet.page_id
        """,
        class_id=class_id,
        period_id=period_id,
    )


def class_totals(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per subject: counts, numerators, N, percentages and weights.

    Columns as described at `marts.class_totals`. A subject whose pages a person reads
    only in part (one study group of two) is left out: its totals are not theirs.
    """
    return ask(
        database,
        viewer,
        """
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
        where totals.class_id = $class_id and totals.period_id = $period_id
        order by totals.subject_name
        """,
        class_id=class_id,
        period_id=period_id,
    )


def changed_since(
    database: Database, viewer: Viewer, class_id: str, since: datetime
) -> pl.DataFrame:
    """Return the cells of a summary sheet touched after an aware moment.

    Columns: student_id, page_id, recorded_at. Reads only the end of the ledger.
    """
    return ask(
        database,
        viewer,
        """
        select
            entries.student_id, entries.page_id,
            max(entries.recorded_at) as recorded_at
        from intermediate.int_valid_entries as entries
        inner join staging.stg_roster as roster
            on
                entries.page_id = roster.page_id
                and entries.student_id = roster.student_id
        inner join intermediate.int_class_page_access as access
            on
                roster.page_id = access.page_id
                and roster.class_id = access.class_id
                and access.person_id = $person_id
        where
            entries.recorded_at > $since
            and entries.field in ('mark', 'final')
            and roster.class_id = $class_id
        group by entries.student_id, entries.page_id
        """,
        class_id=class_id,
        since=utc_naive(since),
    )
