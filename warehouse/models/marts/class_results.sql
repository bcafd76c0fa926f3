-- One row per class, student, subject and period or final mark of the year.
create or replace view marts.class_results as
with thresholds as (
    select max(value) as rounding_threshold
    from staging.stg_parameters
    where parameter_id = 'rounding_threshold'
),

results as (
    select
        results.*,
        cast(
            coalesce(subjects.rounding_threshold, thresholds.rounding_threshold, 0.5)
            as decimal(9, 6)
        ) as threshold,
        try_cast(results.final as smallint) as final_mark
    from intermediate.int_sheet_results as results
    cross join thresholds
    left join staging.stg_subjects as subjects on results.subject_id = subjects.subject_id
),

rounded as (
    select
        *,
        case
            when count_marks > 0
                then
                    sum_marks // count_marks
                    + cast(sum_marks % count_marks >= threshold * count_marks as integer)
        end as rounded_average
    from results
)

select
    rounded.class_id,
    rounded.student_id,
    rounded.subject_id,
    pages.subject_name,
    pages.subject_short_name,
    rounded.page_id,
    pages.unit_name,
    rounded.grading,
    rounded.period_id,
    rounded.period_name,
    rounded.period_kind,
    rounded.period_starts_on,
    rounded.period_ends_on,
    rounded.is_enrolled_at_end,
    rounded.count_marks,
    rounded.sum_marks,
    rounded.count_transferred,
    rounded.is_final_transferred,
    rounded.final,
    rounded.final_mark,
    rounded.rounded_average,
    cast(rounded.sum_weighted as double) as sum_weighted,
    cast(rounded.sum_weights as double) as sum_weights,
    cast(rounded.threshold as double) as rounding_threshold,
    coalesce(students.student_name, rounded.student_id) as student_name,
    cast(rounded.sum_marks as double) / nullif(rounded.count_marks, 0) as average,
    cast(rounded.sum_weighted as double) / nullif(rounded.sum_weights, 0) as weighted_average,
    rounded.final_mark - rounded.rounded_average as objectivity,
    coalesce(rounded.final in ('exempt', 'mastered'), false) as is_exempt,
    coalesce(rounded.final = 'not_attested', false) as is_not_attested,
    coalesce(former.group_name, rounded.former_unit_id) as transferred_from
from rounded
inner join intermediate.int_page_names as pages on rounded.page_id = pages.page_id
left join staging.stg_students as students on rounded.student_id = students.student_id
left join staging.stg_groups as former on rounded.former_unit_id = former.group_id;

comment on view marts.class_results is
'The summary sheet (§2.9): each student''s result in each subject, study groups merged into it.';
comment on column marts.class_results.class_id is 'The class.';
comment on column marts.class_results.student_id is 'Number of the student''s personal file.';
comment on column marts.class_results.student_name is 'Surname and given name.';
comment on column marts.class_results.subject_id is 'Code of the subject.';
comment on column marts.class_results.subject_name is 'Name of the subject.';
comment on column marts.class_results.subject_short_name is 'Name for a narrow column.';
comment on column marts.class_results.page_id is 'The journal page.';
comment on column marts.class_results.unit_name is 'Class or study group of the page.';
comment on column marts.class_results.grading is 'Marks, pass or none.';
comment on column marts.class_results.period_id is 'The reporting period.';
comment on column marts.class_results.period_name is 'Name of the reporting period.';
comment on column marts.class_results.period_kind is
'A reporting period, or the mark of the year, an exam or overall.';
comment on column marts.class_results.period_starts_on is 'First day of the period.';
comment on column marts.class_results.period_ends_on is 'Last day of the period.';
comment on column marts.class_results.is_enrolled_at_end is
'On the roll of the page on the last day of the period; only these enter the totals.';
comment on column marts.class_results.count_marks is
'Marks of the period; “4/5” is two, codes and finals are none.';
comment on column marts.class_results.sum_marks is 'Sum of the marks of the period.';
comment on column marts.class_results.average is
'Sum of the marks divided by their number; empty without marks, never 0.';
comment on column marts.class_results.sum_weighted is
'Numerator of the weighted average: each mark times the weight of its work type.';
comment on column marts.class_results.sum_weights is
'Denominator of the weighted average: the weights of the marks.';
comment on column marts.class_results.weighted_average is
'Sum of mark times weight of the work type, divided by the sum of weights.';
comment on column marts.class_results.count_transferred is
'Those of the marks that were given in a former class or study group.';
comment on column marts.class_results.transferred_from is
'The former class or study group that transferred marks are from.';
comment on column marts.class_results.is_final_transferred is
'The final mark was given in a former class or study group.';
comment on column marts.class_results.final is
'Final mark of the period (§2.8): a mark, зачёт, незачёт, exempt, mastered, not_attested.';
comment on column marts.class_results.final_mark is 'The final mark, where it is a number.';
comment on column marts.class_results.rounding_threshold is
'From which rest on the average is rounded up: the subject''s, else the school''s.';
comment on column marts.class_results.rounded_average is
'The mark that the average comes to by the threshold.';
comment on column marts.class_results.objectivity is
'The final mark less the rounded average.';
comment on column marts.class_results.is_exempt is 'The final is ОСВ, in either sense.';
comment on column marts.class_results.is_not_attested is 'The final is Н/А.';
