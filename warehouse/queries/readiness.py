"""What is formed by 5 September and all year, what lacks, who answers (§2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


class SetUpTerm(NamedTuple):
    """By when the sections are formed, and the clause that says so."""

    due_on: date
    clause: str


def items(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return everything that must be formed on the viewer's levels, ready or not.

    One row per check and item. Columns: check_id, school_level ('' of the whole
    school), item_id, item (a code: period,
    shift, kind …), page_id, unit_id and unit_name, subject_name, person_id and
    person_name (whose it is; null), count_lacking (0 is ready), count_of, hours,
    first_on (the first day that lacks; null).
    """
    return ask(
        database,
        viewer,
        """
        select
            readiness.* exclude (subject_id),
            coalesce(study_groups.group_name, readiness.unit_id) as unit_name,
            coalesce(subjects.subject_name, readiness.subject_id) as subject_name,
            people.person_name
        from intermediate.int_readiness as readiness
        inner join intermediate.int_readiness_access as access
            on
                readiness.school_level = access.school_level
                and access.person_id = $person_id
        left join staging.stg_groups as study_groups
            on readiness.unit_id = study_groups.group_id
        left join staging.stg_subjects as subjects
            on readiness.subject_id = subjects.subject_id
        left join staging.stg_classes as classes
            on readiness.unit_id = classes.class_id
        left join intermediate.int_person_names as people
            on readiness.person_id = people.person_id
        order by
            readiness.school_level, classes.grade, readiness.unit_id, subject_name,
            people.person_name, readiness.item
        """,
    )


def teachers(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return whether the teachers of the viewer's levels have come in (§2.2).

    One row per check, teacher and level, so that who teaches on two levels stands in
    both: count item_id once. Columns: check_id, school_level, item_id, person_id,
    person_name, count_lacking (0 is ready).
    """
    return ask(
        database,
        viewer,
        """
        select
            readiness.check_id,
            readiness.school_level,
            concat(readiness.check_id, ':', readiness.person_id) as item_id,
            readiness.person_id,
            people.person_name,
            readiness.count_lacking
        from intermediate.int_readiness_of_teachers as readiness
        inner join intermediate.int_readiness_access as access
            on
                readiness.school_level = access.school_level
                and access.person_id = $person_id
        left join intermediate.int_person_names as people
            on readiness.person_id = people.person_id
        order by people.person_name, readiness.check_id, readiness.school_level
        """,
    )


def who_answers(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return who leads what on the viewer's levels: role, school_level, person_name.

    Roles: deputy (of a level), secretary, administrator, director (level '').
    """
    return ask(
        database,
        viewer,
        """
        with roles as (
            select staff.person_id, known.role, '' as school_level
            from staging.stg_staff as staff
            inner join (values ('secretary'), ('administrator'), ('director'))
                as known (role)
                on staff.role_list like '%,' || known.role || ',%'
            union all
            select person_id, 'deputy' as role, school_level
            from intermediate.int_leaders
            where not is_director
        )

        select roles.role, roles.school_level, staff.person_name
        from roles
        inner join staging.stg_staff as staff on roles.person_id = staff.person_id
        inner join intermediate.int_readiness_access as access
            on
                roles.school_level = access.school_level
                and access.person_id = $person_id
        order by roles.role, roles.school_level, staff.person_name
        """,
    )


def term(database: Database, viewer: Viewer) -> SetUpTerm | None:
    """Return by when the sections are to be formed; None where no term is set."""
    found = ask(
        database,
        viewer,
        """
        select
            make_date(year(years.starts_on), 9, deadlines.amount) as due_on,
            deadlines.clause
        from intermediate.int_school_year as years
        inner join staging.stg_deadlines as deadlines
            on
                deadlines.kind = 'set_up'
                and years.starts_on between deadlines.starts_on and deadlines.ends_on
        where exists (
            select 1 from intermediate.int_readiness_access as access
            where access.person_id = $person_id
        )
        """,
    )
    return None if found.is_empty() else SetUpTerm(*found.row(0))
