-- One row per class, student and period or final mark of the year.
create or replace view marts.class_students as
with taught as (
    select distinct
        page_id,
        period_id
    from staging.stg_lessons
),

results as (
    select
        results.class_id,
        results.student_id,
        results.student_name,
        results.period_id,
        results.period_kind,
        results.is_enrolled_at_end,
        results.final,
        results.final_mark,
        results.is_exempt,
        results.is_not_attested,
        results.final is null
        and results.is_enrolled_at_end
        and (results.period_kind <> 'period' or taught.page_id is not null) as is_missing
    from intermediate.int_counted_results as results
    left join taught
        on results.page_id = taught.page_id and results.period_id = taught.period_id
    where results.grading <> 'none'
),

counts as (
    select
        class_id,
        student_id,
        student_name,
        period_id,
        period_kind,
        cast(coalesce(sum(final_mark), 0) as bigint) as sum_finals,
        bool_or(is_enrolled_at_end) as is_enrolled_at_end,
        count(*) filter (where final_mark = 5) as count_5,
        count(*) filter (where final_mark = 4) as count_4,
        count(*) filter (where final_mark = 3) as count_3,
        count(*) filter (where final_mark <= 2) as count_2,
        count(*) filter (where is_not_attested) as count_not_attested,
        count(*) filter (where is_exempt) as count_exempt,
        count(*) filter (where final = 'зачёт') as count_passed,
        count(*) filter (where final = 'незачёт') as count_failed,
        count(*) filter (where is_missing) as count_without_final,
        count(final_mark) as count_marked
    from results
    group by class_id, student_id, student_name, period_id, period_kind
),

judged as (
    select
        *,
        count_marked > 0 and count_2 + count_not_attested + count_failed = 0 as is_successful,
        count_without_final = 0 as is_complete
    from counts
)

select
    class_id,
    student_id,
    student_name,
    period_id,
    period_kind,
    is_enrolled_at_end,
    count_5,
    count_4,
    count_3,
    count_2,
    count_not_attested,
    count_exempt,
    count_passed,
    count_failed,
    count_without_final,
    count_marked,
    sum_finals,
    is_complete,
    is_successful as is_all_3_and_above,
    cast(sum_finals as double) / nullif(count_marked, 0) as average,
    is_successful and count_5 = count_marked as is_all_5,
    is_successful and count_3 = 0 and count_4 > 0 as is_all_4_and_5,
    is_successful and count_3 = 0 and count_4 = 1 as is_one_4,
    is_successful and count_3 = 1 as is_one_3,
    count_2 > 0 as is_any_2,
    count_not_attested > 0 as is_any_not_attested,
    count_failed > 0 as is_any_failed
from judged;

comment on view marts.class_students is
'The final marks of each student over all subjects, and the categories that follow (§2.9).';
comment on column marts.class_students.class_id is 'The class.';
comment on column marts.class_students.student_id is 'Number of the student''s personal file.';
comment on column marts.class_students.student_name is 'Surname and given name.';
comment on column marts.class_students.period_id is 'The reporting period.';
comment on column marts.class_students.period_kind is
'A reporting period, or the mark of the year, an exam or overall.';
comment on column marts.class_students.is_enrolled_at_end is
'On the roll of the class on the last day of the period; only these are in a category.';
comment on column marts.class_students.count_5 is 'Subjects with the final mark 5.';
comment on column marts.class_students.count_4 is 'Subjects with the final mark 4.';
comment on column marts.class_students.count_3 is 'Subjects with the final mark 3.';
comment on column marts.class_students.count_2 is 'Subjects with the final mark 2 (or 1).';
comment on column marts.class_students.count_not_attested is 'Subjects with Н/А.';
comment on column marts.class_students.count_exempt is 'Subjects with ОСВ, in either sense.';
comment on column marts.class_students.count_passed is 'Subjects with зачёт.';
comment on column marts.class_students.count_failed is 'Subjects with незачёт.';
comment on column marts.class_students.count_without_final is
'Subjects with lessons in the period that have no final mark yet.';
comment on column marts.class_students.count_marked is
'Subjects whose final mark is a number.';
comment on column marts.class_students.sum_finals is 'Sum of the final marks.';
comment on column marts.class_students.average is
'Sum of the final marks divided by their number; ОСВ and Н/А are no marks.';
comment on column marts.class_students.is_complete is
'No final mark is missing: the category will not change.';
comment on column marts.class_students.is_all_5 is 'All final marks are 5.';
comment on column marts.class_students.is_all_4_and_5 is
'All final marks are 4 or 5, with at least one 4.';
comment on column marts.class_students.is_one_4 is 'Exactly one 4, all others 5.';
comment on column marts.class_students.is_one_3 is 'Exactly one 3, all others 4 or 5.';
comment on column marts.class_students.is_all_3_and_above is
'All final marks are 3 or above, without Н/А and незачёт.';
comment on column marts.class_students.is_any_2 is 'At least one 2 (or 1).';
comment on column marts.class_students.is_any_not_attested is 'At least one Н/А.';
comment on column marts.class_students.is_any_failed is 'At least one незачёт.';
