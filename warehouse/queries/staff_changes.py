"""The register of staff changes, and whom and what to choose from (§2.1 to 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def register(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return what passed on by the year's orders, in the order of the register.

    One row per deed and thing. Columns: set_id, part, number, kind, person_id,
    person_name, what, unit_id, unit_name, subject_name, person_from, person_to (names,
    '' for nobody), from_on, until_on, holds_until, order_number, order_on, reason,
    changed_at, changed_by (a name), taken_back_at, taken_back_by (a name),
    why_taken_back, is_void, is_latest (the last of the deeds about the same absence
    that hold: only it is taken back). Pages and classes of the own levels; roles the
    director alone, who comes and goes everybody who keeps the register.
    """
    return ask(
        database,
        viewer,
        """
        with kept as (
            select unit_id, is_director
            from intermediate.int_staff_change_access
            where person_id = $person_id
        )

        select
            changes.set_id, changes.part, changes.number, changes.kind,
            changes.person_id, coalesce(people.person_name, '') as person_name,
            changes.what, changes.unit_id,
            coalesce(groups.group_name, changes.unit_id) as unit_name,
            coalesce(subjects.subject_name, '') as subject_name,
            coalesce(givers.person_name, changes.person_from) as person_from,
            coalesce(takers.person_name, changes.person_to) as person_to,
            changes.from_on, changes.until_on, changes.holds_until,
            changes.order_number, changes.order_on, changes.reason,
            changes.changed_at,
            coalesce(enterers.person_name, changes.changed_by) as changed_by,
            changes.taken_back_at,
            coalesce(undoers.person_name, changes.taken_back_by) as taken_back_by,
            changes.why_taken_back, changes.is_void,
            changes.taken_back_at is null
            and (
                changes.back_set_id is null and changes.of_set_id is null
                or changes.set_id = max(changes.back_set_id) over (
                    partition by coalesce(changes.of_set_id, changes.set_id)
                )
            ) as is_latest
        from staging.stg_staff_changes as changes
        left join staging.stg_known_groups as groups
            on changes.unit_id = groups.group_id
        left join staging.stg_subjects as subjects
            on changes.subject_id = subjects.subject_id
        left join intermediate.int_person_names as people
            on changes.person_id = people.person_id
        left join intermediate.int_person_names as givers
            on changes.person_from = givers.person_id
        left join intermediate.int_person_names as takers
            on changes.person_to = takers.person_id
        left join intermediate.int_person_names as enterers
            on changes.changed_by = enterers.person_id
        left join intermediate.int_person_names as undoers
            on changes.taken_back_by = undoers.person_id
        where case changes.what
            when 'person' then exists (select 1 from kept)
            when 'roles' then exists (select 1 from kept where is_director)
            else changes.unit_id in (select kept.unit_id from kept)
        end
        order by changes.number, changes.part
        """,
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
            select 1 from intermediate.int_staff_change_access as access
            where access.person_id = $person_id
        )
        """,
    )


def staff(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the staff to choose from, by name: person_id, person_name."""
    return ask(
        database,
        viewer,
        """
        select people.person_id, people.person_name
        from staging.stg_staff as people
        where exists (
            select 1 from intermediate.int_staff_change_access as access
            where access.person_id = $person_id
        )
        order by people.person_name, people.person_id
        """,
    )


def people(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return everybody who ever answered for a page or class of the viewer's levels.

    Columns: person_id, person_name.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            stays.person_id,
            coalesce(people.person_name, stays.person_id) as person_name
        from intermediate.int_responsible as stays
        inner join intermediate.int_staff_change_access as access
            on stays.unit_id = access.unit_id and access.person_id = $person_id
        left join intermediate.int_person_names as people
            on stays.person_id = people.person_id
        where stays.person_id <> ''
        order by person_name, stays.person_id
        """,
    )


def absences(database: Database, viewer: Viewer, on: date) -> pl.DataFrame:
    """Return what passed on for a time and is not over on a day, the latest first.

    Columns: set_id, kind, person_id, person_name, from_on, holds_until, order_number,
    unit_names (of the viewer's levels, with commas).
    """
    return ask(
        database,
        viewer,
        """
        select
            changes.set_id, changes.kind, changes.person_id,
            coalesce(people.person_name, changes.person_id) as person_name,
            min(changes.from_on) as from_on, max(changes.holds_until) as holds_until,
            any_value(changes.order_number) as order_number,
            string_agg(
                distinct concat_ws(
                    ' · ', changes.unit_id, nullif(subjects.subject_name, '')
                ), ', '
            ) as unit_names
        from staging.stg_staff_changes as changes
        inner join intermediate.int_staff_change_access as access
            on changes.unit_id = access.unit_id and access.person_id = $person_id
        left join staging.stg_subjects as subjects
            on changes.subject_id = subjects.subject_id
        left join intermediate.int_person_names as people
            on changes.person_id = people.person_id
        where
            changes.taken_back_at is null
            and (
                changes.kind = 'absence'
                or changes.kind in ('homeroom', 'page') and changes.until_on is not null
            )
        group by
            changes.set_id, changes.kind, changes.person_id, people.person_name
        having coalesce(max(changes.holds_until), $on_day) >= $on_day
        order by changes.set_id desc
        """,
        on_day=on,
    )


def duties(
    database: Database, viewer: Viewer, person_id: str, on: date
) -> pl.DataFrame:
    """Return the pages and classes that a person has on a day or later in the year.

    Columns: key (as `ingest.staff_changes` names a duty), what (`page`, `homeroom`,
    `stand`: leads for another, `roles`), unit_id, subject_id, title, starts_on,
    ends_on, is_theirs (the viewer may pass it on).
    """
    return ask(
        database,
        viewer,
        """
        with kept as (
            select unit_id, is_director
            from intermediate.int_staff_change_access
            where person_id = $person_id
        ),

        pages as (
            select distinct
                'page' as what, pages.unit_id, pages.subject_id,
                concat(names.unit_name, ' · ', names.subject_name) as title,
                min(teachers.starts_on) as starts_on, max(teachers.ends_on) as ends_on,
                pages.grade
            from staging.stg_page_teachers as teachers
            inner join staging.stg_pages as pages on teachers.page_id = pages.page_id
            inner join intermediate.int_page_names as names
                on teachers.page_id = names.page_id
            where teachers.person_id = $of_person and teachers.ends_on >= $on_day
            group by
                pages.unit_id, pages.subject_id, names.unit_name, names.subject_name,
                pages.grade
        ),

        classes as (
            select
                'homeroom' as what, class_id as unit_id, '' as subject_id,
                class_id as title, valid_from as starts_on,
                coalesce(valid_to - 1, date '9999-12-31') as ends_on, 0 as grade
            from setup.classes
            where
                homeroom_person_id = $of_person and valid_from <= $on_day
                and (valid_to is null or valid_to > $on_day)
            union all
            select
                'stand' as what, class_id as unit_id, '' as subject_id,
                class_id as title, starts_on,
                coalesce(ends_on, date '9999-12-31') as ends_on, 0 as grade
            from setup.homeroom_stands
            where
                person_id = $of_person and valid_from <= $on_day
                and (valid_to is null or valid_to > $on_day)
                and (ends_on is null or ends_on >= $on_day)
        ),

        roles as (
            select
                'roles' as what, '' as unit_id, '' as subject_id,
                trim(replace(people.role_list, ',teacher,', ','), ',') as title,
                null as starts_on, null as ends_on, 0 as grade
            from staging.stg_staff as people
            where
                people.person_id = $of_person
                and people.role_list similar to
                '.*,(director|deputy|administrator|secretary),.*'
        ),

        found as (
            from classes
            union all by name
            from pages
            union all by name
            from roles
        )

        select
            concat_ws(':', what, unit_id, subject_id) as key, what, unit_id,
            subject_id, title, min(starts_on) as starts_on, max(ends_on) as ends_on,
            case what
                when 'roles' then exists (select 1 from kept where kept.is_director)
                else unit_id in (select kept.unit_id from kept)
            end as is_theirs
        from found
        where exists (select 1 from kept)
        group by what, unit_id, subject_id, title, grade
        order by
            list_position(['homeroom', 'stand', 'page', 'roles'], what), grade, title
        """,
        of_person=person_id,
        on_day=on,
    )


def pages(database: Database, viewer: Viewer, on: date) -> pl.DataFrame:
    """Return the pages of the viewer's levels with who has them on a day.

    Columns: page_id, unit_id, subject_id, title, teacher_ids (with commas), teachers
    (names with commas).
    """
    return ask(
        database,
        viewer,
        """
        select
            pages.page_id, pages.unit_id, pages.subject_id,
            concat(names.unit_name, ' · ', names.subject_name) as title,
            coalesce(
                string_agg(teachers.person_id, ',' order by teachers.person_id), ''
            ) as teacher_ids,
            coalesce(
                string_agg(people.person_name, ', ' order by teachers.person_id), ''
            ) as teachers
        from staging.stg_pages as pages
        inner join intermediate.int_staff_change_access as access
            on pages.unit_id = access.unit_id and access.person_id = $person_id
        inner join intermediate.int_page_names as names
            on pages.page_id = names.page_id
        left join staging.stg_page_teachers as teachers
            on
                pages.page_id = teachers.page_id
                and $on_day between teachers.starts_on and teachers.ends_on
        left join intermediate.int_person_names as people
            on teachers.person_id = people.person_id
        group by
            pages.page_id, pages.unit_id, pages.subject_id, pages.grade,
            names.unit_name, names.subject_name
        order by pages.grade, names.unit_name, names.subject_name
        """,
        on_day=on,
    )


def classes(database: Database, viewer: Viewer, on: date) -> pl.DataFrame:
    """Return the classes of the viewer's levels and who leads each on a day.

    Columns: class_id, person_id ('' for nobody), person_name.
    """
    return ask(
        database,
        viewer,
        """
        select
            led.class_id, led.person_id, coalesce(people.person_name, '') as person_name
        from staging.stg_homeroom as led
        inner join intermediate.int_staff_change_access as access
            on led.class_id = access.unit_id and access.person_id = $person_id
        inner join staging.stg_known_classes as known on led.class_id = known.class_id
        left join intermediate.int_person_names as people
            on led.person_id = people.person_id
        where $on_day between led.starts_on and led.ends_on
        order by known.grade, led.class_id
        """,
        on_day=on,
    )
