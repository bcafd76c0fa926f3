-- One row per student, subject and journal page.
create or replace view intermediate.int_subject_stays as
select
    roster.student_id,
    pages.subject_id,
    roster.page_id,
    pages.unit_id,
    min(roster.starts_on) as starts_on
from staging.stg_roster as roster
inner join staging.stg_pages as pages on roster.page_id = pages.page_id
group by roster.student_id, pages.subject_id, roster.page_id, pages.unit_id;

comment on view intermediate.int_subject_stays is
'All pages on which a student learns or learned a subject: marks of a former class or group are
transferred from them.';
