-- One row per class, student, subject and period or final mark of the year.
create or replace view intermediate.int_counted_results as
select
    class_id,
    student_id,
    student_name,
    subject_id,
    subject_name,
    subject_short_name,
    page_id,
    grading,
    period_id,
    period_kind,
    is_enrolled_at_end,
    final,
    final_mark,
    objectivity,
    is_exempt,
    is_not_attested
from marts.class_results;

comment on view intermediate.int_counted_results is
'What the totals and categories of a summary sheet are counted from. A sheet that has made the
results of its class asks the models'' own text over those: they are not made four times.';
