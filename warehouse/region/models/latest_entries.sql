-- One row per cell that holds a value.
create or replace view latest_entries as
with latest as (
    select
        school_id,
        year_id,
        page,
        class_id,
        lesson_on,
        slot,
        period_id,
        student,
        kind,
        value,
        mark_1,
        mark_2,
        entry_id
    from lake.entries
    qualify row_number() over (
        partition by school_id, year_id, page, lesson_on, slot, period_id, student, kind
        order by entry_id desc
    ) = 1
)

select
    school_id,
    year_id,
    page,
    class_id,
    lesson_on,
    slot,
    period_id,
    student,
    kind,
    value,
    mark_1,
    mark_2,
    entry_id
from latest
where value is not null;

comment on view latest_entries is
'The latest published entry of each cell; a removed one is not there. Void entries (§4.4) are never
published, or taken back with the next publication.';
