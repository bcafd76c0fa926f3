-- The regulation's clock: deadlines as data, the kept copy of all obligations, what
-- teachers say of late ones, and mails.

-- One row per kind of entry: by when it is due. counted_from: lesson_day (its end),
-- lesson_end, class_day_end (the last lesson of that class that day), period_end (the
-- amount is then the length of the window that ends there), month, september, learned.
create table setup.deadlines (
    kind varchar, counted_from varchar, amount integer, unit varchar, clause varchar,
    source varchar, valid_from date, valid_to date
);
insert into setup.deadlines
with moved (parameter_id, kind, counted_from) as (
    values
    ('setup_until_day', 'set_up', 'september'),
    ('written_mark_working_days', 'written_mark', 'lesson_day'),
    ('homework_minutes', 'homework', 'class_day_end'),
    ('final_last_days', 'final', 'period_end'),
    ('export_month_day', 'export', 'month'),
    ('breach_working_days', 'breach', 'learned')
)

select
    moved.kind,
    moved.counted_from,
    parameters.value::integer as amount,
    parameters.unit,
    parameters.clause,
    '' as own_act,
    parameters.valid_from,
    parameters.valid_to
from setup.parameters
inner join moved on parameters.parameter_id = moved.parameter_id
union all
select
    same_day.kind,
    'lesson_day' as counted_from,
    0 as amount,
    'working_days' as unit,
    same_day.clause,
    '' as own_act,
    min(about.valid_from) as valid_from,
    null as valid_to
from setup.about
cross join (
    values ('attendance', '§2.5'), ('lesson_mark', '§2.5'), ('topic', '§2.6')
) as same_day (kind, clause)
group by same_day.kind, same_day.clause;
delete from setup.parameters
where parameter_id in (
    'setup_until_day', 'written_mark_working_days', 'homework_minutes',
    'final_last_days', 'export_month_day', 'breach_working_days'
);

-- For which classes the bells ring so: '' for all, grades or classes as in the calendar.
alter table setup.bells add column classes varchar default '';
-- True: on its days the row stands instead of the unit's ordinary timetable.
alter table setup.timetable add column is_instead boolean default 'false';

-- The kept copy of intermediate.int_obligation_entries, which is its definition: one row
-- per teacher and obligation. entered: on_time, late, undetermined, none.
create table journal.obligations (
    person_id varchar, page_id varchar, lesson_id varchar, period_id varchar,
    student_id varchar, owed_on date, kind varchar, clause varchar,
    opens_at timestamp, due_at timestamp, entered varchar,
    first_recorded_at timestamp, first_entry_id bigint, is_early boolean,
    corrected_at timestamp, void_recorded_at timestamp, is_counted boolean
);
-- One row: what the copy was made from.
create table journal.obligations_kept (
    block_id bigint, change_id bigint, count_void_events bigint, kept_at timestamp
);

-- What a teacher says of an entry that came late or is missing, append-only; the latest
-- of a person and obligation holds. reason '' withdraws it.
create table journal.explanations (
    explanation_id varchar, person_id varchar, page_id varchar, lesson_id varchar,
    period_id varchar, kind varchar, reason varchar, note varchar,
    written_at timestamp
);
-- What the administration answers, append-only; the latest of an explanation holds.
create table journal.explanation_answers (
    explanation_id varchar, is_accepted boolean, note varchar, answered_at timestamp,
    answered_by varchar
);

-- An address for mails, confirmed by a code that was sent to it, and what is wanted.
-- Times of day are the school's.
create table access.mail_settings (
    account_id varchar, address varchar, confirmed_at timestamp, code_hash varchar,
    code_expires_at timestamp, wants_reminders boolean, wants_digest boolean,
    minutes_before integer, quiet_from time, quiet_until time, changed_at timestamp
);
-- One row per mail, without its text: `about` is what it was for, so that it goes once.
create table access.mails (
    mail_id varchar, account_id varchar, kind varchar, about varchar,
    composed_at timestamp, count_tries integer, next_try_at timestamp,
    sent_at timestamp, failure varchar
);
