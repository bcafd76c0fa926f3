-- One row per attendance code that means absent.
create or replace view intermediate.int_missed_codes as
select 'н' as code
union all
select 'б' as code
union all
select 'у' as code;

comment on view intermediate.int_missed_codes is
'Absent: н, б (ill) and у (excused). Late (о) is present.';
