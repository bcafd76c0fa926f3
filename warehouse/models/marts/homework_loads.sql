-- One row per class, reporting period and day on which homework was set for it.
create or replace view marts.homework_loads as
with lessons as (
    select
        lesson_id,
        page_id,
        period_id,
        lesson_on,
        homework,
        try_cast(homework_minutes as double) as minutes
    from marts.lesson_rows
    where is_held and homework is not null and homework <> 'не задано'
),

stays as (
    select
        page_id,
        class_id,
        student_id,
        starts_on,
        ends_on
    from staging.stg_roster
),

days as (
    select
        stays.class_id,
        stays.student_id,
        lessons.period_id,
        lessons.lesson_on,
        sum(lessons.minutes) as minutes,
        count(*) as count_tasks,
        count(lessons.minutes) as count_timed
    from lessons
    inner join stays
        on
            lessons.page_id = stays.page_id
            and lessons.lesson_on between stays.starts_on and stays.ends_on
    group by stays.class_id, stays.student_id, lessons.period_id, lessons.lesson_on
),

classes as (
    select
        class_id,
        period_id,
        lesson_on,
        count(*) as count_students,
        max(minutes) as most_minutes,
        median(minutes) as median_minutes,
        max(count_tasks) as count_tasks,
        max(count_timed) as count_timed
    from days
    group by class_id, period_id, lesson_on
),

norms as (
    select
        parameter_id,
        value,
        starts_on,
        ends_on
    from staging.stg_dated_parameters
    where parameter_id like 'homework_norm_%'
)

select
    classes.class_id,
    classes.period_id,
    classes.lesson_on,
    classes.count_students,
    classes.count_tasks,
    classes.count_timed,
    classes.most_minutes,
    classes.median_minutes,
    norms.value as norm_minutes,
    coalesce(classes.most_minutes > norms.value, false) as is_over
from classes
inner join staging.stg_classes as told on classes.class_id = told.class_id
left join norms
    on
        case
            when told.grade = 1 then 'homework_norm_grade_1'
            when told.grade <= 3 then 'homework_norm_grades_2_3'
            when told.grade <= 5 then 'homework_norm_grades_4_5'
            when told.grade <= 8 then 'homework_norm_grades_6_8'
            else 'homework_norm_grades_9_11'
        end = norms.parameter_id
        and classes.lesson_on between norms.starts_on and norms.ends_on;

comment on view marts.homework_loads is
'How long the homework set on a day takes, by the minutes that teachers told, against the
norm of the grade.';
comment on column marts.homework_loads.class_id is 'The class.';
comment on column marts.homework_loads.period_id is 'The reporting period.';
comment on column marts.homework_loads.lesson_on is 'The day on which the homework was set.';
comment on column marts.homework_loads.count_students is
'Students of the class to whom homework was set that day.';
comment on column marts.homework_loads.count_tasks is
'Most tasks that one student was set that day.';
comment on column marts.homework_loads.count_timed is
'Most tasks of one student of which the teacher told the minutes; the others are not in it.';
comment on column marts.homework_loads.most_minutes is
'Minutes of the student who was set most; study groups differ.';
comment on column marts.homework_loads.median_minutes is
'Minutes of the student in the middle.';
comment on column marts.homework_loads.norm_minutes is
'Longest homework of a day in this grade.';
comment on column marts.homework_loads.is_over is 'The most lies above the norm.';
