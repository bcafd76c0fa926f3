"""What a person may choose from on *Timeliness*, and the deadlines that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.queries.timeliness_asked import Whose
    from warehouse.viewer import Viewer


def whose(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return as whom the viewer follows pages, a row each: `led`, `homeroom`, `own`."""
    return ask(
        database,
        viewer,
        """
        select whose
        from intermediate.int_timeliness_access
        where person_id = $person_id
        group by whose
        order by
            case whose when 'led' then 1 when 'homeroom' then 2 else 3 end
        """,
    )


def periods(database: Database, viewer: Viewer, whose: Whose) -> pl.DataFrame:
    """Return the reporting periods of the pages, in order.

    One row per name. Columns: period_name, starts_on, ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select
            periods.period_name,
            min(periods.starts_on) as starts_on,
            max(periods.ends_on) as ends_on
        from staging.stg_page_periods as periods
        semi join intermediate.int_timeliness_access as access
            on
                periods.page_id = access.page_id
                and access.person_id = $person_id
                and access.whose = $whose
        group by periods.period_name
        order by starts_on, ends_on, periods.period_name
        """,
        whose=whose,
    )


def filters(database: Database, viewer: Viewer, whose: Whose) -> pl.DataFrame:
    """Return what the pages can be narrowed down to.

    One row per page and teacher. Columns: person_id, person_name, subject_id,
    subject_name, unit_id, unit_name, grade, school_level.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            teachers.person_id,
            coalesce(people.person_name, teachers.person_id) as person_name,
            names.subject_id,
            names.subject_name,
            names.unit_id,
            names.unit_name,
            names.grade,
            names.school_level
        from intermediate.int_page_names as names
        semi join intermediate.int_timeliness_access as access
            on
                names.page_id = access.page_id
                and access.person_id = $person_id
                and access.whose = $whose
        inner join staging.stg_page_teachers as teachers
            on
                names.page_id = teachers.page_id
                and ($whose <> 'own' or teachers.person_id = $person_id)
        left join intermediate.int_person_names as people
            on teachers.person_id = people.person_id
        order by names.grade, names.unit_name, names.subject_name, person_name
        """,
        whose=whose,
    )


def deadlines(
    database: Database, viewer: Viewer, starts_on: date, ends_on: date
) -> pl.DataFrame:
    """Return the deadlines that held on some days, those of entries alone.

    Columns: kind, counted_from, amount, unit, clause, source, starts_on, ends_on (the
    days of the row that lie among those asked about).
    """
    return ask(
        database,
        viewer,
        """
        select
            kind,
            counted_from,
            amount,
            unit,
            clause,
            source,
            greatest(starts_on, $starts_on) as starts_on,
            least(ends_on, $ends_on) as ends_on
        from staging.stg_deadlines
        where
            starts_on <= $ends_on and ends_on >= $starts_on
            and kind in (
                'attendance', 'lesson_mark', 'written_mark', 'topic', 'homework',
                'final'
            )
            and exists (
                select 1 from intermediate.int_timeliness_access as access
                where access.person_id = $person_id
            )
        order by clause, kind, starts_on
        """,
        starts_on=starts_on,
        ends_on=ends_on,
    )
