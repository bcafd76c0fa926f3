-- One row per open finding.
create or replace view marts.open_findings as
with findings as (
    select
        upload_id,
        rule,
        severity,
        sheet,
        cell,
        page_id,
        lesson_id,
        student_id,
        field,
        value_text,
        facts,
        found_at
    from staging.stg_findings
    where is_open
)

select
    findings.upload_id,
    findings.found_at,
    findings.rule,
    findings.severity,
    uploads.file_name,
    uploads.received_by,
    findings.sheet,
    findings.cell,
    findings.value_text,
    findings.facts,
    findings.field,
    findings.page_id,
    pages.unit_name,
    pages.subject_name,
    lessons.lesson_on,
    lessons.slot,
    findings.student_id,
    students.student_name,
    coalesce(people.person_name, uploads.received_by) as person_name
from findings
left join staging.stg_uploads as uploads on findings.upload_id = uploads.upload_id
left join intermediate.int_person_names as people on uploads.received_by = people.person_id
left join intermediate.int_page_names as pages on findings.page_id = pages.page_id
left join staging.stg_lessons as lessons on findings.lesson_id = lessons.lesson_id
left join staging.stg_students as students on findings.student_id = students.student_id;

comment on view marts.open_findings is
'What the expectations found and nobody has mended yet, with the address of the cell.';
comment on column marts.open_findings.upload_id is 'The upload it was found in.';
comment on column marts.open_findings.found_at is 'When it was found, UTC.';
comment on column marts.open_findings.rule is 'Id of the rule in the catalogue.';
comment on column marts.open_findings.severity is
'Critical keeps the cell out of the ledger; a warning does not.';
comment on column marts.open_findings.file_name is 'Name of the file as handed in.';
comment on column marts.open_findings.received_by is 'Who handed it in.';
comment on column marts.open_findings.person_name is 'Name of who handed it in.';
comment on column marts.open_findings.sheet is 'Sheet as named in the file.';
comment on column marts.open_findings.cell is 'Address of the cell, empty for a whole sheet.';
comment on column marts.open_findings.value_text is 'What was written there.';
comment on column marts.open_findings.facts is 'Values of the rule''s sentences, as JSON.';
comment on column marts.open_findings.field is 'What kind of cell it is.';
comment on column marts.open_findings.page_id is 'The journal page, empty if not known.';
comment on column marts.open_findings.unit_name is 'Class or study group of the page.';
comment on column marts.open_findings.subject_name is 'Subject of the page.';
comment on column marts.open_findings.lesson_on is 'Day of the lesson.';
comment on column marts.open_findings.slot is 'Number of the lesson in the day.';
comment on column marts.open_findings.student_id is
'Number of the student''s personal file, empty if not about a student.';
comment on column marts.open_findings.student_name is 'Surname and given name.';
