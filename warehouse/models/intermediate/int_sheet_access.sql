-- One row per person and student whose weekly sheet they print.
create or replace view intermediate.int_sheet_access as
select distinct
    classes.person_id,
    students.student_id,
    students.class_id
from staging.stg_students as students
inner join intermediate.int_class_access as classes on students.class_id = classes.class_id
where
    students.enrolled_on <= (select looked.held_on from staging.stg_school_day as looked)
    and coalesce(students.left_on, date '9999-12-31')
    >= (select looked.held_on from staging.stg_school_day as looked);

comment on view intermediate.int_sheet_access is
'Students who are in a class that a person reads whole, today (§1.6): whoever moves is of the
new homeroom teacher from that day on. Nobody else prints a diary.';
