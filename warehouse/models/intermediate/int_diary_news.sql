-- One row per student, day and thing in the diary, each time that it was entered.
create or replace view intermediate.int_diary_news as
with lessons as (
    select
        lesson_id,
        page_id,
        lesson_on
    from staging.stg_lessons
),

entries as (
    select
        page_id,
        lesson_id,
        student_id,
        field,
        recorded_at
    from intermediate.int_valid_entries
    where field in ('mark', 'comment') and lesson_id <> ''
)

select
    entries.student_id,
    lessons.lesson_on as day_on,
    'mark:' || entries.lesson_id as item,
    entries.recorded_at
from entries
inner join lessons
    on entries.page_id = lessons.page_id and entries.lesson_id = lessons.lesson_id
where entries.field = 'mark'
union all
select distinct
    roster.student_id,
    lessons.lesson_on as day_on,
    'comment:' || entries.lesson_id as item,
    entries.recorded_at
from entries
inner join lessons
    on entries.page_id = lessons.page_id and entries.lesson_id = lessons.lesson_id
inner join staging.stg_roster as roster
    on
        entries.page_id = roster.page_id
        and lessons.lesson_on between roster.starts_on and roster.ends_on
where entries.field = 'comment'
union all
select
    student_id,
    message_on as day_on,
    'message:' || page_id || message_id as item,
    recorded_at
from intermediate.int_diary_messages;

comment on view intermediate.int_diary_news is
'What a parent who has seen a week would want to hear of: marks and absences, comments and
messages, also when they were changed or removed. Topics and homework are no news of the past.';
