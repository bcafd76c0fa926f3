-- Movement of students, append-only and sealed (§2.13): one row per movement with its
-- order, beside the set of changes of the set-up that it made (set_id, which is its key).
-- kind: enrol, transfer, leave, return, join_group, leave_group, change_group, plan (an
-- individual plan, §2.3). moved_on is the first day of what the movement brings, of a
-- leaving the last day here; until_on the last day of a plan. groups_from and groups_to
-- are codes with commas. school_name and place: from where, or where to. A movement is
-- taken back by a set that undoes its set; nothing is rewritten here.
create table journal.movements (
    set_id bigint, year_id varchar, number integer, kind varchar, student_id varchar,
    class_from varchar, class_to varchar, groups_from varchar, groups_to varchar,
    moved_on date, until_on date, order_number varchar, order_on date,
    school_name varchar, place varchar, reason varchar, moved_at timestamp,
    moved_by varchar, block_id bigint
);
