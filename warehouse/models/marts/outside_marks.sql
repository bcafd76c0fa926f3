-- One row per student, statement from another school, subject and period.
create or replace view marts.outside_marks as
with asked as (
    select
        coalesce(
            cast(getvariable('as_of_moment') as timestamp),
            timestamp '9999-12-31'
        ) as moment
),

statements as (
    select
        found.statement_id,
        found.year_id,
        found.student_id,
        found.school_name,
        found.document_number,
        found.document_on,
        found.note,
        found.stated_at
    from staging.stg_outside_statements as found
    cross join asked
    where
        found.stated_at <= asked.moment
        and (found.withdrawn_at is null or found.withdrawn_at > asked.moment)
)

select
    statements.statement_id,
    statements.year_id,
    statements.student_id,
    statements.school_name,
    statements.document_number,
    statements.document_on,
    statements.note,
    statements.stated_at,
    marks.subject_id,
    marks.period_id,
    marks.final,
    marks.average,
    periods.starts_on as period_starts_on,
    coalesce(students.full_name, statements.student_id) as student_name,
    coalesce(subjects.subject_name, marks.subject_name) as subject_name,
    coalesce(periods.period_name, marks.period_id) as period_name
from statements
inner join staging.stg_outside_marks as marks
    on statements.statement_id = marks.statement_id
left join staging.stg_known_students as students
    on statements.student_id = students.student_id
left join staging.stg_subjects as subjects on marks.subject_id = subjects.subject_id
left join intermediate.int_year_periods as periods
    on statements.year_id = periods.year_id and marks.period_id = periods.period_id;

comment on view marts.outside_marks is
'Finals and averages that other schools state (§2.13): shown beside our own, counted nowhere.';
comment on column marts.outside_marks.statement_id is 'The statement.';
comment on column marts.outside_marks.year_id is 'The school year.';
comment on column marts.outside_marks.student_id is 'Number of the student''s personal file.';
comment on column marts.outside_marks.student_name is 'Surname, given name and patronymic.';
comment on column marts.outside_marks.school_name is 'The school that states it.';
comment on column marts.outside_marks.document_number is 'Number of its document.';
comment on column marts.outside_marks.document_on is 'Date of its document.';
comment on column marts.outside_marks.note is 'What else the document says.';
comment on column marts.outside_marks.stated_at is 'When the statement was entered, UTC.';
comment on column marts.outside_marks.subject_id is
'Code of our subject; empty where we do not teach it.';
comment on column marts.outside_marks.subject_name is 'Our name of it, or the document''s.';
comment on column marts.outside_marks.period_id is 'The reporting period or the year.';
comment on column marts.outside_marks.period_name is 'Name of the period.';
comment on column marts.outside_marks.period_starts_on is 'First day of the period.';
comment on column marts.outside_marks.final is
'The final of the other school: a mark, зачёт, незачёт, exempt, mastered, not_attested.';
comment on column marts.outside_marks.average is
'The average of current marks that the document states.';
