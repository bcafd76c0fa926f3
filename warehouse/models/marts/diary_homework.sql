-- One row per student and lesson in which homework was set.
create or replace view marts.diary_homework as
with stays as (
    select distinct
        page_id,
        student_id,
        starts_on,
        ends_on
    from staging.stg_roster
),

homework as (
    select
        cells.page_id,
        cells.lesson_id,
        cells.value as homework,
        lessons.lesson_on,
        lessons.slot
    from staging.stg_current as cells
    inner join staging.stg_lessons as lessons on cells.lesson_id = lessons.lesson_id
    where cells.field = 'homework' and cells.value <> 'не задано'
),

minutes as (
    select
        lesson_id,
        try_cast(value as integer) as homework_minutes
    from staging.stg_current
    where field = 'minutes'
),

held as (
    select
        lessons.page_id,
        lessons.lesson_on
    from staging.stg_lessons as lessons
    left join staging.stg_replaced_lessons as replaced on lessons.lesson_id = replaced.lesson_id
    where replaced.kind is null or replaced.kind <> 'cancelled'
),

students as (
    select distinct
        page_id,
        student_id
    from stays
),

due as (
    select
        students.student_id,
        homework.page_id,
        homework.lesson_id,
        homework.lesson_on,
        homework.slot,
        homework.homework,
        min(held.lesson_on) as due_on
    from students
    inner join homework on students.page_id = homework.page_id
    left join held on homework.page_id = held.page_id and homework.lesson_on < held.lesson_on
    group by
        students.student_id,
        homework.page_id,
        homework.lesson_id,
        homework.lesson_on,
        homework.slot,
        homework.homework
)

select
    due.student_id,
    due.lesson_id,
    due.page_id,
    pages.subject_name,
    due.lesson_on as set_on,
    due.slot,
    due.homework,
    minutes.homework_minutes,
    due.due_on
from due
inner join stays
    on
        due.student_id = stays.student_id
        and due.page_id = stays.page_id
        and coalesce(due.due_on, due.lesson_on) between stays.starts_on and stays.ends_on
inner join intermediate.int_page_names as pages on due.page_id = pages.page_id
left join minutes on due.lesson_id = minutes.lesson_id;

comment on view marts.diary_homework is
'What is set for which day (§1.5, 2.7): homework is due on the next day on which the page has a
lesson that is not cancelled. It is of those who are on the roll then. Lessons without homework
are not here.';
comment on column marts.diary_homework.student_id is 'Number of the student''s personal file.';
comment on column marts.diary_homework.lesson_id is 'The lesson in which it was set.';
comment on column marts.diary_homework.page_id is 'The journal page.';
comment on column marts.diary_homework.subject_name is 'Name of the subject.';
comment on column marts.diary_homework.set_on is 'Day of the lesson in which it was set.';
comment on column marts.diary_homework.slot is 'Number of that lesson in the day.';
comment on column marts.diary_homework.homework is 'Homework as the teacher wrote it.';
comment on column marts.diary_homework.homework_minutes is 'Minutes it should take.';
comment on column marts.diary_homework.due_on is
'Day of the next lesson; empty where there is none this year.';
