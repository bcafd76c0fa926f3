-- One row per class with students on the roll today.
select
    classes.class_id,
    any_value(classes.grade) as grade,
    count(distinct students.student_id) as count_students
from staging.stg_classes as classes
inner join staging.stg_students as students on classes.class_id = students.class_id
cross join staging.stg_school_day as today
where
    students.enrolled_on <= today.held_on
    and coalesce(students.left_on, date '9999-12-31') >= today.held_on
group by classes.class_id
