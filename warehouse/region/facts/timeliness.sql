-- One row per page, teacher, week and kind of entry: obligations as they stand at $now.
with told as (
    select
        page_id,
        person_id,
        owed_on,
        kind,
        outcome_at_now as outcome,
        first_recorded_at <= $now as is_entered
    from marts.obligations
    where is_counted and opens_at <= $now
)

select
    page_id,
    person_id,
    cast(date_trunc('week', owed_on) as date) as week_on,
    kind,
    count(*) as count_owed,
    count(*) filter (where outcome = 'on_time') as count_on_time,
    count(*) filter (where outcome = 'late') as count_late,
    count(*) filter (where outcome = 'missing') as count_missing,
    count(*) filter (where outcome = 'excused') as count_excused,
    count(*) filter (where outcome = 'void') as count_void,
    count(*) filter (where outcome = 'undetermined') as count_undetermined,
    count(*) filter (where is_entered) as count_entered
from told
where outcome <> 'not_yet_due'
group by page_id, person_id, week_on, kind
