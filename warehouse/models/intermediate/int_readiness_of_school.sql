-- One row per check of what the whole school shares, and item.
create or replace view intermediate.int_readiness_of_school as
with years as (
    select
        starts_on,
        ends_on,
        day_on
    from intermediate.int_school_year
),

days as (
    select
        kinds.kind as item,
        count(calendar.kind) as count_found
    from (values ('vacation'), ('holiday')) as kinds (kind)
    cross join years
    left join staging.stg_calendar as calendar
        on
            years.starts_on <= calendar.ends_on
            and years.ends_on >= calendar.starts_on
            and kinds.kind = calendar.kind
    group by kinds.kind
),

period_parts as (
    select
        periods.period_id,
        unnest(string_split(
            replace(replace(periods.grades, ' ', ''), '–', '-'), ','
        )) as part
    from setup.periods as periods
    inner join years
        on
            periods.ends_on >= years.starts_on
            and periods.starts_on <= years.ends_on
    where periods.valid_to is null
),

graded_periods as (
    select
        period_id,
        try_cast(split_part(part, '-', 1) as integer) as first_grade,
        try_cast(split_part(part, '-', -1) as integer) as last_grade
    from period_parts
),

grades as (
    select distinct
        grade,
        school_level
    from staging.stg_classes
),

outside as (
    select
        pages.grade,
        count(*) as count_lessons,
        min(lessons.lesson_on) as first_on
    from staging.stg_lessons as lessons
    inner join staging.stg_pages as pages on lessons.page_id = pages.page_id
    where lessons.period_id = ''
    group by pages.grade
),

of_grades as (
    select
        grades.grade,
        grades.school_level,
        count(graded_periods.period_id) as count_periods
    from grades
    left join graded_periods
        on grades.grade between graded_periods.first_grade and graded_periods.last_grade
    group by grades.grade, grades.school_level
),

shifts as (
    select classes.shift
    from setup.classes as classes
    inner join years
        on years.day_on between classes.valid_from and coalesce(
            classes.valid_to - 1, date '9999-12-31'
        )
    union
    select units.shift
    from setup.groups as units
    inner join years
        on years.day_on between units.valid_from and coalesce(
            units.valid_to - 1, date '9999-12-31'
        )
),

ringing as (
    select distinct bells.shift
    from setup.bells as bells
    inner join years
        on years.day_on between bells.valid_from and coalesce(
            bells.valid_to - 1, date '9999-12-31'
        )
),

scale as (
    select count(*) as count_marks
    from setup.mark_scale as marks
    inner join years
        on years.day_on between marks.valid_from and coalesce(
            marks.valid_to - 1, date '9999-12-31'
        )
    where marks.kind = 'mark'
),

deadlines as (
    select
        kinds.kind,
        count(told.kind) as count_found
    from (
        values ('attendance'), ('lesson_mark'), ('written_mark'), ('topic'), ('homework'),
        ('final'), ('set_up'), ('export'), ('breach')
    ) as kinds (kind)
    cross join years
    left join staging.stg_deadlines as told
        on
            kinds.kind = told.kind
            and years.day_on between told.starts_on and told.ends_on
    group by kinds.kind
),

parameters as (
    select
        known.parameter_id,
        count(told.parameter_id) as count_found
    from (
        values ('sou_weight_5'), ('sou_weight_4'), ('sou_weight_3'), ('sou_weight_2'),
        ('sou_weight_not_attested'), ('minimum_marks_up_to_2_hours'),
        ('minimum_marks_over_2_hours'), ('rounding_threshold'),
        ('missed_share_not_attested'), ('correction_lessons'), ('programme_lag_hours'),
        ('access_log_days'), ('failed_subjects'), ('not_attested_subjects'),
        ('falling_weeks'), ('falling_points'), ('falling_marks'),
        ('border_width'), ('one_short_subjects'), ('noticed_absence_share'),
        ('unexcused_lessons'), ('few_marks_weeks'), ('lessons_without_mark'),
        ('homework_norm_grade_1'), ('homework_norm_grades_2_3'),
        ('homework_norm_grades_4_5'), ('homework_norm_grades_6_8'),
        ('homework_norm_grades_9_11'), ('archive_journal_years'),
        ('archive_summary_years')
    ) as known (parameter_id)
    cross join years
    left join staging.stg_dated_parameters as told
        on
            known.parameter_id = told.parameter_id
            and years.day_on between told.starts_on and told.ends_on
    group by known.parameter_id
),

works as (
    select
        count(*) as count_all,
        count(*) filter (where is_written) as count_written
    from staging.stg_work_types
)

select
    'calendar' as check_id,
    '' as school_level,
    item,
    cast(count_found = 0 as bigint) as count_lacking,
    cast(null as date) as first_on
from days
union all
select
    'periods' as check_id,
    of_grades.school_level,
    cast(of_grades.grade as varchar) as item,
    case
        when of_grades.count_periods = 0 then 1
        else coalesce(outside.count_lessons, 0)
    end as count_lacking,
    outside.first_on
from of_grades
left join outside on of_grades.grade = outside.grade
union all
select
    'bells' as check_id,
    '' as school_level,
    cast(shifts.shift as varchar) as item,
    cast(ringing.shift is null as bigint) as count_lacking,
    null as first_on
from shifts
left join ringing on shifts.shift = ringing.shift
union all
select
    'work_types' as check_id,
    '' as school_level,
    unnest(['work_types', 'written_works']) as item,
    cast(unnest([count_all, count_written]) = 0 as bigint) as count_lacking,
    null as first_on
from works
union all
select
    'mark_scale' as check_id,
    '' as school_level,
    'marks' as item,
    cast(count_marks = 0 as bigint) as count_lacking,
    null as first_on
from scale
union all
select
    'deadlines' as check_id,
    '' as school_level,
    kind as item,
    cast(count_found = 0 as bigint) as count_lacking,
    null as first_on
from deadlines
union all
select
    'parameters' as check_id,
    '' as school_level,
    parameter_id as item,
    cast(count_found = 0 as bigint) as count_lacking,
    null as first_on
from parameters;

comment on view intermediate.int_readiness_of_school is
'What the school must set up once for all (§2.2): vacations and holidays, periods of every grade
(lacking: lessons outside any), bells of every shift in use, work types, marks, and every deadline
and parameter that the program reads.';
