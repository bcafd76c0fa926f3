-- One row per lesson that goes otherwise than the timetable says.
create or replace view staging.stg_replaced_lessons as
select
    lesson_id,
    page_id,
    kind,
    person_id,
    from_on,
    from_slot,
    is_distance,
    reason,
    document_number,
    said_at
from journal.replaced_lessons;

comment on view staging.stg_replaced_lessons is
'Replacements as the administration entered them (§2.3), and lessons of distance days.';
comment on column staging.stg_replaced_lessons.kind is
'Substitute, merged, cancelled, moved or distance.';
comment on column staging.stg_replaced_lessons.person_id is
'Who gives the lesson instead of the page''s teachers, empty where they do.';
comment on column staging.stg_replaced_lessons.from_on is
'Its day by the timetable; from_slot its number.';
comment on column staging.stg_replaced_lessons.said_at is
'When the administration said so, UTC; empty for distance days of the calendar.';
