-- One row per teacher and obligation.
create or replace view marts.obligations as
with entries as (
    select
        *,
        max(entry_id) filter (where not is_filled and recorded_at <= due_at) over (
            partition by
                person_id, page_id, lesson_id, period_id, student_id, owed_on, kind,
                entry_student_id
        ) as emptied_entry_id
    from intermediate.int_owed_entries
),

cells as (
    select
        person_id,
        page_id,
        lesson_id,
        period_id,
        student_id,
        owed_on,
        kind,
        any_value(clause) as clause,
        any_value(opens_at) as opens_at,
        any_value(due_at) as due_at,
        arg_max(is_filled, entry_id) as is_standing,
        min(recorded_at) filter (
            where is_filled and entry_id > coalesce(emptied_entry_id, -1)
        ) as first_recorded_at,
        arg_min(is_undetermined, entry_id) filter (
            where is_filled and entry_id > coalesce(emptied_entry_id, -1)
        ) as is_undetermined
    from entries
    group by
        person_id, page_id, lesson_id, period_id, student_id, owed_on, kind, entry_student_id
),

obligations as (
    select
        person_id,
        page_id,
        lesson_id,
        period_id,
        student_id,
        owed_on,
        kind,
        any_value(clause) as clause,
        any_value(opens_at) as opens_at,
        any_value(due_at) as due_at,
        min(first_recorded_at) filter (where is_standing) as first_recorded_at,
        arg_min(is_undetermined, first_recorded_at) filter (where is_standing)
            as is_undetermined
    from cells
    group by person_id, page_id, lesson_id, period_id, student_id, owed_on, kind
)

select
    person_id,
    page_id,
    lesson_id,
    period_id,
    student_id,
    owed_on,
    kind,
    clause,
    opens_at,
    due_at,
    first_recorded_at,
    case
        when first_recorded_at is null then 'none'
        when is_undetermined then 'undetermined'
        when first_recorded_at > due_at then 'late'
        when kind = 'final' and first_recorded_at < opens_at then 'early'
        else 'on_time'
    end as entered
from obligations;

comment on view marts.obligations is
'What teachers must enter, by when, and when they did (§2.5 to 2.8). The first entry that counts
decides; one that was emptied before it was due is as if it had not been, and one that is empty
now is missing. Several teachers of a page owe together.';
comment on column marts.obligations.person_id is 'Who owes it: a teacher of the page that day.';
comment on column marts.obligations.page_id is 'The journal page.';
comment on column marts.obligations.lesson_id is 'The lesson; empty for a final mark.';
comment on column marts.obligations.period_id is 'The reporting period of a final mark.';
comment on column marts.obligations.student_id is
'Whose mark is owed; empty where it is about the lesson.';
comment on column marts.obligations.owed_on is
'The day it is owed of: of the lesson, or the last one of the period.';
comment on column marts.obligations.kind is
'Attendance, topic, homework, written_mark (a mark for a written work) or final.';
comment on column marts.obligations.clause is 'The clause of the regulation.';
comment on column marts.obligations.opens_at is
'From when it is owed, UTC: the beginning of the lesson or of the period''s last days.';
comment on column marts.obligations.due_at is
'The last moment in time, UTC; the end of a day is a microsecond before the next.';
comment on column marts.obligations.first_recorded_at is
'When the server received the entry that decides, UTC; empty while nothing stands there.';
comment on column marts.obligations.entered is
'On_time, late, early (a final mark before the last days), undetermined (brought in by a bulk
import), or none: then the clock says whether it is missing or not yet due.';
