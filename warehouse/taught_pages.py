"""Which pages and lessons a teacher has in a term, and what others gave there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    import polars as pl

    from warehouse.teaching import Term


def taught_pages(
    cursor: duckdb.DuckDBPyConnection, person_id: str, term: Term
) -> pl.DataFrame:
    """Return the pages and page periods of a teacher that touch a term.

    One row per page and reporting period: page_id, unit, subject, grading, period_id,
    period_name, from_on and to_on (up to the last day the teacher has the page; what
    others gave before is shown to them), is_last and has_final (who has the page on the
    period's last day enters the final marks), is_own (else only replaced lessons are
    theirs), lesson_ids (of replaced lessons that the teacher gives for another),
    person_id.
    """
    return cursor.execute(
        """
        with given as (
            select
                lessons.page_id, lessons.period_id,
                list(lessons.lesson_id order by lessons.lesson_id) as lesson_ids,
                min(lessons.lesson_on) as first_on, max(lessons.lesson_on) as last_on
            from journal.replaced_lessons as replaced
            inner join journal.lessons using (lesson_id)
            where replaced.person_id = $person_id
                and lessons.lesson_on between $starts_on and $ends_on
            group by lessons.page_id, lessons.period_id
        ),

        stays as (
            select
                page_id, person_id, starts_on,
                coalesce(ends_on, date '9999-12-31') as ends_on
            from journal.page_teachers
        ),

        own as (
            select page_id, starts_on, ends_on
            from stays
            where person_id = $person_id
        ),

        held as (
            select page_id from own union select page_id from given
        ),

        spans as (
            select
                pages.page_id,
                pages.grade,
                coalesce(groups.name, pages.unit_id) as unit,
                subjects.name as subject,
                pages.grading,
                page_periods.period_id,
                page_periods.name as period_name,
                page_periods.starts_on as period_starts_on,
                page_periods.ends_on as period_ends_on,
                greatest(page_periods.starts_on, $starts_on) as begins_on,
                least(page_periods.ends_on, $ends_on) as last_on,
                least(page_periods.ends_on, $ends_on, max(own.ends_on)) as own_to,
                count(own.page_id) > 0 as is_own,
                any_value(given.first_on) as given_from,
                any_value(given.last_on) as given_to,
                coalesce(any_value(given.lesson_ids), []) as lesson_ids
            from held
            inner join journal.pages using (page_id)
            inner join journal.page_periods
                on pages.page_id = page_periods.page_id
                and page_periods.starts_on <= $ends_on
                and page_periods.ends_on >= $starts_on
            inner join setup.subjects
                on pages.subject_id = subjects.subject_id and subjects.valid_to is null
            left join setup.groups
                on pages.unit_id = groups.group_id and groups.valid_to is null
            left join own
                on pages.page_id = own.page_id
                and own.starts_on <= least(page_periods.ends_on, $ends_on)
                and own.ends_on >= greatest(page_periods.starts_on, $starts_on)
            left join given
                on page_periods.page_id = given.page_id
                and page_periods.period_id = given.period_id
            group by
                pages.page_id, pages.unit_id, pages.grading, pages.grade, groups.name,
                subjects.name, page_periods.period_id, page_periods.name,
                page_periods.starts_on, page_periods.ends_on
        ),

        -- Pages that somebody has on the last day.
        ended as (
            select distinct spans.page_id, spans.last_on
            from spans
            inner join stays
                on spans.page_id = stays.page_id
                and spans.last_on between stays.starts_on and stays.ends_on
        )

        select
            page_id,
            unit,
            subject,
            grading,
            period_id,
            period_name,
            period_starts_on,
            if(is_own, begins_on, given_from) as from_on,
            if(is_own, own_to, given_to) as to_on,
            is_own,
            is_own and (own_to = last_on or ended.page_id is null) as is_last,
            is_last and period_ends_on <= $ends_on as has_final,
            lesson_ids,
            $person_id as person_id
        from spans
        left join ended using (page_id, last_on)
        where is_own or len(lesson_ids) > 0
        order by grade, unit, subject
        """,
        {
            "person_id": person_id,
            "starts_on": term.starts_on,
            "ends_on": term.ends_on,
        },
    ).pl()


def lessons_of(
    cursor: duckdb.DuckDBPyConnection, taught: pl.DataFrame, today: date
) -> pl.DataFrame:
    """Return the lessons of taught pages in their days, by date and slot.

    `given_by` names who gives a lesson instead of this teacher, '' if nobody does: the
    substitute, or who had the page on that day. Lessons of one who has left the school
    by today are open to the teacher of now. A lesson that was cancelled by order stands
    only while something is entered there.
    """
    cursor.register("taught", taught.to_arrow())
    return cursor.execute(
        """
        with names as (
            select
                person_id,
                arg_max(
                    concat_ws(' ', surname, given_name, nullif(patronymic, '')),
                    valid_from
                ) as name,
                bool_or(valid_to is null or valid_to > $today) as is_here
            from setup.staff
            group by person_id
        ),

        led as (
            select
                lessons.lesson_id,
                bool_or(stays.person_id = taught.person_id) as is_own,
                bool_or(coalesce(names.is_here, false)) as is_here,
                string_agg(
                    distinct coalesce(names.name, stays.person_id), ', '
                    order by coalesce(names.name, stays.person_id)
                ) as teacher_names
            from taught
            inner join journal.lessons
                on taught.page_id = lessons.page_id
                and taught.period_id = lessons.period_id
            inner join journal.page_teachers as stays
                on lessons.page_id = stays.page_id
                and lessons.lesson_on between stays.starts_on
                and coalesce(stays.ends_on, date '9999-12-31')
            left join names on stays.person_id = names.person_id
            group by lessons.lesson_id
        )

        select
            lessons.page_id, lessons.period_id, lessons.lesson_id, lessons.lesson_on,
            lessons.slot, lessons.starts_at, lessons.ends_at, lessons.planned_topic,
            case
                when replaced.person_id <> ''
                    and not list_contains(taught.lesson_ids, lessons.lesson_id)
                    then coalesce(names.name, replaced.person_id)
                when list_contains(taught.lesson_ids, lessons.lesson_id) then ''
                when not led.is_own and led.is_here then led.teacher_names
                else ''
            end as given_by
        from journal.lessons
        inner join taught
            on lessons.page_id = taught.page_id
            and lessons.period_id = taught.period_id
            and (
                taught.is_own
                and lessons.lesson_on between taught.from_on and taught.to_on
                or list_contains(taught.lesson_ids, lessons.lesson_id)
            )
        left join led on lessons.lesson_id = led.lesson_id
        left join journal.replaced_lessons as replaced
            on lessons.lesson_id = replaced.lesson_id
        left join names on replaced.person_id = names.person_id
        where replaced.kind is distinct from 'cancelled'
            or lessons.lesson_id in (select lesson_id from journal.current)
        order by lessons.lesson_on, lessons.slot, lessons.page_id
        """,
        {"today": today},
    ).pl()
