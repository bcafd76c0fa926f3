"""The movement book, lists on any day, head-count (§2.13), and whom to choose from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


class Wanted(NamedTuple):
    """Which movements of the book: between days, of a class, of a kind; '' is any."""

    first_on: date = _FIRST
    last_on: date = _LAST
    class_id: str = ""
    kind: str = ""


ALL = Wanted()


def book(database: Database, viewer: Viewer, wanted: Wanted = ALL) -> pl.DataFrame:
    """Return the movements that the viewer keeps, in the order of the book.

    Columns: set_id, year_id, number, kind, student_id, full_name, class_from, class_to,
    groups_from, groups_to, moved_on, until_on, order_number, order_on, school_name,
    place, reason, moved_at, moved_by (a name), taken_back_at, taken_back_by (a name),
    why_taken_back, is_void (entered under a disclosed account, §4.4).
    """
    return ask(
        database,
        viewer,
        """
        with kept as (
            select class_id
            from intermediate.int_movement_access
            where person_id = $person_id
        )

        select
            moved.set_id, moved.year_id, moved.number, moved.kind, moved.student_id,
            coalesce(names.person_name, moved.student_id) as full_name,
            moved.class_from, moved.class_to, moved.groups_from, moved.groups_to,
            moved.moved_on, moved.until_on, moved.order_number, moved.order_on,
            moved.school_name, moved.place, moved.reason, moved.moved_at,
            coalesce(enterers.person_name, moved.moved_by) as moved_by,
            moved.taken_back_at,
            coalesce(takers.person_name, moved.taken_back_by) as taken_back_by,
            moved.why_taken_back, moved.is_void
        from staging.stg_movements as moved
        left join intermediate.int_person_names as names
            on names.person_id = 'student:' || moved.student_id
        left join intermediate.int_person_names as enterers
            on moved.moved_by = enterers.person_id
        left join intermediate.int_person_names as takers
            on moved.taken_back_by = takers.person_id
        where
            (
                moved.class_from in (select kept.class_id from kept)
                or moved.class_to in (select kept.class_id from kept)
            )
            and moved.moved_on between $first_on and $last_on
            and ($class_id = '' or $class_id in (moved.class_from, moved.class_to))
            and ($kind = '' or moved.kind = $kind)
        order by moved.year_id, moved.number
        """,
        **wanted._asdict(),
    )


def classes(database: Database, viewer: Viewer, on: date) -> pl.DataFrame:
    """Return the classes of a day whose movement the viewer keeps.

    Columns: class_id, grade, count_students.
    """
    return ask(
        database,
        viewer,
        """
        select
            classes.class_id, classes.grade,
            count(stays.student_id) as count_students
        from staging.stg_known_classes as classes
        inner join intermediate.int_movement_access as access
            on classes.class_id = access.class_id and access.person_id = $person_id
        left join intermediate.int_class_stays as stays
            on
                classes.class_id = stays.class_id
                and $on_day between stays.starts_on and stays.ends_on
        group by classes.class_id, classes.grade
        having
            count(stays.student_id) > 0
            or classes.class_id in (
                select today.class_id from staging.stg_classes as today
            )
        order by classes.grade, classes.class_id
        """,
        on_day=on,
    )


def groups(database: Database, viewer: Viewer, on: date) -> pl.DataFrame:
    """Return study groups and individual plans of the viewer's levels on a day.

    Columns: group_id, group_name, kind (`group`, `individual`), grade, count_students,
    classes (codes with commas, of the students there).
    """
    return ask(
        database,
        viewer,
        """
        with levels as (
            select distinct school_level
            from intermediate.int_movement_access
            where person_id = $person_id
        )

        select
            of_all.group_id, of_all.group_name, of_all.kind, of_all.grade,
            count(distinct stays.student_id) as count_students,
            coalesce(
                string_agg(distinct stays.class_id, ',' order by stays.class_id), ''
            ) as classes
        from staging.stg_known_groups as of_all
        inner join levels on of_all.school_level = levels.school_level
        left join intermediate.int_group_stays as stays
            on
                of_all.group_id = stays.group_id
                and $on_day between stays.starts_on and stays.ends_on
        group by of_all.group_id, of_all.group_name, of_all.kind, of_all.grade
        having
            count(stays.student_id) > 0
            or of_all.group_id in (
                select today.group_id from staging.stg_groups as today
            )
        order by of_all.grade, of_all.group_name, of_all.group_id
        """,
        on_day=on,
    )


def students(database: Database, viewer: Viewer, on: date) -> pl.DataFrame:
    """Return everybody whose movement the viewer keeps, as they stand on a day.

    Columns: student_id, full_name, class_id (of the day, else the last), left_on,
    is_in_school, groups (codes with commas, on that day).
    """
    return ask(
        database,
        viewer,
        """
        with grouped as (
            select student_id, string_agg(group_id, ',' order by group_id) as groups
            from intermediate.int_group_stays
            where $on_day between starts_on and ends_on
            group by student_id
        )

        select
            known.student_id, known.full_name,
            coalesce(stays.class_id, known.class_id) as class_id, known.left_on,
            stays.student_id is not null as is_in_school,
            coalesce(grouped.groups, '') as groups
        from staging.stg_known_students as known
        inner join intermediate.int_outside_access as access
            on
                known.student_id = access.student_id
                and access.person_id = $person_id
        left join intermediate.int_class_stays as stays
            on
                known.student_id = stays.student_id
                and $on_day between stays.starts_on and stays.ends_on
        left join grouped on known.student_id = grouped.student_id
        where known.is_in_set_up
        order by known.full_name, known.student_id
        """,
        on_day=on,
    )


def class_list(
    database: Database, viewer: Viewer, class_id: str, on: date
) -> pl.DataFrame:
    """Return who was in a class on a day, with the names of that day.

    Columns: student_id, full_name, enrolled_on, order_number, in_class_since, groups
    (names with commas).
    """
    return ask(
        database,
        viewer,
        """
        with grouped as (
            select
                stays.student_id,
                string_agg(of_all.group_name, ', ' order by of_all.group_name) as groups
            from intermediate.int_group_stays as stays
            inner join staging.stg_known_groups as of_all
                on stays.group_id = of_all.group_id
            where $on_day between stays.starts_on and stays.ends_on
            group by stays.student_id
        )

        select
            dated.student_id, dated.full_name, dated.enrolled_on, dated.order_number,
            stays.starts_on as in_class_since, coalesce(grouped.groups, '') as groups
        from intermediate.int_class_stays as stays
        inner join intermediate.int_movement_access as access
            on stays.class_id = access.class_id and access.person_id = $person_id
        inner join staging.stg_dated_students as dated
            on
                stays.student_id = dated.student_id
                and $on_day between dated.starts_on and dated.ends_on
        left join grouped on stays.student_id = grouped.student_id
        where
            stays.class_id = $class_id
            and $on_day between stays.starts_on and stays.ends_on
        order by dated.full_name, dated.student_id
        """,
        class_id=class_id,
        on_day=on,
    )


def group_list(
    database: Database, viewer: Viewer, group_id: str, on: date
) -> pl.DataFrame:
    """Return who was in a study group on a day, with the names of that day.

    Columns: student_id, full_name, class_id, in_group_since. Students of all classes,
    if the group is of the viewer's levels.
    """
    return ask(
        database,
        viewer,
        """
        select
            dated.student_id, dated.full_name, stays.class_id,
            stays.starts_on as in_group_since
        from intermediate.int_group_stays as stays
        inner join staging.stg_known_groups as of_all
            on stays.group_id = of_all.group_id
        inner join staging.stg_dated_students as dated
            on
                stays.student_id = dated.student_id
                and $on_day between dated.starts_on and dated.ends_on
        where
            stays.group_id = $group_id
            and $on_day between stays.starts_on and stays.ends_on
            and of_all.school_level in (
                select access.school_level
                from intermediate.int_movement_access as access
                where access.person_id = $person_id
            )
        order by dated.full_name, dated.student_id
        """,
        group_id=group_id,
        on_day=on,
    )


def head_count(
    database: Database, viewer: Viewer, first_on: date, last_on: date
) -> pl.DataFrame:
    """Return how many were in each class on the first day, came, went, and remained.

    A transfer between own classes is counted apart from coming and leaving; who was
    here on the first day has not come, whose last day is the last day has not gone.
    count_begin + count_came + count_moved_in − count_went − count_moved_out =
    count_end. Columns: grade, class_id (both null in the last row, the total of the
    viewer's classes; class_id null in a grade's total), then these.
    """
    return ask(
        database,
        viewer,
        """
        with spans as (
            select
                classes.grade, stays.class_id, stays.is_from_inside,
                stays.is_to_inside, stays.starts_on <= $first_on as was_there,
                stays.ends_on >= $last_on as remained
            from intermediate.int_class_stays as stays
            inner join intermediate.int_movement_access as access
                on
                    stays.class_id = access.class_id
                    and access.person_id = $person_id
            inner join staging.stg_known_classes as classes
                on stays.class_id = classes.class_id
            where stays.starts_on <= $last_on and stays.ends_on >= $first_on
        )

        select
            grade, class_id,
            count_if(was_there) as count_begin,
            count_if(not was_there and not is_from_inside) as count_came,
            count_if(not was_there and is_from_inside) as count_moved_in,
            count_if(not remained and not is_to_inside) as count_went,
            count_if(not remained and is_to_inside) as count_moved_out,
            count_if(remained) as count_end
        from spans
        group by grouping sets ((grade, class_id), (grade), ())
        order by grade nulls last, class_id nulls last
        """,
        first_on=first_on,
        last_on=last_on,
    )


def teaching(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the staff and the subjects of the school, to choose for a plan.

    Columns: kind (`teacher`, `other` of the staff, `subject`), code, name.
    """
    return ask(
        database,
        viewer,
        """
        select
            if(staff.role_list like '%,teacher,%', 'teacher', 'other') as kind,
            staff.person_id as code, staff.person_name as name
        from staging.stg_staff as staff
        where exists (
            select 1 from intermediate.int_movement_access as access
            where access.person_id = $person_id
        )
        union all
        select 'subject', subjects.subject_id, subjects.subject_name
        from staging.stg_subjects as subjects
        where exists (
            select 1 from intermediate.int_movement_access as access
            where access.person_id = $person_id
        )
        order by kind, name, code
        """,
    )


def closed_since(
    database: Database, viewer: Viewer, class_id: str, on: date
) -> pl.DataFrame:
    """Return the closed periods of a class that had not ended before a day.

    Columns: period_name, ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select distinct periods.period_name, periods.ends_on
        from staging.stg_closed_periods as closed
        inner join intermediate.int_movement_access as access
            on closed.class_id = access.class_id and access.person_id = $person_id
        inner join intermediate.int_year_periods as periods
            on
                closed.year_id = periods.year_id
                and closed.period_id = periods.period_id
        where closed.class_id = $class_id and periods.ends_on >= $on_day
        order by periods.ends_on, periods.period_name
        """,
        class_id=class_id,
        on_day=on,
    )


def year(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the school year: starts_on, ends_on, day_on (today, kept within it)."""
    return ask(
        database,
        viewer,
        """
        select years.starts_on, years.ends_on, years.day_on
        from intermediate.int_school_year as years
        where exists (
            select 1 from intermediate.int_movement_access as access
            where access.person_id = $person_id
        )
        """,
    )
