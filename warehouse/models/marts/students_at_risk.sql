-- One row per class, student, page, reporting period and reason for concern.
create or replace view marts.students_at_risk as
with thresholds as (
    select
        max(value) filter (where parameter_id = 'rounding_threshold') as rounding_threshold,
        max(value) filter (where parameter_id = 'missed_share_not_attested') as missed_share,
        max(value) filter (where parameter_id = 'minimum_marks_up_to_2_hours') as minimum_marks
    from staging.stg_parameters
),

results as (
    select
        sheet.class_id,
        sheet.student_id,
        sheet.page_id,
        sheet.period_id,
        sheet.count_marks,
        sheet.average,
        sheet.final,
        sheet.final_mark,
        sheet.is_not_attested,
        thresholds.minimum_marks,
        2 + coalesce(subjects.rounding_threshold, thresholds.rounding_threshold)
            as lowest_3_average
    from marts.class_summary as sheet
    cross join thresholds
    left join staging.stg_subjects as subjects on sheet.subject_id = subjects.subject_id
    where sheet.is_enrolled_at_end
),

missed as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        count_lessons,
        count_missed,
        missed_rate
    from marts.attendance_by_student
),

reasons as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        case when is_not_attested then 'not_attested' else 'final_2' end as reason,
        cast(final_mark as double) as figure,
        cast(null as double) as threshold,
        count_marks as count_base
    from results
    where is_not_attested or final_mark <= 2
    union all
    select
        class_id,
        student_id,
        page_id,
        period_id,
        'low_average' as reason,
        average as figure,
        lowest_3_average as threshold,
        count_marks as count_base
    from results
    where final is null and average < lowest_3_average and count_marks >= minimum_marks
    union all
    select
        missed.class_id,
        missed.student_id,
        missed.page_id,
        missed.period_id,
        'many_missed' as reason,
        missed.missed_rate as figure,
        thresholds.missed_share as threshold,
        missed.count_lessons as count_base
    from missed
    cross join thresholds
    where missed.missed_rate > thresholds.missed_share
)

select
    reasons.class_id,
    reasons.student_id,
    reasons.page_id,
    pages.subject_name,
    reasons.period_id,
    reasons.reason,
    reasons.figure,
    reasons.threshold,
    reasons.count_base,
    coalesce(students.student_name, reasons.student_id) as student_name
from reasons
inner join intermediate.int_page_names as pages on reasons.page_id = pages.page_id
left join staging.stg_students as students on reasons.student_id = students.student_id;

comment on view marts.students_at_risk is
'Students about whom the homeroom teacher should act, each with the reason.';
comment on column marts.students_at_risk.class_id is 'The class of the student.';
comment on column marts.students_at_risk.student_id is
'Number of the student''s personal file.';
comment on column marts.students_at_risk.student_name is 'Surname and given name.';
comment on column marts.students_at_risk.page_id is 'The journal page.';
comment on column marts.students_at_risk.subject_name is 'Name of the subject.';
comment on column marts.students_at_risk.period_id is 'The reporting period.';
comment on column marts.students_at_risk.reason is
'final_2, not_attested, low_average (with enough marks for a final) or many_missed.';
comment on column marts.students_at_risk.figure is
'The final mark, the average, or the share of lessons missed, 0 to 1.';
comment on column marts.students_at_risk.threshold is
'What the figure is measured against: the lowest average that rounds to 3, or the share of
lessons missed above which a student is not attested.';
comment on column marts.students_at_risk.count_base is
'Marks, or lessons, that the figure is made of.';
