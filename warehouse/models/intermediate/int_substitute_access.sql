-- One row per lesson that a person gives for another and reads today.
create or replace view intermediate.int_substitute_access as
with given as (
    select
        replaced.person_id,
        replaced.page_id,
        replaced.lesson_id,
        lessons.lesson_on
    from staging.stg_replaced_lessons as replaced
    inner join staging.stg_lessons as lessons on replaced.lesson_id = lessons.lesson_id
    where replaced.person_id <> ''
),

due as (
    select
        day_on,
        max(due_on) as due_on
    from intermediate.int_day_terms
    where
        kind <> 'final'
        and day_on in (select given.lesson_on from given)
    group by day_on
)

select
    given.person_id,
    given.page_id,
    given.lesson_id,
    given.lesson_on,
    coalesce(due.due_on, given.lesson_on) as until_on
from given
left join due on given.lesson_on = due.day_on
where
    coalesce(due.due_on, given.lesson_on)
    >= (select looked.held_on from staging.stg_school_day as looked);

comment on view intermediate.int_substitute_access is
'A substitute reads the one lesson, who is on its roll, and what the class had last (§2.3): from
when the replacement is entered until the last term of the lesson ends. The page''s other marks
stay with its teachers.';
