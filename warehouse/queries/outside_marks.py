"""Marks from another school: the register, whom to enter, and who sees them where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# What every question about stated marks returns.
STATED = """
    found.statement_id, found.student_id, found.student_name, found.subject_id,
    found.subject_name, found.period_id, found.period_name, found.period_starts_on,
    found.final, found.average, found.school_name, found.document_number,
    found.document_on, found.note, found.stated_at
"""
IN_ORDER = """
order by
    found.student_name, found.student_id, found.document_on, found.statement_id,
    found.period_starts_on, found.period_id, found.subject_name
"""


def students(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the students on the roll whose statements the viewer enters, by class.

    Columns: student_id, student_name, patronymic, class_id, grade, enrolled_on,
    is_during_year (came after the first day of the year), count_statements (that
    count).
    """
    return ask(
        database,
        viewer,
        """
        with stated as (
            select student_id, count(*) as count_statements
            from staging.stg_outside_statements
            where withdrawn_at is null
            group by student_id
        )

        select
            students.student_id, students.student_name,
            coalesce(students.patronymic, '') as patronymic, students.class_id,
            classes.grade, students.enrolled_on,
            students.enrolled_on > years.starts_on as is_during_year,
            coalesce(stated.count_statements, 0) as count_statements
        from staging.stg_students as students
        inner join intermediate.int_outside_access as access
            on
                students.student_id = access.student_id
                and access.person_id = $person_id
        cross join intermediate.int_school_year as years
        cross join staging.stg_school_day as looked
        left join staging.stg_classes as classes
            on students.class_id = classes.class_id
        left join stated on students.student_id = stated.student_id
        where
            students.enrolled_on <= looked.held_on
            and coalesce(students.left_on, date '9999-12-31') >= looked.held_on
        order by
            classes.grade, students.class_id, students.student_name, patronymic,
            students.student_id
        """,
    )


def subjects(database: Database, viewer: Viewer, student_id: str) -> pl.DataFrame:
    """Return the school's subjects, those that the student learns first.

    Columns: subject_id, subject_name, grading (of the student's page, '' where they
    do not learn it), is_learned.
    """
    return ask(
        database,
        viewer,
        """
        with learned as (
            select pages.subject_id, max(pages.grading) as grading
            from staging.stg_roster as roster
            inner join staging.stg_pages as pages on roster.page_id = pages.page_id
            where roster.student_id = $student_id
            group by pages.subject_id
        )

        select
            subjects.subject_id, subjects.subject_name,
            coalesce(learned.grading, '') as grading,
            learned.subject_id is not null as is_learned
        from staging.stg_subjects as subjects
        left join learned on subjects.subject_id = learned.subject_id
        where exists (
            select 1 from intermediate.int_outside_access as access
            where access.person_id = $person_id and access.student_id = $student_id
        )
        order by is_learned desc, subjects.subject_name, subjects.subject_id
        """,
        student_id=student_id,
    )


def periods(database: Database, viewer: Viewer, student_id: str) -> pl.DataFrame:
    """Return the periods of the student's pages and the year, in order.

    Columns: period_id, period_name, period_kind, starts_on, ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            periods.period_id, periods.period_name, periods.period_kind,
            periods.starts_on, periods.ends_on
        from staging.stg_roster as roster
        inner join intermediate.int_outside_access as access
            on roster.student_id = access.student_id and access.person_id = $person_id
        inner join intermediate.int_named_periods as named
            on roster.page_id = named.page_id and named.kind in ('period', 'year')
        inner join intermediate.int_year_periods as periods
            on named.period_id = periods.period_id
        where roster.student_id = $student_id
        order by periods.period_kind, periods.starts_on, periods.period_id
        """,
        student_id=student_id,
    )


def register(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return every statement that the viewer answers for, the newest first.

    Columns: statement_id, student_id, student_name, class_id, school_name,
    document_number, document_on, note, stated_at, stated_by (a name), withdrawn_at,
    withdrawn_by (a name), reason.
    """
    return ask(
        database,
        viewer,
        """
        select
            found.statement_id, found.student_id,
            coalesce(known.full_name, found.student_id) as student_name,
            access.class_id, found.school_name, found.document_number,
            found.document_on, found.note, found.stated_at,
            coalesce(stating.person_name, found.stated_by) as stated_by,
            found.withdrawn_at,
            coalesce(taking.person_name, found.withdrawn_by) as withdrawn_by,
            found.reason
        from staging.stg_outside_statements as found
        inner join intermediate.int_outside_access as access
            on found.student_id = access.student_id and access.person_id = $person_id
        left join staging.stg_known_students as known
            on found.student_id = known.student_id
        left join intermediate.int_person_names as stating
            on found.stated_by = stating.person_id
        left join intermediate.int_person_names as taking
            on found.withdrawn_by = taking.person_id
        order by found.stated_at desc, found.statement_id
        """,
    )


def registered_marks(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return what the statements of the register say, also those taken back.

    Columns: statement_id, subject_name, period_id, period_name, final, average.
    """
    return ask(
        database,
        viewer,
        """
        select
            marks.statement_id,
            coalesce(subjects.subject_name, marks.subject_name) as subject_name,
            marks.period_id,
            coalesce(periods.period_name, marks.period_id) as period_name,
            marks.final, marks.average
        from staging.stg_outside_marks as marks
        inner join staging.stg_outside_statements as found
            on marks.statement_id = found.statement_id
        inner join intermediate.int_outside_access as access
            on found.student_id = access.student_id and access.person_id = $person_id
        left join staging.stg_subjects as subjects
            on marks.subject_id = subjects.subject_id
        left join intermediate.int_year_periods as periods
            on marks.period_id = periods.period_id
        order by
            marks.statement_id, periods.starts_on, periods.period_kind,
            marks.period_id, subject_name
        """,
    )


def of_class(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return what is stated about students of a class, to who reads all of it.

    Columns: statement_id, student_id, student_name, subject_id ('' where we do not
    teach it), subject_name, period_id, period_name, period_starts_on, final, average,
    school_name, document_number, document_on, note, stated_at.
    """
    return ask(
        database,
        viewer,
        f"""
        select {STATED}
        from marts.outside_marks as found
        where found.student_id in (
            select roster.student_id
            from staging.stg_roster as roster
            inner join intermediate.int_class_access as access
                on
                    roster.class_id = access.class_id
                    and access.person_id = $person_id
            where roster.class_id = $class_id
        )
        {IN_ORDER}
        """,
        class_id=class_id,
    )


def of_page(database: Database, viewer: Viewer, page_id: str) -> pl.DataFrame:
    """Return what is stated about the page's subject, of the students it shows.

    Columns as of `of_class`.
    """
    return ask(
        database,
        viewer,
        f"""
        select {STATED}
        from marts.outside_marks as found
        inner join staging.stg_pages as pages
            on found.subject_id = pages.subject_id and pages.page_id = $page_id
        where found.student_id in (
            select roster.student_id
            from staging.stg_roster as roster
            inner join intermediate.int_class_page_access as access
                on
                    roster.page_id = access.page_id
                    and roster.class_id = access.class_id
                    and access.person_id = $person_id
            where roster.page_id = $page_id
        )
        {IN_ORDER}
        """,
        page_id=page_id,
    )


def of_diary(database: Database, viewer: Viewer, student_id: str) -> pl.DataFrame:
    """Return what is stated about the student, to them and their parents.

    Columns as of `of_class`; none at all of the many about whom nothing is stated.
    """
    stated = ask(
        database,
        viewer,
        """
        select found.statement_id
        from staging.stg_outside_statements as found
        inner join intermediate.int_diary_access as access
            on found.student_id = access.student_id and access.person_id = $person_id
        where found.student_id = $student_id
        """,
        student_id=student_id,
    )
    if stated.is_empty():
        return stated
    return ask(
        database,
        viewer,
        f"""
        select {STATED}
        from marts.outside_marks as found
        inner join intermediate.int_diary_access as access
            on found.student_id = access.student_id and access.person_id = $person_id
        where found.student_id = $student_id
        {IN_ORDER}
        """,
        student_id=student_id,
    )
