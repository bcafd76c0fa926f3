-- One row per lesson with the names of who teaches it that day.
create or replace view intermediate.int_lesson_teachers as
with lessons as (
    select
        lesson_id,
        page_id,
        lesson_on
    from staging.stg_lessons
),

teachers as (
    select
        teachers.page_id,
        teachers.person_id,
        teachers.starts_on,
        teachers.ends_on,
        coalesce(staff.person_name, teachers.person_id) as person_name
    from staging.stg_page_teachers as teachers
    left join staging.stg_staff as staff on teachers.person_id = staff.person_id
)

select
    lessons.lesson_id,
    lessons.lesson_on,
    string_agg(distinct teachers.person_name, ', ' order by teachers.person_name) as teacher_names
from lessons
inner join teachers
    on
        lessons.page_id = teachers.page_id
        and lessons.lesson_on between teachers.starts_on and teachers.ends_on
group by lessons.lesson_id, lessons.lesson_on;

comment on view intermediate.int_lesson_teachers is
'Names of the teachers of a lesson on its day, in order.';
