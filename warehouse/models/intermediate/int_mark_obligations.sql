-- One row per written work, student who wrote it and stay on the roll.
create or replace view intermediate.int_mark_obligations as
with absent as (
    select
        cells.page_id,
        cells.lesson_id,
        cells.student_id
    from staging.stg_current as cells
    inner join intermediate.int_missed_codes as missed on cells.attendance = missed.code
    where cells.field = 'mark'
)

select
    written.page_id,
    written.lesson_id,
    roster.student_id,
    written.lesson_on,
    written.starts_at,
    roster.ends_on as on_roll_until
from intermediate.int_written_lessons as written
inner join staging.stg_roster as roster
    on
        written.page_id = roster.page_id
        and written.lesson_on between roster.starts_on and roster.ends_on
anti join absent
    on
        written.page_id = absent.page_id
        and written.lesson_id = absent.lesson_id
        and roster.student_id = absent.student_id;

comment on view intermediate.int_mark_obligations is
'Marks that written works owe (§2.5): one for each student present.';
