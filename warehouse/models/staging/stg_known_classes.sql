-- One row per class the school has ever had, as last set up.
create or replace view staging.stg_known_classes as
select
    class_id,
    grade,
    case when grade <= 4 then 'noo' when grade <= 9 then 'ooo' else 'soo' end as school_level
from setup.classes
qualify row_number() over (partition by class_id order by valid_from desc) = 1;

comment on view staging.stg_known_classes is
'Classes of all days with their level: movement speaks also of classes that are no more.';
