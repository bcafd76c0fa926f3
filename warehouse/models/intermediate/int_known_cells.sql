-- One row per cell that held a value at the moment asked about.
create or replace view intermediate.int_known_cells as
with past as (
    select
        unnest(
            cast(
                getvariable('as_of_cells') as struct(
                    page_id VARCHAR,
                    lesson_id VARCHAR,
                    student_id VARCHAR,
                    field VARCHAR,
                    "value" VARCHAR,
                    attendance VARCHAR
                )[]
            )
        ) as told
)

select
    page_id,
    lesson_id,
    student_id,
    field,
    value,
    attendance
from staging.stg_current
where getvariable('as_of_day') is null
union all
select
    told.page_id,
    told.lesson_id,
    told.student_id,
    told.field,
    told.value,
    told.attendance
from past;

comment on view intermediate.int_known_cells is
'The values of cells now; on a cursor that `warehouse/past.py` took back to a day, as they stood at
its end on the pages of one class. Void entries are left out of both.';
