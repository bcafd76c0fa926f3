-- One row per teacher and obligation.
create or replace view marts.obligations as
with explained as (
    select
        person_id,
        page_id,
        lesson_id,
        period_id,
        kind,
        explanation_id,
        reason,
        written_at,
        is_accepted
    from intermediate.int_explanations
)

select
    owed.person_id,
    owed.page_id,
    owed.lesson_id,
    owed.period_id,
    owed.student_id,
    owed.owed_on,
    owed.kind,
    owed.clause,
    owed.opens_at,
    owed.due_at,
    owed.entered,
    owed.first_recorded_at,
    owed.first_entry_id,
    owed.is_early,
    owed.corrected_at,
    owed.void_recorded_at,
    owed.is_counted,
    explained.explanation_id,
    explained.reason,
    explained.is_accepted
from journal.obligations as owed
left join explained
    on
        owed.person_id = explained.person_id
        and owed.page_id = explained.page_id
        and owed.lesson_id = explained.lesson_id
        and owed.period_id = explained.period_id
        and owed.kind = explained.kind
        and (
            owed.kind <> 'lesson_mark'
            or owed.first_recorded_at <= explained.written_at
        );

comment on view marts.obligations is
'What teachers must enter, by when, and when they did (§2.5 to 2.8), as kept by
warehouse/obligations.py, beside what they said of it. Ask bring_up_to_date first; how one came
out at a moment says warehouse/queries/outcomes.py.';
comment on column marts.obligations.person_id is 'Who owes it: a teacher of the page that day.';
comment on column marts.obligations.page_id is 'The journal page.';
comment on column marts.obligations.lesson_id is 'The lesson; empty for a final mark.';
comment on column marts.obligations.period_id is 'The reporting period of a final mark.';
comment on column marts.obligations.student_id is
'Whose mark is owed; empty where it is about the lesson.';
comment on column marts.obligations.owed_on is
'The day it is owed of: of the lesson, or the last one of the period.';
comment on column marts.obligations.kind is
'Attendance, topic, homework, written_mark (a mark for a written work), lesson_mark (one that was
given for other work; nobody owes it, but once given it has a term) or final.';
comment on column marts.obligations.clause is 'The clause of the regulation.';
comment on column marts.obligations.opens_at is
'From when it is owed, UTC: the beginning of the lesson or of the period''s last days; of a
lesson mark not before it was given.';
comment on column marts.obligations.due_at is
'The last moment in time, UTC; the end of a day is a microsecond before the next.';
comment on column marts.obligations.entered is
'On_time, late, undetermined (brought in by a bulk import), or none: then the clock says whether
it is missing or not yet due.';
comment on column marts.obligations.first_recorded_at is
'When the server received the entry that decides, UTC; empty while nothing stands there.';
comment on column marts.obligations.first_entry_id is 'The entry that decides.';
comment on column marts.obligations.is_early is
'A final mark entered before the last days of the period; it counts as on time.';
comment on column marts.obligations.corrected_at is
'When something else was first recorded after the due time and after the entry that decides, UTC;
erased and restored is a correction too.';
comment on column marts.obligations.void_recorded_at is
'When the void entry was received that is the last thing there while nothing valid stands (§4.4).';
comment on column marts.obligations.is_counted is
'One of the teachers who owe it together, so that figures over several teachers count it once.';
comment on column marts.obligations.explanation_id is
'The latest explanation, if it holds; of lesson marks it speaks of those given until then.';
comment on column marts.obligations.reason is 'Why it is late or missing, as its teacher said.';
comment on column marts.obligations.is_accepted is
'Whether the administration accepted the explanation; empty while it has not answered.';
