-- Homeroom and staff changes during the year.

-- Who leads a class instead of its homeroom teacher, from a day until a day (empty: until
-- it is said). Sheet of the set-up, dated like every other.
create table setup.homeroom_stands (
    class_id varchar, person_id varchar, starts_on date, ends_on date, valid_from date,
    valid_to date
);

-- What passed on by an order, append-only and sealed: one row per page, class, roles or
-- person, beside the set of changes of the set-up that made it (set_id). number: of the
-- deed in the year's book. kind: page, homeroom, leave, absence, return, join. what: page,
-- homeroom, roles, person. person_id: whom the deed is about. person_to '' is nobody yet,
-- person_from '' that the page is shared. until_on: the last day, empty if open. A return
-- names the absence that it ends or prolongs (of_set_id). Taken back by a set that undoes.
create table journal.staff_changes (
    set_id bigint, part integer, year_id varchar, number integer, kind varchar,
    of_set_id bigint, person_id varchar, what varchar, unit_id varchar,
    subject_id varchar, person_from varchar, person_to varchar, from_on date,
    until_on date, order_number varchar, order_on date, reason varchar,
    changed_at timestamp, changed_by varchar, block_id bigint
);
