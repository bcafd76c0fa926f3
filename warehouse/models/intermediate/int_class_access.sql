-- One row per person and class whose sheets they may read.
create or replace view intermediate.int_class_access as
with classes as (
    select
        class_id,
        school_level,
        homeroom_person_id
    from staging.stg_classes
),

reasons as (
    select
        leaders.person_id,
        classes.class_id,
        false as is_homeroom
    from intermediate.int_leaders as leaders
    inner join classes on leaders.school_level = classes.school_level
    union all
    select
        homeroom_person_id as person_id,
        class_id,
        true as is_homeroom
    from classes
    where homeroom_person_id is not null
)

select
    person_id,
    class_id,
    bool_or(is_homeroom) as is_homeroom
from reasons
group by person_id, class_id;

comment on view intermediate.int_class_access is
'Classes a person reads whole: those of the own levels and the own homeroom class (§2.4).';
