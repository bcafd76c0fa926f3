-- One row per class, page, final mark that is owed, and student.
create or replace view marts.owed_finals as
with owed as (
    select
        page_id,
        period_id,
        student_id,
        class_id,
        kind,
        period_name,
        ends_on
    from intermediate.int_final_obligations
),

given as (
    select
        page_id,
        period_id,
        student_id,
        final
    from staging.stg_summary
    where final is not null
)

select
    owed.class_id,
    owed.page_id,
    pages.unit_name,
    pages.subject_name,
    owed.period_id,
    owed.period_name,
    owed.kind,
    owed.ends_on,
    owed.student_id,
    given.final,
    split_part(owed.page_id, ':', 1) as year_id,
    coalesce(students.student_name, owed.student_id) as student_name,
    given.final is not null as is_given
from owed
inner join intermediate.int_page_names as pages on owed.page_id = pages.page_id
left join staging.stg_students as students on owed.student_id = students.student_id
left join given
    on
        owed.page_id = given.page_id
        and owed.period_id = given.period_id
        and owed.student_id = given.student_id;

comment on view marts.owed_finals is
'Completeness of final marks (§2.8): each student on the roll at the end has one, ОСВ or Н/А too.';
comment on column marts.owed_finals.class_id is 'The class of the student.';
comment on column marts.owed_finals.page_id is 'The journal page.';
comment on column marts.owed_finals.unit_name is 'Class or study group of the page.';
comment on column marts.owed_finals.subject_name is 'Name of the subject.';
comment on column marts.owed_finals.period_id is 'The reporting period, or the year, or overall.';
comment on column marts.owed_finals.period_name is 'Its name.';
comment on column marts.owed_finals.kind is 'period, year or overall; an exam is owed by nobody.';
comment on column marts.owed_finals.ends_on is 'The last day on which it is entered in time.';
comment on column marts.owed_finals.student_id is 'Number of the student''s personal file.';
comment on column marts.owed_finals.final is 'The final mark as understood; empty where it lacks.';
comment on column marts.owed_finals.year_id is 'The school year.';
comment on column marts.owed_finals.student_name is 'Surname and given name.';
comment on column marts.owed_finals.is_given is 'A final mark, ОСВ, Н/А or зачёт stands.';
