-- One row per page, reporting period and student, at the moment asked about.
create or replace view intermediate.int_known_sums as
with past as (
    select
        unnest(
            cast(
                getvariable('as_of_sums') as struct(
                    page_id VARCHAR,
                    period_id VARCHAR,
                    student_id VARCHAR,
                    count_marks INTEGER,
                    sum_marks INTEGER,
                    sum_weighted DOUBLE,
                    sum_weights DOUBLE,
                    final VARCHAR
                )[]
            )
        ) as told
)

select
    page_id,
    period_id,
    student_id,
    count_marks,
    sum_marks,
    sum_weighted,
    sum_weights,
    final
from staging.stg_summary
where getvariable('as_of_day') is null
union all
select
    told.page_id,
    told.period_id,
    told.student_id,
    told.count_marks,
    told.sum_marks,
    told.sum_weighted,
    told.sum_weights,
    told.final
from past;

comment on view intermediate.int_known_sums is
'The sums and finals that summary sheets are drawn from: those kept by the writer of the ledger; on
a cursor that `warehouse/past.py` took back to a day, as they stood at its end.';
