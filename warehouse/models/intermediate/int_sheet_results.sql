-- One row per class, student, subject and period, with what former pages brought.
create or replace view intermediate.int_sheet_results as
with stays as (
    select
        roster.student_id,
        pages.subject_id,
        roster.page_id,
        pages.unit_id,
        roster.starts_on,
        roster.ends_on
    from staging.stg_roster as roster
    inner join staging.stg_pages as pages on roster.page_id = pages.page_id
),

brought as (
    select
        places.class_id,
        places.student_id,
        places.subject_id,
        places.period_id,
        places.period_name,
        places.period_kind,
        places.period_starts_on,
        places.period_ends_on,
        places.page_id,
        places.grading,
        places.is_enrolled_at_end,
        stays.unit_id,
        stays.starts_on,
        sums.count_marks,
        sums.sum_marks,
        sums.sum_weighted,
        sums.sum_weights,
        sums.final,
        stays.page_id = places.page_id as is_own,
        sums.count_marks > 0 or sums.final is not null as has_results
    from intermediate.int_sheet_places as places
    inner join stays
        on
            places.student_id = stays.student_id
            and places.subject_id = stays.subject_id
            and places.ends_on >= stays.starts_on
            and places.period_starts_on <= stays.ends_on
    left join intermediate.int_known_sums as sums
        on
            stays.page_id = sums.page_id
            and places.period_id = sums.period_id
            and places.student_id = sums.student_id
    qualify row_number() over (
        partition by
            places.class_id,
            places.student_id,
            places.subject_id,
            places.period_id,
            stays.page_id
        order by stays.starts_on
    ) = 1
)

select
    class_id,
    student_id,
    subject_id,
    period_id,
    page_id,
    cast(coalesce(sum(count_marks), 0) as bigint) as count_marks,
    cast(coalesce(sum(sum_marks), 0) as bigint) as sum_marks,
    cast(coalesce(sum(count_marks) filter (where not is_own), 0) as bigint)
        as count_transferred,
    any_value(period_name) as period_name,
    any_value(period_kind) as period_kind,
    any_value(period_starts_on) as period_starts_on,
    any_value(period_ends_on) as period_ends_on,
    any_value(grading) as grading,
    any_value(is_enrolled_at_end) as is_enrolled_at_end,
    coalesce(sum(cast(sum_weighted as decimal(18, 6))), 0) as sum_weighted,
    coalesce(sum(cast(sum_weights as decimal(18, 6))), 0) as sum_weights,
    coalesce(
        max(final) filter (where is_own),
        arg_max(final, starts_on) filter (where not is_own and final is not null)
    ) as final,
    max(final) filter (where is_own) is null and max(final) is not null as is_final_transferred,
    arg_max(unit_id, starts_on) filter (where not is_own and has_results) as former_unit_id
from brought
group by class_id, student_id, subject_id, period_id, page_id;

comment on view intermediate.int_sheet_results is
'Marks and finals of a student in a subject and period: those of the page that stands and, where the
student came from another class or study group of the school, those that were brought along.';
