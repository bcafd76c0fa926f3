-- One row per lesson with the names of who gives it.
create or replace view intermediate.int_lesson_teachers as
with teachers as (
    select
        giving.lesson_id,
        giving.lesson_on,
        coalesce(people.person_name, giving.person_id) as person_name
    from intermediate.int_giving_teachers as giving
    left join intermediate.int_person_names as people on giving.person_id = people.person_id
)

select
    lesson_id,
    lesson_on,
    string_agg(distinct person_name, ', ' order by person_name) as teacher_names
from teachers
group by lesson_id, lesson_on;

comment on view intermediate.int_lesson_teachers is
'Names of who gives a lesson, in order: the substitute where there is one (§2.3).';
