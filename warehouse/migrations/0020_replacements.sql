-- One row per lesson that goes otherwise than the timetable says (§2.3): `lesson_on` and
-- `slot` are its place in the timetable, and stay its name. kind: substitute, merged (the
-- person gives it), cancelled, moved (to_on, to_slot, room), distance.
create table setup.replacements (
    unit_id varchar, subject_id varchar, lesson_on date, slot smallint, kind varchar,
    person_id varchar, to_on date, to_slot smallint, room varchar, reason varchar,
    document_number varchar, valid_from date, valid_to date
);

-- One row per lesson that a row of the set-up or a distance day of the calendar changes,
-- derived like journal.lessons. person_id: who gives it instead of the page's teachers,
-- '' if they do. said_at: when that was said, UTC.
create table journal.replaced_lessons (
    lesson_id varchar, page_id varchar, kind varchar, person_id varchar, from_on date,
    from_slot smallint, is_distance boolean, reason varchar, document_number varchar,
    said_at timestamp
);
