-- One row per hint about a final mark or the average of a student on a page.
create or replace view intermediate.int_hints_of_results as
with results as (
    select
        found.*,
        numbers.border_width,
        numbers.few_marks_weeks,
        numbers.failed_subjects,
        numbers.not_attested_subjects,
        count(*) filter (where found.final_mark <= 2) over of_student as count_failed,
        count(*) filter (where found.is_not_attested) over of_student
            as count_not_attested,
        -- The nearer one of the borders below and above the average.
        case
            when
                found.average - found.whole_average
                >= found.rounding_threshold - 0.5
                then found.whole_average + found.rounding_threshold
            else found.whole_average - 1 + found.rounding_threshold
        end as border
    from intermediate.int_hint_results as found
    inner join intermediate.int_hint_numbers as numbers
        on found.asked_on = numbers.asked_on
    window of_student as (partition by found.class_id, found.student_id, found.period_id)
)

select
    class_id,
    student_id,
    page_id,
    period_id,
    'final_is_two' as hint,
    cast(final_mark as double) as figure,
    cast(null as double) as compared_with,
    count_marks as count_base,
    cast(null as date) as happened_on
from results
where final_mark <= 2 and count_failed >= failed_subjects
union all
select
    class_id,
    student_id,
    page_id,
    period_id,
    'not_attested' as hint,
    cast(null as double) as figure,
    cast(null as double) as compared_with,
    count_marks as count_base,
    cast(null as date) as happened_on
from results
where is_not_attested and count_not_attested >= not_attested_subjects
union all
select
    class_id,
    student_id,
    page_id,
    period_id,
    'two_is_expected' as hint,
    average as figure,
    2 + rounding_threshold as compared_with,
    count_marks as count_base,
    cast(null as date) as happened_on
from results
where is_expected and rounded_average <= 2
union all
select
    class_id,
    student_id,
    page_id,
    period_id,
    'average_near_a_border' as hint,
    average as figure,
    border as compared_with,
    count_marks as count_base,
    cast(null as date) as happened_on
from results
where
    is_expected
    and abs(average - border) <= border_width + 1e-9
    and border between 2 and 5
union all
select
    class_id,
    student_id,
    page_id,
    period_id,
    'few_marks_before_the_end' as hint,
    cast(count_marks as double) as figure,
    minimum_marks as compared_with,
    count_marks as count_base,
    ends_on as happened_on
from results
where
    final is null
    and count_marks < minimum_marks
    and asked_on > ends_on - cast(7 * few_marks_weeks as integer);

comment on view intermediate.int_hints_of_results is
'Final marks that ask for help, averages that will round to “2” or lie near a border, and
students who have too few marks shortly before the end of a period (§2.8).';
