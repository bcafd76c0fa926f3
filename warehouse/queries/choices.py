"""What a person may choose from: classes, periods, journal pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def classes(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return classes with at least one page to read, own class first, then by grade.

    Columns: class_id, grade, reads_whole_class, is_homeroom, homeroom_name.
    """
    return ask(
        database,
        viewer,
        """
        select
            classes.class_id,
            classes.grade,
            bool_or(access.reads_whole_class) as reads_whole_class,
            classes.homeroom_person_id = $person_id as is_homeroom,
            coalesce(max(staff.person_name), '') as homeroom_name
        from staging.stg_classes as classes
        inner join intermediate.int_class_page_access as access
            on classes.class_id = access.class_id and access.person_id = $person_id
        left join staging.stg_staff as staff
            on classes.homeroom_person_id = staff.person_id
        group by classes.class_id, classes.grade, classes.homeroom_person_id
        order by is_homeroom desc nulls last, classes.grade, classes.class_id
        """,
    )


def class_periods(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return the reporting periods of a class in order.

    Columns: period_id, period_name, starts_on, ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            periods.period_id, periods.period_name, periods.starts_on, periods.ends_on
        from staging.stg_page_periods as periods
        inner join intermediate.int_class_page_access as access
            on periods.page_id = access.page_id and access.person_id = $person_id
        where access.class_id = $class_id
        order by periods.starts_on, periods.period_id
        """,
        class_id=class_id,
    )


def class_years(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return the final mark of the year, if the class has one, like a period.

    Columns: period_id, period_name, starts_on (of its window), ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select
            attestations.period_id, any_value(attestations.period_name) as period_name,
            min(attestations.starts_on) as starts_on,
            max(attestations.ends_on) as ends_on
        from staging.stg_page_attestations as attestations
        inner join intermediate.int_class_page_access as access
            on attestations.page_id = access.page_id and access.person_id = $person_id
        where access.class_id = $class_id and attestations.kind = 'year'
        group by attestations.period_id
        order by ends_on, attestations.period_id
        """,
        class_id=class_id,
    )


def pages(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return journal pages to read, own ones first, then by grade, unit and subject.

    Columns: page_id, unit_id, unit_name, subject_id, subject_name, grade, grading,
    may_write.
    """
    return ask(
        database,
        viewer,
        """
        select
            names.page_id, names.unit_id, names.unit_name, names.subject_id,
            names.subject_name, names.grade, names.grading, access.may_write
        from intermediate.int_page_names as names
        inner join intermediate.int_page_access as access
            on names.page_id = access.page_id and access.person_id = $person_id
        order by access.may_write desc, names.grade, names.unit_name, names.subject_name
        """,
    )


def page_finals(database: Database, viewer: Viewer, page_id: str) -> pl.DataFrame:
    """Return what a page has final marks of: periods, the year, an exam, overall.

    Columns: period_id, period_name, kind (period, year, exam, overall), starts_on (of
    the period, or of the days on which the mark is entered), ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select
            finals.period_id, finals.period_name, finals.kind, finals.starts_on,
            finals.ends_on
        from intermediate.int_named_periods as finals
        inner join intermediate.int_page_access as access
            on finals.page_id = access.page_id and access.person_id = $person_id
        where finals.page_id = $page_id
        order by
            list_position(['period', 'year', 'exam', 'overall'], finals.kind),
            finals.starts_on, finals.period_id
        """,
        page_id=page_id,
    )


def page_periods(database: Database, viewer: Viewer, page_id: str) -> pl.DataFrame:
    """Return the reporting periods of a page in order.

    Columns: period_id, period_name, starts_on, ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select
            periods.period_id, periods.period_name, periods.starts_on, periods.ends_on
        from staging.stg_page_periods as periods
        inner join intermediate.int_page_access as access
            on periods.page_id = access.page_id and access.person_id = $person_id
        where periods.page_id = $page_id
        order by periods.starts_on, periods.period_id
        """,
        page_id=page_id,
    )
