-- One row per class, student, subject and period: the journal page that stands.
select
    places.class_id,
    places.student_id,
    pages.subject_name as subject,
    places.period_id,
    places.page_id,
    places.is_enrolled_at_end
from intermediate.int_sheet_places as places
inner join intermediate.int_page_names as pages on places.page_id = pages.page_id
