-- One row per class, student, subject and final mark of any period of the year.
create or replace view marts.year_results as
with places as (
    select
        class_id,
        student_id,
        subject_id,
        page_id,
        grading,
        ends_on,
        is_enrolled_at_end
    from intermediate.int_sheet_places
    where period_kind = 'year'
),

periods as (
    select
        page_id,
        period_id,
        period_name,
        period_kind,
        ends_on
    from intermediate.int_sheet_periods
),

brought as (
    select
        places.class_id,
        places.student_id,
        places.subject_id,
        places.page_id,
        stays.page_id as from_page_id,
        stays.unit_id as from_unit_id,
        stays.starts_on,
        sums.period_id,
        sums.final
    from places
    inner join intermediate.int_subject_stays as stays
        on
            places.student_id = stays.student_id
            and places.subject_id = stays.subject_id
            and places.ends_on >= stays.starts_on
    inner join intermediate.int_known_sums as sums
        on stays.page_id = sums.page_id and places.student_id = sums.student_id
    where sums.final is not null
    qualify row_number() over (
        partition by places.class_id, places.student_id, places.subject_id, sums.period_id
        order by stays.page_id = places.page_id desc, stays.starts_on desc
    ) = 1
)

select
    places.class_id,
    places.student_id,
    places.subject_id,
    pages.subject_name,
    pages.subject_short_name,
    places.page_id,
    pages.unit_name,
    places.grading,
    places.is_enrolled_at_end,
    periods.period_id,
    periods.period_name,
    periods.period_kind,
    periods.ends_on as period_ends_on,
    brought.final,
    coalesce(students.student_name, places.student_id) as student_name,
    case
        when brought.from_page_id <> places.page_id
            then coalesce(former.group_name, brought.from_unit_id)
    end as transferred_from
from places
inner join periods on places.page_id = periods.page_id
inner join intermediate.int_page_names as pages on places.page_id = pages.page_id
left join staging.stg_students as students on places.student_id = students.student_id
left join brought
    on
        places.class_id = brought.class_id
        and places.student_id = brought.student_id
        and places.subject_id = brought.subject_id
        and periods.period_id = brought.period_id
left join staging.stg_groups as former on brought.from_unit_id = former.group_id;

comment on view marts.year_results is
'The summary sheet of the year (§2.9): all final marks of each student in each subject.';
comment on column marts.year_results.class_id is 'The class.';
comment on column marts.year_results.student_id is 'Number of the student''s personal file.';
comment on column marts.year_results.student_name is 'Surname and given name.';
comment on column marts.year_results.subject_id is 'Code of the subject.';
comment on column marts.year_results.subject_name is 'Name of the subject.';
comment on column marts.year_results.subject_short_name is 'Name for a narrow column.';
comment on column marts.year_results.page_id is 'The journal page.';
comment on column marts.year_results.unit_name is 'Class or study group of the page.';
comment on column marts.year_results.grading is 'Marks, pass or none.';
comment on column marts.year_results.is_enrolled_at_end is
'On the roll of the page on the last day of the period; only these enter the totals.';
comment on column marts.year_results.period_id is 'The reporting period.';
comment on column marts.year_results.period_name is 'Name of the reporting period.';
comment on column marts.year_results.period_kind is
'A reporting period, or the mark of the year, an exam or overall.';
comment on column marts.year_results.period_ends_on is 'Last day of the period.';
comment on column marts.year_results.final is
'Final mark of the period (§2.8): a mark, зачёт, незачёт, exempt, mastered, not_attested.';
comment on column marts.year_results.transferred_from is
'The former class or study group that transferred marks are from.';
