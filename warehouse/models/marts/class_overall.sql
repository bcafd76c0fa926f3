-- One row per class and period or final mark of the year.
create or replace view marts.class_overall as
with by_marks as (
    select
        class_id,
        period_id,
        cast(sum(count_5) as bigint) as count_5,
        cast(sum(count_4) as bigint) as count_4,
        cast(sum(count_3) as bigint) as count_3,
        cast(sum(count_2) as bigint) as count_2,
        cast(sum(count_not_attested) as bigint) as count_not_attested,
        cast(sum(count_exempt) as bigint) as count_exempt,
        cast(sum(count_passes) as bigint) as count_passes,
        cast(sum(count_without_final) as bigint) as count_without_final,
        cast(sum(count_attested_base) as bigint) as count_attested_base,
        cast(sum(count_marked) as bigint) as count_marked,
        cast(sum(sum_finals) as bigint) as sum_finals,
        cast(sum(count_compared) as bigint) as count_compared,
        cast(sum(count_above_average) as bigint) as count_above_average,
        cast(sum(count_below_average) as bigint) as count_below_average,
        cast(sum(sum_objectivity) as bigint) as sum_objectivity,
        sum(sou_sum) as sou_sum,
        max(sou_weight_5) as sou_weight_5,
        max(sou_weight_4) as sou_weight_4,
        max(sou_weight_3) as sou_weight_3,
        max(sou_weight_2) as sou_weight_2,
        max(sou_weight_not_attested) as sou_weight_not_attested
    from marts.class_totals
    group by class_id, period_id
),

by_students as (
    select
        class_id,
        period_id,
        count(*) as count_students,
        count(*) filter (where count_marked + count_not_attested + count_failed > 0)
            as count_attested_students,
        count(*) filter (where is_all_3_and_above) as count_successful_students,
        count(*) filter (where is_all_5 or is_all_4_and_5) as count_good_students,
        count(*) filter (where not is_complete) as count_incomplete_students
    from marts.class_students
    where is_enrolled_at_end
    group by class_id, period_id
)

select
    by_marks.class_id,
    by_marks.period_id,
    by_marks.count_5,
    by_marks.count_4,
    by_marks.count_3,
    by_marks.count_2,
    by_marks.count_not_attested,
    by_marks.count_exempt,
    by_marks.count_passes,
    by_marks.count_without_final,
    by_marks.count_attested_base,
    by_marks.count_marked,
    by_marks.sum_finals,
    by_marks.count_compared,
    by_marks.count_above_average,
    by_marks.count_below_average,
    by_marks.sum_objectivity,
    by_marks.sou_sum,
    by_marks.sou_weight_5,
    by_marks.sou_weight_4,
    by_marks.sou_weight_3,
    by_marks.sou_weight_2,
    by_marks.sou_weight_not_attested,
    by_students.count_students,
    by_students.count_attested_students,
    by_students.count_successful_students,
    by_students.count_good_students,
    by_students.count_incomplete_students,
    cast(100 as double) * (by_marks.count_5 + by_marks.count_4 + by_marks.count_3)
    / nullif(by_marks.count_attested_base, 0) as success_percent,
    cast(100 as double) * (by_marks.count_5 + by_marks.count_4)
    / nullif(by_marks.count_attested_base, 0) as quality_percent,
    by_marks.sou_sum / nullif(by_marks.count_attested_base, 0) as sou_percent,
    cast(by_marks.sum_finals as double) / nullif(by_marks.count_marked, 0) as average,
    cast(100 as double) * by_students.count_successful_students
    / nullif(by_students.count_attested_students, 0) as student_success_percent,
    cast(100 as double) * by_students.count_good_students
    / nullif(by_students.count_attested_students, 0) as student_quality_percent
from by_marks
inner join by_students
    on by_marks.class_id = by_students.class_id and by_marks.period_id = by_students.period_id;

comment on view marts.class_overall is
'The class as a whole (§2.9): the sums of its subjects, and the shares of its students.';
comment on column marts.class_overall.class_id is 'The class.';
comment on column marts.class_overall.period_id is 'The reporting period.';
comment on column marts.class_overall.count_5 is 'Final marks 5 over all subjects.';
comment on column marts.class_overall.count_4 is 'Final marks 4 over all subjects.';
comment on column marts.class_overall.count_3 is 'Final marks 3 over all subjects.';
comment on column marts.class_overall.count_2 is 'Final marks 2 (or 1) over all subjects.';
comment on column marts.class_overall.count_not_attested is 'Н/А over all subjects.';
comment on column marts.class_overall.count_exempt is 'ОСВ over all subjects, in either sense.';
comment on column marts.class_overall.count_passes is
'зачёт and незачёт over all subjects with marks.';
comment on column marts.class_overall.count_without_final is
'Final marks that are still missing over all subjects.';
comment on column marts.class_overall.count_attested_base is
'N of the class: the sum of N of its subjects.';
comment on column marts.class_overall.count_marked is 'Final marks that are numbers.';
comment on column marts.class_overall.sum_finals is 'Sum of the final marks.';
comment on column marts.class_overall.count_compared is
'Final marks that are numbers and have an average to compare them with.';
comment on column marts.class_overall.count_above_average is
'Final marks above the rounded average.';
comment on column marts.class_overall.count_below_average is
'Final marks below the rounded average.';
comment on column marts.class_overall.sum_objectivity is
'Sum of the differences of final mark and rounded average.';
comment on column marts.class_overall.sou_sum is 'Numerator of СОУ: each count times its weight.';
comment on column marts.class_overall.sou_weight_5 is 'Weight of a 5 in СОУ.';
comment on column marts.class_overall.sou_weight_4 is 'Weight of a 4 in СОУ.';
comment on column marts.class_overall.sou_weight_3 is 'Weight of a 3 in СОУ.';
comment on column marts.class_overall.sou_weight_2 is 'Weight of a 2 in СОУ.';
comment on column marts.class_overall.sou_weight_not_attested is 'Weight of Н/А in СОУ.';
comment on column marts.class_overall.count_students is
'Students on the roll on the last day of the period.';
comment on column marts.class_overall.count_attested_students is
'Students with at least one mark, Н/А or незачёт: the denominator of the shares of students.';
comment on column marts.class_overall.count_successful_students is
'Students without 2, Н/А and незачёт.';
comment on column marts.class_overall.count_good_students is
'Students with 4 and 5 alone.';
comment on column marts.class_overall.count_incomplete_students is
'Students who lack a final mark: their category may still change.';
comment on column marts.class_overall.success_percent is
'Успеваемость: 100 times (5s, 4s and 3s) divided by N.';
comment on column marts.class_overall.quality_percent is
'Качество знаний: 100 times (5s and 4s) divided by N.';
comment on column marts.class_overall.sou_percent is 'СОУ: its numerator divided by N.';
comment on column marts.class_overall.average is
'Sum of the final marks divided by their number; ОСВ and Н/А are no marks.';
comment on column marts.class_overall.student_success_percent is
'Share of the students without 2, Н/А and незачёт among those attested, in percent.';
comment on column marts.class_overall.student_quality_percent is
'Share of the students with 4 and 5 alone among those attested, in percent.';
