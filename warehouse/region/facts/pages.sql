-- One row per journal page; its class is '' where its students are of several.
with classes as (
    select
        page_id,
        min(class_id) as class_id,
        count(distinct class_id) as count_classes
    from staging.stg_roster
    group by page_id
)

select
    pages.page_id,
    pages.grade,
    pages.school_level,
    pages.subject_name as subject,
    pages.grading,
    case
        when pages.unit_kind = 'class' then pages.unit_id
        when classes.count_classes = 1 then classes.class_id
        else ''
    end as class_id
from intermediate.int_page_names as pages
left join classes on pages.page_id = classes.page_id
