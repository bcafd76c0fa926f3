-- One row per class, homeroom teacher and stay.
create or replace view staging.stg_homeroom as
with own as (
    select
        class_id,
        valid_from as starts_on,
        coalesce(homeroom_person_id, '') as person_id,
        coalesce(valid_to - 1, date '9999-12-31') as ends_on
    from setup.classes
    where valid_to is null or valid_from < valid_to
),

stands as (
    select
        class_id,
        person_id,
        greatest(starts_on, valid_from) as starts_on,
        least(
            coalesce(ends_on, date '9999-12-31'),
            coalesce(valid_to - 1, date '9999-12-31')
        ) as ends_on
    from setup.homeroom_stands
    where valid_to is null or valid_from < valid_to
),

cuts as (
    select
        class_id,
        starts_on as cut_on
    from own
    union
    select
        class_id,
        ends_on + 1 as cut_on
    from own
    union
    select
        class_id,
        starts_on as cut_on
    from stands
    where starts_on <= ends_on
    union
    select
        class_id,
        ends_on + 1 as cut_on
    from stands
    where starts_on <= ends_on
),

pieces as (
    select
        class_id,
        cut_on as starts_on,
        coalesce(
            lead(cut_on) over (partition by class_id order by cut_on) - 1,
            date '9999-12-31'
        ) as ends_on
    from cuts
),

led as (
    select
        pieces.class_id,
        pieces.starts_on,
        pieces.ends_on,
        coalesce(min(stands.person_id), any_value(own.person_id)) as person_id
    from pieces
    inner join own
        on
            pieces.class_id = own.class_id
            and pieces.starts_on between own.starts_on and own.ends_on
    left join stands
        on
            pieces.class_id = stands.class_id
            and pieces.starts_on between stands.starts_on and stands.ends_on
    group by pieces.class_id, pieces.starts_on, pieces.ends_on
),

-- A stay begins where the day before was another person's, or nobody's at all.
followed as (
    select
        class_id,
        person_id,
        starts_on,
        ends_on,
        lag(person_id, 1) over by_day as person_before,
        lag(ends_on, 1) over by_day as ended_before
    from led
    window by_day as (partition by class_id order by starts_on)
),

numbered as (
    select
        class_id,
        person_id,
        starts_on,
        ends_on,
        count(*) filter (
            where person_before is distinct from person_id
            or ended_before + 1 is distinct from starts_on
        ) over (partition by class_id order by starts_on) as stay
    from followed
)

select
    class_id,
    person_id,
    min(starts_on) as starts_on,
    max(ends_on) as ends_on
from numbered
group by class_id, person_id, stay;

comment on view staging.stg_homeroom is
'Who led which class on which days, both inclusive; person_id is empty where nobody did. Who
leads a class instead of another has the duty and the rights on these days.';
