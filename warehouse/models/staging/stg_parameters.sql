-- One row per parameter of the regulation as it holds now.
create or replace view staging.stg_parameters as
select
    parameter_id,
    value,
    unit,
    clause
from setup.parameters
where valid_to is null;

comment on view staging.stg_parameters is
'Numbers of the regulation with their clause: weights and thresholds of the figures.';
