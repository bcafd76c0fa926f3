-- One row per check of a journal page; a page without lessons has no clashes nor topics.
create or replace view intermediate.int_readiness_of_pages as
with years as (
    select day_on
    from intermediate.int_school_year
),

lessons as (
    select
        page_id,
        lesson_on,
        starts_at,
        planned_topic
    from staging.stg_lessons
),

clashing as (
    select
        page_id,
        count(*) as count_lessons,
        min(lesson_on) as first_on
    from intermediate.int_lesson_clashes
    group by page_id
),

taught_lessons as (
    select distinct
        lessons.page_id,
        lessons.starts_at
    from lessons
    inner join staging.stg_page_teachers as teachers
        on
            lessons.page_id = teachers.page_id
            and lessons.lesson_on between teachers.starts_on and teachers.ends_on
),

counted as (
    select
        lessons.page_id,
        count(*) as count_lessons,
        count(*) filter (where taught_lessons.page_id is null) as count_untaught,
        min(lessons.lesson_on) filter (where taught_lessons.page_id is null) as untaught_on,
        count(*) filter (where lessons.planned_topic = '') as count_unplanned,
        min(lessons.lesson_on) filter (where lessons.planned_topic = '') as unplanned_on
    from lessons
    left join taught_lessons
        on
            lessons.page_id = taught_lessons.page_id
            and lessons.starts_at = taught_lessons.starts_at
    group by lessons.page_id
),

load_hours as (
    select
        loads.unit_id,
        loads.subject_id,
        max(loads.hours_per_week) as hours
    from setup.load as loads
    inner join years
        on
            years.day_on between loads.valid_from and coalesce(
                loads.valid_to - 1, date '9999-12-31'
            )
            and years.day_on >= coalesce(loads.starts_on, years.day_on)
            and years.day_on <= coalesce(loads.ends_on, years.day_on)
    group by loads.unit_id, loads.subject_id
),

week_slots as (
    select
        unit_id,
        subject_id,
        count(distinct 100 * weekday + slot) as count_slots
    from intermediate.int_week_slots
    group by unit_id, subject_id
),

teachers as (
    select
        teachers.page_id,
        min(teachers.person_id) as person_id
    from staging.stg_page_teachers as teachers
    inner join years on years.day_on between teachers.starts_on and teachers.ends_on
    group by teachers.page_id
),

known as (
    select
        pages.page_id,
        pages.school_level,
        pages.unit_id,
        pages.subject_id,
        teachers.person_id,
        load_hours.hours,
        counted.untaught_on,
        counted.unplanned_on,
        clashing.first_on as clashing_on,
        coalesce(week_slots.count_slots, 0) as count_slots,
        coalesce(counted.count_lessons, 0) as count_lessons,
        coalesce(counted.count_untaught, cast(teachers.person_id is null as bigint))
            as count_untaught,
        coalesce(counted.count_unplanned, 0) as count_unplanned,
        coalesce(clashing.count_lessons, 0) as count_clashing
    from staging.stg_pages as pages
    left join teachers on pages.page_id = teachers.page_id
    left join counted on pages.page_id = counted.page_id
    left join clashing on pages.page_id = clashing.page_id
    left join load_hours
        on pages.unit_id = load_hours.unit_id and pages.subject_id = load_hours.subject_id
    left join week_slots
        on pages.unit_id = week_slots.unit_id and pages.subject_id = week_slots.subject_id
)

select
    known.page_id,
    known.school_level,
    known.unit_id,
    known.subject_id,
    known.person_id,
    checks.check_id,
    case checks.check_id
        when 'teacher' then known.count_untaught
        when 'hours'
            then cast(
                known.hours is null or abs(known.hours - known.count_slots) >= 1 as bigint
            )
        when 'clashes' then known.count_clashing
        else known.count_unplanned
    end as count_lacking,
    case checks.check_id when 'hours' then known.count_slots else known.count_lessons end
        as count_of,
    case checks.check_id when 'hours' then known.hours end as hours,
    case checks.check_id
        when 'teacher' then known.untaught_on
        when 'clashes' then known.clashing_on
        when 'lesson_plan' then known.unplanned_on
    end as first_on
from known
cross join (
    values ('teacher'), ('hours'), ('clashes'), ('lesson_plan')
) as checks (check_id)
where known.count_lessons > 0 or checks.check_id in ('teacher', 'hours');

comment on view intermediate.int_readiness_of_pages is
'What every journal page must have (§2.2, §2.6): a teacher on each day with a lesson, as many
hours in the timetable as in the load, no lesson at which its teacher or a student has another,
a topic of the plan for each lesson of the year. Lacking are lessons; of hours count_of are those
of the timetable a week and hours those of the load. Clashes and plans are looked at once there
are lessons.';
