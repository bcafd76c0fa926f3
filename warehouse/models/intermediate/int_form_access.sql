-- One row per person and printed form whose figures they may read.
create or replace view intermediate.int_form_access as
with forms as (
    select
        code,
        class_id,
        student_id,
        page_ids,
        printed_by
    from staging.stg_printed_forms
),

form_pages as (
    select
        code,
        class_id,
        unnest(page_ids) as page_id
    from forms
),

readable as (
    select
        pages.person_id,
        form_pages.code,
        form_pages.page_id
    from form_pages
    inner join intermediate.int_class_page_access as pages
        on
            form_pages.page_id = pages.page_id
            and form_pages.class_id = pages.class_id
    union all
    select
        pages.person_id,
        form_pages.code,
        form_pages.page_id
    from form_pages
    inner join intermediate.int_page_access as pages
        on form_pages.page_id = pages.page_id and pages.sees_all_students
    where form_pages.class_id = ''
),

of_staff as (
    select
        readable.person_id,
        readable.code,
        count(distinct readable.page_id) as count_readable
    from readable
    group by readable.person_id, readable.code
)

select
    of_staff.person_id,
    of_staff.code
from of_staff
inner join forms on of_staff.code = forms.code
where of_staff.count_readable = len(forms.page_ids)
union
select
    printed_by as person_id,
    code
from forms
where len(page_ids) = 0
union
select
    diaries.person_id,
    forms.code
from forms
inner join intermediate.int_diary_access as diaries
    on forms.student_id = diaries.student_id
where len(forms.page_ids) > 0;

comment on view intermediate.int_form_access is
'Whoever reads every page that a form was drawn from reads its figures (§1.7, §2.1); of a
report about one student so does the family. A table of no pages is its printer''s.';
