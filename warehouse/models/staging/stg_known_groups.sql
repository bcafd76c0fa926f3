-- One row per study group or individual plan the school has ever had, as last set up.
create or replace view staging.stg_known_groups as
select
    group_id,
    name as group_name,
    kind,
    grade,
    case when grade <= 4 then 'noo' when grade <= 9 then 'ooo' else 'soo' end as school_level
from setup.groups
qualify row_number() over (partition by group_id order by valid_from desc) = 1;

comment on view staging.stg_known_groups is
'Groups of all days with their level; kind is group or individual (§2.3).';
