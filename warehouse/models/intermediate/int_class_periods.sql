-- One row per class and reporting period, or year, of which a summary sheet is made.
create or replace view intermediate.int_class_periods as
with spans as (
    select
        page_id,
        period_id,
        period_name,
        starts_on,
        ends_on
    from staging.stg_page_periods
    union all
    select
        page_id,
        period_id,
        period_name,
        ends_on as starts_on,
        ends_on
    from staging.stg_page_attestations
    where kind = 'year'
),

units as (
    select distinct
        class_id,
        page_id
    from staging.stg_roster
)

select
    classes.school_level,
    classes.grade,
    classes.class_id,
    spans.period_id,
    min(spans.period_name) as period_name,
    min(spans.starts_on) as starts_on,
    max(spans.ends_on) as ends_on
from spans
inner join units on spans.page_id = units.page_id
inner join staging.stg_classes as classes on units.class_id = classes.class_id
group by classes.school_level, classes.grade, classes.class_id, spans.period_id;

comment on view intermediate.int_class_periods is
'Which summary sheets there are and on which days they run: of a year on its last day (§2.9).';
