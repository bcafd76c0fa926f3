"""Who may write which cells of an upload: whose page it is on the day (§2.3).

Parts of the question of `surroundings.py`, which has `cells`, `page_lessons`,
`page_finals` and `replaced` before them.
"""

from __future__ import annotations

WHO_ENTERS = """
    stays as materialized (
        select
            page_id, person_id, starts_on,
            coalesce(ends_on, date '9999-12-31') as ends_on
        from journal.page_teachers
        where page_id in (select page_id from cells)
    ),

    staff_names as (
        select
            person_id,
            arg_max(
                concat_ws(' ', surname, given_name, nullif(patronymic, '')), valid_from
            ) as name
        from setup.staff
        group by person_id
    ),

    -- Finals on whose last day somebody has the page: that is who enters them.
    page_lasts as (
        select distinct page_finals.page_id, page_finals.period_id
        from page_finals
        inner join stays
            on page_finals.page_id = stays.page_id
            and page_finals.until_on between stays.starts_on and stays.ends_on
    ),

    dated_cells as (
        select
            cells.row, cells.page_id, cells.lesson_id, cells.person_id,
            cells.received_on,
            coalesce(lessons.lesson_on, page_finals.until_on) as day_on
        from cells
        left join page_lessons as lessons
            on cells.page_id = lessons.page_id and cells.lesson_id = lessons.lesson_id
        left join page_finals
            on cells.page_id = page_finals.page_id
            and cells.period_id = page_finals.period_id
    ),

    -- Who taught the page that day; is_here: somebody of them is still on the staff.
    answering as (
        select
            cells.row,
            bool_or(staff.person_id is not null) as is_here,
            string_agg(
                distinct coalesce(staff_names.name, stays.person_id), ', '
                order by coalesce(staff_names.name, stays.person_id)
            ) as teacher_names
        from dated_cells as cells
        inner join stays
            on cells.page_id = stays.page_id
            and cells.day_on between stays.starts_on and stays.ends_on
        left join staff_names on stays.person_id = staff_names.person_id
        left join setup.staff
            on stays.person_id = staff.person_id
            and (staff.valid_to is null or staff.valid_to > cells.received_on)
        group by cells.row
    ),

    assigned as (
        select cells.row, true as is_assigned
        from cells
        left join page_lessons as lessons
            on cells.page_id = lessons.page_id and cells.lesson_id = lessons.lesson_id
        left join page_finals
            on cells.page_id = page_finals.page_id
            and cells.period_id = page_finals.period_id
        left join page_lasts
            on cells.page_id = page_lasts.page_id
            and cells.period_id = page_lasts.period_id
        inner join journal.page_teachers
            on cells.page_id = page_teachers.page_id
            and cells.person_id = page_teachers.person_id
            and page_teachers.starts_on <= coalesce(
                lessons.lesson_on,
                if(page_lasts.page_id is null, null, page_finals.until_on),
                if(cells.field = 'message', cells.received_on, date '9999-12-31')
            )
            and coalesce(page_teachers.ends_on, date '9999-12-31') >= coalesce(
                lessons.lesson_on,
                if(page_lasts.page_id is null, null, page_finals.until_on),
                page_finals.since_on,
                if(cells.field = 'message', cells.received_on, page_teachers.starts_on)
            )
        where not exists (
            select 1 from replaced
            where replaced.lesson_id = cells.lesson_id and replaced.person_id <> ''
        )
        group by cells.row
        union
        select cells.row, true as is_assigned
        from cells
        inner join replaced
            on cells.lesson_id = replaced.lesson_id
            and cells.person_id = replaced.person_id
        union
        -- What somebody left undone who is not at the school any more falls to the
        -- page's teacher of now.
        select cells.row, true as is_assigned
        from dated_cells as cells
        inner join stays
            on cells.page_id = stays.page_id
            and cells.person_id = stays.person_id
            and cells.received_on between stays.starts_on and stays.ends_on
            and cells.day_on < stays.starts_on
        left join answering on cells.row = answering.row
        anti join replaced
            on cells.lesson_id = replaced.lesson_id and replaced.person_id <> ''
        where not coalesce(answering.is_here, false)
    )
"""
