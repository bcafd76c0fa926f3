-- One row per lesson: timetable × days with lessons × bells. Rows of the set-up hold on
-- the days from valid_from to the day before valid_to. On a day that some row of a class
-- or group replaces, its ordinary rows do not hold. Of several bells the one for the very
-- class goes before its grade's and this before everybody's; then the shortened day goes
-- before the weekday and this before every day. A lesson that a replacement moves keeps its
-- name; one that is cancelled by order takes no topic of the plan: the next has it.
create or replace temp table new_lessons as
with asked as (
    select
        $zone as time_zone,
        $starts_on::date as starts_on,
        $ends_on::date as ends_on
),

timetable as (
    select
        new_pages.page_id,
        timetable.unit_id,
        timetable.weekday,
        timetable.slot,
        timetable.room,
        coalesce(timetable.is_instead, false) as is_instead,
        greatest(
            coalesce(timetable.starts_on, asked.starts_on), timetable.valid_from
        ) as first_on,
        least(
            coalesce(timetable.ends_on, asked.ends_on),
            coalesce(timetable.valid_to - 1, asked.ends_on)
        ) as last_on
    from setup.timetable
    inner join new_pages
        on
            timetable.unit_id = new_pages.unit_id
            and timetable.subject_id = new_pages.subject_id
    cross join asked
),

matched as (
    select
        timetable.page_id,
        timetable.unit_id,
        timetable.slot,
        timetable.room,
        timetable.first_on,
        timetable.is_instead,
        unit_days.grade,
        unit_days.lesson_on,
        unit_days.shift,
        unit_days.weekday,
        unit_days.is_shortened,
        bool_or(timetable.is_instead) over (
            partition by timetable.unit_id, unit_days.lesson_on
        ) as is_replaced
    from timetable
    inner join unit_days
        on
            timetable.unit_id = unit_days.unit_id
            and timetable.weekday = unit_days.weekday
            and timetable.first_on <= unit_days.lesson_on
            and timetable.last_on >= unit_days.lesson_on
),

lesson_days as (
    select *
    from matched
    where is_instead = is_replaced
    qualify row_number() over (
        partition by page_id, lesson_on, slot
        order by first_on desc, room asc
    ) = 1
),

placed as (
    select
        lesson_days.page_id,
        lesson_days.unit_id,
        lesson_days.grade,
        lesson_days.shift,
        lesson_days.lesson_on as from_on,
        lesson_days.slot as from_slot,
        coalesce(replaced.to_on, lesson_days.lesson_on) as lesson_on,
        coalesce(replaced.to_slot, lesson_days.slot) as slot,
        coalesce(nullif(replaced.room, ''), lesson_days.room) as room,
        coalesce(replaced.kind = 'cancelled', false) as is_cancelled,
        case
            when replaced.to_on is null then lesson_days.weekday
            else coalesce(new_days.weekday, isodow(replaced.to_on))
        end as followed_weekday,
        case
            when replaced.to_on is null then lesson_days.is_shortened
            else coalesce(new_days.is_shortened, false)
        end as is_shortened
    from lesson_days
    left join new_replacements as replaced
        on
            lesson_days.page_id = replaced.page_id
            and lesson_days.lesson_on = replaced.from_on
            and lesson_days.slot = replaced.from_slot
    left join unit_days as new_days
        on
            lesson_days.unit_id = new_days.unit_id
            and replaced.to_on = new_days.lesson_on
),

timed as (
    select
        placed.page_id,
        placed.from_on,
        placed.from_slot,
        placed.slot,
        placed.room,
        placed.lesson_on,
        placed.is_cancelled,
        bells.starts_time,
        bells.ends_time
    from placed
    inner join unit_bells
        on
            placed.unit_id = unit_bells.unit_id
            and placed.grade = unit_bells.grade
    inner join setup.bells
        on
            unit_bells.classes = bells.classes
            and placed.shift = bells.shift
            and placed.slot = bells.slot
            and placed.lesson_on >= bells.valid_from
            and (bells.valid_to is null or placed.lesson_on < bells.valid_to)
            and (
                bells.day in ('*', placed.followed_weekday::varchar)
                or (bells.day = 'shortened' and placed.is_shortened)
            )
    qualify row_number() over (
        partition by placed.page_id, placed.from_on, placed.from_slot
        order by
            unit_bells.precedence,
            case bells.day when 'shortened' then 1 when '*' then 3 else 2 end
    ) = 1
),

numbered as (
    select
        *,
        coalesce(sum((not is_cancelled)::integer) over (
            partition by page_id order by lesson_on, slot, from_on, from_slot
            rows between unbounded preceding and 1 preceding
        ), 0) + 1 as plan_position
    from timed
),

planned as (
    select
        numbered.page_id,
        numbered.plan_position,
        lesson_plans.topic
    from numbered
    inner join page_plans on numbered.page_id = page_plans.page_id
    inner join setup.lesson_plans
        on
            page_plans.plan_id = lesson_plans.plan_id
            and page_plans.units = lesson_plans.units
            and numbered.plan_position = lesson_plans.position
            and numbered.lesson_on >= lesson_plans.valid_from
            and (
                lesson_plans.valid_to is null
                or numbered.lesson_on < lesson_plans.valid_to
            )
    qualify row_number() over (
        partition by numbered.page_id, numbered.plan_position
        order by
            page_plans.precedence asc, page_plans.plan_id asc, numbered.lesson_on desc
    ) = 1
)

select
    concat(
        numbered.page_id, ':', strftime(numbered.from_on, '%Y%m%d'), ':',
        numbered.from_slot
    ) as lesson_id,
    numbered.page_id,
    coalesce(new_page_periods.period_id, '') as period_id,
    numbered.lesson_on,
    numbered.slot,
    timezone(asked.time_zone, numbered.lesson_on + numbered.starts_time)
    at time zone 'UTC' as starts_at,
    timezone(asked.time_zone, numbered.lesson_on + numbered.ends_time)
    at time zone 'UTC' as ends_at,
    coalesce(numbered.room, '') as room,
    numbered.plan_position::smallint as plan_position,
    coalesce(planned.topic, '') as planned_topic
from numbered
cross join asked
left join planned
    on
        numbered.page_id = planned.page_id
        and numbered.plan_position = planned.plan_position
left join new_page_periods
    on
        numbered.page_id = new_page_periods.page_id
        and numbered.lesson_on >= new_page_periods.starts_on
        and numbered.lesson_on <= new_page_periods.ends_on
qualify
    row_number() over (
        partition by numbered.page_id, numbered.from_on, numbered.from_slot
        order by new_page_periods.starts_on desc
    ) = 1
order by numbered.page_id, numbered.lesson_on, numbered.slot
