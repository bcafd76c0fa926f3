-- One row per class, student, reporting period, hint and page that it is about.
create or replace view marts.hints as
with told as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        hint,
        figure,
        compared_with,
        count_base,
        happened_on,
        cast(null as bigint) as count_ill,
        cast(null as bigint) as count_excused,
        cast(null as bigint) as count_unexcused
    from intermediate.int_hints_of_results
    union all
    select
        class_id,
        student_id,
        page_id,
        period_id,
        hint,
        figure,
        compared_with,
        count_base,
        happened_on,
        cast(null as bigint) as count_ill,
        cast(null as bigint) as count_excused,
        cast(null as bigint) as count_unexcused
    from intermediate.int_hints_of_outcomes
    union all
    select
        class_id,
        student_id,
        page_id,
        period_id,
        hint,
        figure,
        compared_with,
        count_base,
        happened_on,
        cast(null as bigint) as count_ill,
        cast(null as bigint) as count_excused,
        cast(null as bigint) as count_unexcused
    from intermediate.int_hints_of_marks
    union all
    select
        class_id,
        student_id,
        page_id,
        period_id,
        hint,
        figure,
        compared_with,
        count_base,
        happened_on,
        count_ill,
        count_excused,
        count_unexcused
    from intermediate.int_hints_of_attendance
)

select
    told.class_id,
    told.student_id,
    told.page_id,
    told.period_id,
    told.hint,
    told.figure,
    told.compared_with,
    told.count_base,
    told.happened_on,
    told.count_ill,
    told.count_excused,
    told.count_unexcused,
    coalesce(pages.subject_name, '') as subject_name,
    coalesce(students.student_name, told.student_id) as student_name
from told
left join intermediate.int_page_names as pages on told.page_id = pages.page_id
left join staging.stg_students as students on told.student_id = students.student_id;

comment on view marts.hints is
'Hints to the homeroom teacher about students, each one of the published catalogue (§2.4).';
comment on column marts.hints.class_id is 'The class of the student.';
comment on column marts.hints.student_id is 'Number of the student''s personal file.';
comment on column marts.hints.student_name is 'Surname and given name.';
comment on column marts.hints.page_id is
'The journal page that the hint is about; empty where it is about all subjects.';
comment on column marts.hints.subject_name is
'Name of the subject; empty where the hint is about all of them.';
comment on column marts.hints.period_id is 'The reporting period.';
comment on column marts.hints.hint is 'Which hint: its name in the catalogue.';
comment on column marts.hints.figure is
'What was found: a mark, an average, a number of lessons, or a share of lessons, 0 to 1.';
comment on column marts.hints.compared_with is
'What the figure is measured against: a number of the school, or the average before.';
comment on column marts.hints.count_base is
'Marks, lessons or subjects that the figure is made of.';
comment on column marts.hints.happened_on is
'The day of the mark or of the lesson, or the last day of the period.';
comment on column marts.hints.count_ill is
'Lessons missed through illness, in hints about attendance.';
comment on column marts.hints.count_excused is
'Lessons missed with another good reason, in hints about attendance.';
comment on column marts.hints.count_unexcused is
'Lessons missed without a reason told, in hints about attendance.';
