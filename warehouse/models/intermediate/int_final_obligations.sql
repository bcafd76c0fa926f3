-- One row per page with marks, final that is owed there, and student on the roll at its end.
create or replace view intermediate.int_final_obligations as
select
    finals.page_id,
    finals.period_id,
    roster.student_id,
    roster.class_id,
    finals.kind,
    finals.period_name,
    finals.ends_on,
    timezone(zones.value, cast(finals.opens_on as timestamp)) at time zone 'UTC'
        as starts_at
from intermediate.int_final_periods as finals
inner join staging.stg_roster as roster
    on
        finals.page_id = roster.page_id
        and finals.on_roll_on between roster.starts_on and roster.ends_on
inner join staging.stg_dated_settings as zones
    on
        zones.setting = 'timezone'
        and finals.ends_on between zones.starts_on and zones.ends_on
where finals.kind <> 'exam';

comment on view intermediate.int_final_obligations is
'Final marks that are owed (§2.8): one for each student on the roll at the end of a period, of the
year and, where there is one, overall. An exam is not everybody''s and owed by nobody.';
comment on column intermediate.int_final_obligations.starts_at is
'When its days begin, UTC; empty for a period, whose window the deadline says.';
