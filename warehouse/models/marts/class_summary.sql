-- One row per class, student, page and reporting period.
create or replace view marts.class_summary as
with roster as (
    select
        page_id,
        class_id,
        student_id,
        period_id,
        period_name,
        period_starts_on,
        period_ends_on,
        is_enrolled_at_end
    from intermediate.int_period_roster
),

sums as (
    select
        page_id,
        period_id,
        student_id,
        count_marks,
        sum_marks,
        sum_weighted,
        sum_weights,
        count_missed,
        count_missed_ill,
        count_missed_excused,
        count_late,
        final
    from staging.stg_summary
)

select
    roster.class_id,
    roster.student_id,
    roster.page_id,
    pages.unit_name,
    pages.subject_id,
    pages.subject_name,
    pages.subject_short_name,
    pages.grading,
    roster.period_id,
    roster.period_name,
    roster.period_starts_on,
    roster.period_ends_on,
    roster.is_enrolled_at_end,
    sums.final,
    coalesce(students.student_name, roster.student_id) as student_name,
    coalesce(sums.count_marks, 0) as count_marks,
    coalesce(sums.sum_marks, 0) as sum_marks,
    cast(sums.sum_marks as double) / nullif(sums.count_marks, 0) as average,
    sums.sum_weighted / nullif(sums.sum_weights, 0) as weighted_average,
    coalesce(sums.count_missed, 0) as count_missed,
    coalesce(sums.count_missed_ill, 0) as count_missed_ill,
    coalesce(sums.count_missed_excused, 0) as count_missed_excused,
    coalesce(sums.count_late, 0) as count_late,
    try_cast(sums.final as smallint) as final_mark,
    coalesce(sums.final in ('exempt', 'mastered'), false) as is_exempt,
    coalesce(sums.final = 'not_attested', false) as is_not_attested
from roster
inner join intermediate.int_page_names as pages on roster.page_id = pages.page_id
left join staging.stg_students as students on roster.student_id = students.student_id
left join sums
    on
        roster.page_id = sums.page_id
        and roster.period_id = sums.period_id
        and roster.student_id = sums.student_id;

comment on view marts.class_summary is
'The summary sheet of a class (§2.9): final marks and the averages behind them.';
comment on column marts.class_summary.class_id is 'The class of the student.';
comment on column marts.class_summary.student_id is 'Number of the student''s personal file.';
comment on column marts.class_summary.student_name is 'Surname and given name.';
comment on column marts.class_summary.page_id is 'The journal page.';
comment on column marts.class_summary.unit_name is 'Class or study group of the page.';
comment on column marts.class_summary.subject_id is 'Code of the subject.';
comment on column marts.class_summary.subject_name is 'Name of the subject.';
comment on column marts.class_summary.subject_short_name is 'Name for a narrow column.';
comment on column marts.class_summary.grading is 'Marks, pass or none.';
comment on column marts.class_summary.period_id is 'The reporting period.';
comment on column marts.class_summary.period_name is 'Name of the reporting period.';
comment on column marts.class_summary.period_starts_on is 'First day of the period.';
comment on column marts.class_summary.period_ends_on is 'Last day of the period.';
comment on column marts.class_summary.is_enrolled_at_end is
'On the roll of the page on the last day of the period; only these enter the totals.';
comment on column marts.class_summary.count_marks is
'Marks of the period; “4/5” is two, codes and finals are none.';
comment on column marts.class_summary.sum_marks is 'Sum of the marks of the period.';
comment on column marts.class_summary.average is
'Sum of the marks divided by their number; empty without marks, never 0.';
comment on column marts.class_summary.weighted_average is
'Sum of mark times weight of the work type, divided by the sum of weights.';
comment on column marts.class_summary.count_missed is 'Lessons missed, for any reason.';
comment on column marts.class_summary.count_missed_ill is 'Lessons missed through illness.';
comment on column marts.class_summary.count_missed_excused is
'Lessons missed with another good reason.';
comment on column marts.class_summary.count_late is 'Lessons the student came late to.';
comment on column marts.class_summary.final is
'Final mark of the period (§2.8): a mark, зачёт, незачёт, exempt, mastered, not_attested.';
comment on column marts.class_summary.final_mark is 'The final mark, where it is a number.';
comment on column marts.class_summary.is_exempt is 'The final is ОСВ, in either sense.';
comment on column marts.class_summary.is_not_attested is 'The final is Н/А.';
