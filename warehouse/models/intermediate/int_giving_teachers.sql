-- One row per lesson and person who gives it.
create or replace view intermediate.int_giving_teachers as
with lessons as (
    select
        lessons.lesson_id,
        lessons.page_id,
        lessons.lesson_on,
        coalesce(replaced.kind, '') as kind, -- noqa: RF04
        coalesce(replaced.person_id, '') as substitute_id
    from staging.stg_lessons as lessons
    left join staging.stg_replaced_lessons as replaced
        on lessons.lesson_id = replaced.lesson_id
)

select
    lessons.lesson_id,
    lessons.page_id,
    lessons.lesson_on,
    lessons.kind,
    lessons.substitute_id <> '' as is_substitute,
    coalesce(nullif(lessons.substitute_id, ''), teachers.person_id) as person_id
from lessons
left join staging.stg_page_teachers as teachers
    on
        lessons.substitute_id = ''
        and lessons.page_id = teachers.page_id
        and lessons.lesson_on between teachers.starts_on and teachers.ends_on
where lessons.substitute_id <> '' or teachers.person_id is not null;

comment on view intermediate.int_giving_teachers is
'Who gives a lesson (§2.3): whom a replacement names, else the page''s teachers of that day. kind is
that of the replacement, empty where there is none.';
