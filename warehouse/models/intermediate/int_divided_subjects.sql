-- One row per class and subject that it learns in groups.
create or replace view intermediate.int_divided_subjects as
with years as (
    select day_on
    from intermediate.int_school_year
),

class_sizes as (
    select
        students.class_id,
        count(*) as count_students
    from staging.stg_students as students
    inner join years
        on
            years.day_on >= coalesce(students.enrolled_on, years.day_on)
            and years.day_on <= coalesce(students.left_on, years.day_on)
    group by students.class_id
),

rolls as (
    select
        roster.page_id,
        roster.student_id,
        roster.class_id,
        pages.unit_id,
        pages.unit_kind,
        pages.subject_id
    from staging.stg_roster as roster
    inner join years on years.day_on between roster.starts_on and roster.ends_on
    inner join staging.stg_pages as pages on roster.page_id = pages.page_id
),

-- A subject is divided in a class that has no lessons of it as a whole, and of which
-- more than half is in its groups: fewer have chosen it.
places as (
    select
        class_id,
        subject_id,
        student_id,
        count(distinct page_id) as count_places,
        bool_or(unit_kind = 'class') as is_whole
    from rolls
    group by class_id, subject_id, student_id
)

select
    places.class_id,
    places.subject_id,
    any_value(class_sizes.count_students) - count(*) as count_in_none,
    count(*) filter (where places.count_places > 1) as count_in_two,
    any_value(class_sizes.count_students) as count_students
from places
inner join class_sizes on places.class_id = class_sizes.class_id
group by places.class_id, places.subject_id
having not bool_or(places.is_whole) and count(*) * 2 > count_students;

comment on view intermediate.int_divided_subjects is
'Subjects that most of a class learns in groups (§2.3), with the students of the class who are in
none of the groups, and those who are in two.';
