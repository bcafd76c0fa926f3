-- One row per student and message to the student's parents or class.
create or replace view marts.diary_messages as
with messages as (
    select
        page_id,
        student_id,
        period_id,
        value_text,
        recorded_at,
        recorded_by,
        coalesce(
            try_cast(split_part(period_id, ':', 2) as date),
            cast(recorded_at as date)
        ) as message_on
    from staging.stg_current
    where field = 'message'
),

units as (
    select
        page_id,
        unit_id
    from staging.stg_pages
),

stays as (
    select distinct
        units.unit_id,
        roster.student_id,
        roster.starts_on,
        roster.ends_on
    from staging.stg_roster as roster
    inner join units on roster.page_id = units.page_id
)

select distinct
    stays.student_id,
    messages.message_on,
    messages.page_id,
    messages.period_id as message_id,
    messages.value_text,
    messages.student_id = '' as is_to_class,
    coalesce(people.person_name, messages.recorded_by) as person_name
from messages
inner join units on messages.page_id = units.page_id
inner join stays
    on
        units.unit_id = stays.unit_id
        and messages.student_id in ('', stays.student_id)
        and messages.message_on between stays.starts_on and stays.ends_on
left join intermediate.int_person_names as people on messages.recorded_by = people.person_id;

comment on view marts.diary_messages is
'What teachers wrote to the parents of a student or of the whole class (§1.5). A message to a
class stands on one page of it and reaches all its students, those with an individual plan too.';
comment on column marts.diary_messages.student_id is
'Number of the student''s personal file.';
comment on column marts.diary_messages.message_on is 'Day of the message.';
comment on column marts.diary_messages.page_id is 'The journal page of the teacher.';
comment on column marts.diary_messages.message_id is
'The message: its day and the lasting key of its row.';
comment on column marts.diary_messages.value_text is 'As the teacher wrote it.';
comment on column marts.diary_messages.is_to_class is
'To the parents of the whole class or study group.';
comment on column marts.diary_messages.person_name is 'Name of who handed it in.';
