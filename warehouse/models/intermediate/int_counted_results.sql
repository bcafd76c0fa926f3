-- One row per class, student, subject and period or final mark of the year.
create or replace view intermediate.int_counted_results as
with kept as (
    select
        unnest(
            cast(
                getvariable('sheet_results') as struct(
                    class_id VARCHAR,
                    student_id VARCHAR,
                    student_name VARCHAR,
                    subject_id VARCHAR,
                    subject_name VARCHAR,
                    subject_short_name VARCHAR,
                    page_id VARCHAR,
                    grading VARCHAR,
                    period_id VARCHAR,
                    period_kind VARCHAR,
                    is_enrolled_at_end BOOLEAN,
                    final VARCHAR,
                    final_mark SMALLINT,
                    objectivity BIGINT,
                    is_exempt BOOLEAN,
                    is_not_attested BOOLEAN
                )[]
            )
        ) as told
)

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
from marts.class_results
where getvariable('sheet_results') is null
union all
select
    told.class_id,
    told.student_id,
    told.student_name,
    told.subject_id,
    told.subject_name,
    told.subject_short_name,
    told.page_id,
    told.grading,
    told.period_id,
    told.period_kind,
    told.is_enrolled_at_end,
    told.final,
    told.final_mark,
    told.objectivity,
    told.is_exempt,
    told.is_not_attested
from kept;

comment on view intermediate.int_counted_results is
'What the totals and categories of a summary sheet are counted from; on a cursor that has already
made the results of one class (sheet_results), those, so that they are not made four times.';
