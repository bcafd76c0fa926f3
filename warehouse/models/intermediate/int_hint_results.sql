-- One row per class, student, page with marks and reporting period that has begun.
create or replace view intermediate.int_hint_results as
with results as (
    select
        sheet.class_id,
        sheet.student_id,
        sheet.page_id,
        sheet.subject_id,
        sheet.period_id,
        sheet.count_marks,
        sheet.average,
        sheet.final,
        sheet.final_mark,
        sheet.is_not_attested,
        pages.ends_on,
        pages.asked_on,
        pages.minimum_marks,
        pages.rounding_threshold,
        cast(pages.rounding_threshold as decimal(9, 6)) as threshold,
        sheet.sum_marks // nullif(sheet.count_marks, 0) as whole_average,
        sheet.sum_marks % nullif(sheet.count_marks, 0) as rest
    from marts.class_results as sheet
    inner join intermediate.int_hint_pages as pages
        on sheet.page_id = pages.page_id and sheet.period_id = pages.period_id
    where sheet.is_enrolled_at_end and pages.grading = 'marks'
),

rounded as (
    select
        found.*,
        found.whole_average + cast(found.rest >= found.threshold * found.count_marks as integer)
            as rounded_average
    from results as found
)

select
    class_id,
    student_id,
    page_id,
    subject_id,
    period_id,
    count_marks,
    average,
    final,
    final_mark,
    is_not_attested,
    ends_on,
    asked_on,
    minimum_marks,
    rounding_threshold,
    whole_average,
    rounded_average,
    final is null and count_marks >= minimum_marks as is_expected,
    coalesce(
        final_mark,
        case when final is null and count_marks >= minimum_marks then rounded_average end
    ) as outcome
from rounded;

comment on view intermediate.int_hint_results is
'How a student stands on a page: the final mark, else, once there are marks enough for one, what
the average rounds to (§2.8). Hints compare with it; nobody is given a mark by it.';
