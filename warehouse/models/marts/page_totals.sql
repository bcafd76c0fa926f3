-- One row per class, subject, journal page and period or final mark of the year.
create or replace view marts.page_totals as
with weights as (
    select
        max(value) filter (where parameter_id = 'sou_weight_5') as weight_5,
        max(value) filter (where parameter_id = 'sou_weight_4') as weight_4,
        max(value) filter (where parameter_id = 'sou_weight_3') as weight_3,
        max(value) filter (where parameter_id = 'sou_weight_2') as weight_2,
        max(value) filter (where parameter_id = 'sou_weight_not_attested')
            as weight_not_attested
    from staging.stg_parameters
),

counts as (
    select
        class_id,
        subject_id,
        subject_name,
        page_id,
        period_id,
        period_name,
        period_starts_on,
        period_ends_on,
        cast(coalesce(sum(final_mark), 0) as bigint) as sum_finals,
        count(*) filter (where final_mark = 5) as count_5,
        count(*) filter (where final_mark = 4) as count_4,
        count(*) filter (where final_mark = 3) as count_3,
        count(*) filter (where final_mark <= 2) as count_2,
        count(*) filter (where is_not_attested) as count_not_attested,
        count(*) filter (where is_exempt) as count_exempt,
        count(*) filter (where final is null) as count_without_final
    from marts.class_results
    where is_enrolled_at_end and grading = 'marks'
    group by
        class_id, subject_id, subject_name, page_id, period_id, period_name,
        period_starts_on, period_ends_on
)

select
    counts.class_id,
    counts.subject_id,
    counts.subject_name,
    counts.page_id,
    counts.period_id,
    counts.period_name,
    counts.period_starts_on,
    counts.period_ends_on,
    counts.sum_finals,
    counts.count_5,
    counts.count_4,
    counts.count_3,
    counts.count_2,
    counts.count_not_attested,
    counts.count_exempt,
    counts.count_without_final,
    counts.count_5 + counts.count_4 + counts.count_3 + counts.count_2 as count_marked,
    counts.count_5 + counts.count_4 + counts.count_3 + counts.count_2
    + counts.count_not_attested as count_attested_base,
    weights.weight_5 * counts.count_5 + weights.weight_4 * counts.count_4
    + weights.weight_3 * counts.count_3 + weights.weight_2 * counts.count_2
    + weights.weight_not_attested * counts.count_not_attested as sou_sum
from counts
cross join weights;

comment on view marts.page_totals is
'Final marks counted page by page: what the figures of a teacher, a subject or a level are added
up from. Over the pages of a subject they are those of the totals under the summary sheet (§2.9).';
comment on column marts.page_totals.class_id is 'The class.';
comment on column marts.page_totals.subject_id is 'Code of the subject.';
comment on column marts.page_totals.subject_name is 'Name of the subject.';
comment on column marts.page_totals.page_id is 'The journal page.';
comment on column marts.page_totals.period_id is 'The reporting period.';
comment on column marts.page_totals.period_name is 'Name of the reporting period.';
comment on column marts.page_totals.period_starts_on is 'First day of the period.';
comment on column marts.page_totals.period_ends_on is 'Last day of the period.';
comment on column marts.page_totals.sum_finals is 'Sum of the final marks.';
comment on column marts.page_totals.count_5 is 'Students with the final mark 5.';
comment on column marts.page_totals.count_4 is 'Students with the final mark 4.';
comment on column marts.page_totals.count_3 is 'Students with the final mark 3.';
comment on column marts.page_totals.count_2 is 'Students with the final mark 2 (or 1).';
comment on column marts.page_totals.count_not_attested is 'Students with Н/А.';
comment on column marts.page_totals.count_exempt is 'Students with ОСВ, in either sense.';
comment on column marts.page_totals.count_without_final is
'Students who have no final mark yet.';
comment on column marts.page_totals.count_marked is 'Students whose final is a number.';
comment on column marts.page_totals.count_attested_base is
'N of the formulas: enrolled, less ОСВ, less no final mark yet; Н/А counts, зачёт does not.';
comment on column marts.page_totals.sou_sum is
'Numerator of СОУ: each count times its weight.';
