-- One row per class, subject and reporting period.
create or replace view marts.class_totals as
with parameters as (
    select
        parameter_id,
        cast(value as decimal(18, 6)) as weight
    from staging.stg_parameters
),

weights as (
    select
        max(weight) filter (where parameter_id = 'sou_weight_5') as sou_weight_5,
        max(weight) filter (where parameter_id = 'sou_weight_4') as sou_weight_4,
        max(weight) filter (where parameter_id = 'sou_weight_3') as sou_weight_3,
        max(weight) filter (where parameter_id = 'sou_weight_2') as sou_weight_2,
        max(weight) filter (where parameter_id = 'sou_weight_not_attested')
            as sou_weight_not_attested
    from parameters
),

finals as (
    select
        class_id,
        subject_id,
        subject_name,
        subject_short_name,
        period_id,
        final,
        final_mark,
        objectivity,
        is_exempt,
        is_not_attested
    from intermediate.int_counted_results
    where is_enrolled_at_end and grading = 'marks'
),

counts as (
    select
        class_id,
        subject_id,
        subject_name,
        subject_short_name,
        period_id,
        cast(coalesce(sum(final_mark), 0) as bigint) as sum_finals,
        cast(coalesce(sum(objectivity), 0) as bigint) as sum_objectivity,
        count(*) as count_enrolled,
        count(*) filter (where final_mark = 5) as count_5,
        count(*) filter (where final_mark = 4) as count_4,
        count(*) filter (where final_mark = 3) as count_3,
        count(*) filter (where final_mark <= 2) as count_2,
        count(*) filter (where is_not_attested) as count_not_attested,
        count(*) filter (where is_exempt) as count_exempt,
        count(*) filter (where final in ('зачёт', 'незачёт')) as count_passes,
        count(*) filter (where final is null) as count_without_final,
        count(objectivity) as count_compared,
        count(*) filter (where objectivity > 0) as count_above_average,
        count(*) filter (where objectivity < 0) as count_below_average
    from finals
    group by class_id, subject_id, subject_name, subject_short_name, period_id
),

figures as (
    select
        counts.*,
        weights.sou_weight_5,
        weights.sou_weight_4,
        weights.sou_weight_3,
        weights.sou_weight_2,
        weights.sou_weight_not_attested,
        counts.count_5 + counts.count_4 + counts.count_3 + counts.count_2 as count_marked,
        counts.count_5 + counts.count_4 + counts.count_3 + counts.count_2
        + counts.count_not_attested as count_attested_base,
        weights.sou_weight_5 * counts.count_5 + weights.sou_weight_4 * counts.count_4
        + weights.sou_weight_3 * counts.count_3 + weights.sou_weight_2 * counts.count_2
        + weights.sou_weight_not_attested * counts.count_not_attested as sou_sum
    from counts
    cross join weights
)

select
    class_id,
    subject_id,
    subject_name,
    subject_short_name,
    period_id,
    count_enrolled,
    count_5,
    count_4,
    count_3,
    count_2,
    count_not_attested,
    count_exempt,
    count_passes,
    count_without_final,
    count_attested_base,
    count_marked,
    sum_finals,
    count_compared,
    count_above_average,
    count_below_average,
    sum_objectivity,
    cast(sou_sum as double) as sou_sum,
    cast(sou_weight_5 as double) as sou_weight_5,
    cast(sou_weight_4 as double) as sou_weight_4,
    cast(sou_weight_3 as double) as sou_weight_3,
    cast(sou_weight_2 as double) as sou_weight_2,
    cast(sou_weight_not_attested as double) as sou_weight_not_attested,
    cast(100 as double) * (count_5 + count_4 + count_3) / nullif(count_attested_base, 0)
        as success_percent,
    cast(100 as double) * (count_5 + count_4) / nullif(count_attested_base, 0)
        as quality_percent,
    cast(sou_sum as double) / nullif(count_attested_base, 0) as sou_percent,
    cast(sum_finals as double) / nullif(count_marked, 0) as average
from figures;

comment on view marts.class_totals is
'Totals under the summary sheet (§2.9), over final marks of students enrolled at the end.';
comment on column marts.class_totals.class_id is 'The class.';
comment on column marts.class_totals.subject_id is 'Code of the subject.';
comment on column marts.class_totals.subject_name is 'Name of the subject.';
comment on column marts.class_totals.subject_short_name is 'Name for a narrow column.';
comment on column marts.class_totals.period_id is 'The reporting period.';
comment on column marts.class_totals.count_enrolled is
'Students on the roll on the last day of the period.';
comment on column marts.class_totals.count_5 is 'Students with the final mark 5.';
comment on column marts.class_totals.count_4 is 'Students with the final mark 4.';
comment on column marts.class_totals.count_3 is 'Students with the final mark 3.';
comment on column marts.class_totals.count_2 is 'Students with the final mark 2 (or 1).';
comment on column marts.class_totals.count_not_attested is 'Students with Н/А.';
comment on column marts.class_totals.count_exempt is 'Students with ОСВ, in either sense.';
comment on column marts.class_totals.count_passes is
'Students with зачёт or незачёт, which are no marks.';
comment on column marts.class_totals.count_compared is
'Students with a final mark that is a number and an average to compare it with.';
comment on column marts.class_totals.count_above_average is
'Students whose final mark is above the rounded average.';
comment on column marts.class_totals.count_below_average is
'Students whose final mark is below the rounded average.';
comment on column marts.class_totals.sum_objectivity is
'Sum of the differences of final mark and rounded average.';
comment on column marts.class_totals.count_without_final is
'Students who have no final mark yet.';
comment on column marts.class_totals.count_attested_base is
'N of the formulas: enrolled, less ОСВ, less no final mark yet; Н/А counts, зачёт does not.';
comment on column marts.class_totals.count_marked is 'Students whose final is a number.';
comment on column marts.class_totals.sum_finals is 'Sum of the final marks.';
comment on column marts.class_totals.sou_sum is
'Numerator of СОУ: each count times its weight.';
comment on column marts.class_totals.success_percent is
'Успеваемость: 100 times (5s, 4s and 3s) divided by N.';
comment on column marts.class_totals.quality_percent is
'Качество знаний: 100 times (5s and 4s) divided by N.';
comment on column marts.class_totals.sou_percent is 'СОУ: its numerator divided by N.';
comment on column marts.class_totals.average is
'Sum of the final marks divided by their number; ОСВ and Н/А are no marks.';
comment on column marts.class_totals.sou_weight_5 is 'Weight of a 5 in СОУ.';
comment on column marts.class_totals.sou_weight_4 is 'Weight of a 4 in СОУ.';
comment on column marts.class_totals.sou_weight_3 is 'Weight of a 3 in СОУ.';
comment on column marts.class_totals.sou_weight_2 is 'Weight of a 2 in СОУ.';
comment on column marts.class_totals.sou_weight_not_attested is 'Weight of Н/А in СОУ.';
