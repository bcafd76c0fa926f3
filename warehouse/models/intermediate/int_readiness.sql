-- One row per check, level and thing that must be formed.
create or replace view intermediate.int_readiness as
select
    check_id,
    school_level,
    concat(check_id, ':', item) as item_id,
    item,
    '' as page_id,
    '' as unit_id,
    '' as subject_id,
    null as person_id,
    count_lacking,
    null::bigint as count_of,
    null::double as hours,
    first_on
from intermediate.int_readiness_of_school
union all
select
    check_id,
    school_level,
    concat(check_id, ':', unit_id, ':', subject_id) as item_id,
    '' as item,
    '' as page_id,
    unit_id,
    subject_id,
    person_id,
    count_lacking,
    count_of,
    null as hours,
    null as first_on
from intermediate.int_readiness_of_classes
union all
select
    check_id,
    school_level,
    concat(check_id, ':', page_id) as item_id,
    '' as item,
    page_id,
    unit_id,
    subject_id,
    person_id,
    count_lacking,
    count_of,
    hours,
    first_on
from intermediate.int_readiness_of_pages;

comment on view intermediate.int_readiness is
'Everything that must be formed by the day in September (§2.2), ready where nothing lacks. What
belongs to the whole school has no level. What teachers must have done stands apart, in
int_readiness_of_teachers: it changes without a new set-up.';
