-- One row per registered breach.
create or replace view marts.breaches as
with breaches as (
    select
        breach_id,
        account_id,
        person_id,
        what_happened,
        learned_at,
        deadline_at,
        reported_to_head_at,
        reported_to_support_at,
        reported_by,
        registered_at,
        registered_by,
        credentials_issued_at,
        closed_at,
        closed_by
    from staging.stg_breaches
),

people as (
    select
        person_id,
        person_name
    from intermediate.int_account_holders
),

periods as (
    select
        breach_id,
        min(starts_at) as void_from,
        max(ends_at) as void_until
    from staging.stg_void_periods
    group by breach_id
),

cells as (
    select
        breach_id,
        count(*) as count_void_cells,
        count(*) filter (where is_waiting) as count_waiting
    from staging.stg_void_cells
    group by breach_id
)

select
    breaches.breach_id,
    breaches.account_id,
    breaches.person_id,
    breaches.what_happened,
    breaches.learned_at,
    breaches.deadline_at,
    breaches.reported_to_head_at,
    breaches.reported_to_support_at,
    breaches.registered_at,
    breaches.credentials_issued_at,
    breaches.closed_at,
    periods.void_from,
    periods.void_until,
    coalesce(holders.person_name, breaches.person_id) as person_name,
    coalesce(reporters.person_name, breaches.reported_by) as reported_by_name,
    coalesce(registrars.person_name, breaches.registered_by) as registered_by_name,
    coalesce(closers.person_name, breaches.closed_by) as closed_by_name,
    coalesce(cells.count_void_cells, 0) as count_void_cells,
    coalesce(cells.count_waiting, 0) as count_waiting
from breaches
left join people as holders on breaches.person_id = holders.person_id
left join people as reporters on breaches.reported_by = reporters.person_id
left join people as registrars on breaches.registered_by = registrars.person_id
left join people as closers on breaches.closed_by = closers.person_id
left join periods on breaches.breach_id = periods.breach_id
left join cells on breaches.breach_id = cells.breach_id;

comment on view marts.breaches is
'The register of breaches: learned, reported, made void, entered again (§4.3, §4.4).';
comment on column marts.breaches.breach_id is 'The breach.';
comment on column marts.breaches.account_id is 'Whose account it was, by account.';
comment on column marts.breaches.person_id is 'Whose account it was.';
comment on column marts.breaches.person_name is 'Name of whose account it was.';
comment on column marts.breaches.what_happened is 'What happened, in the words of who told it.';
comment on column marts.breaches.learned_at is 'When it was learned of, UTC.';
comment on column marts.breaches.deadline_at is
'Until when it had to be reported: the end of the last working day of the term, UTC (§4.3).';
comment on column marts.breaches.reported_to_head_at is 'When the head was told, UTC.';
comment on column marts.breaches.reported_to_support_at is 'When the support was told, UTC.';
comment on column marts.breaches.reported_by_name is 'Name of who told them.';
comment on column marts.breaches.registered_at is 'When it was entered in the register, UTC.';
comment on column marts.breaches.registered_by_name is 'Name of who registered it.';
comment on column marts.breaches.credentials_issued_at is
'When new credentials were issued, UTC; entries after that count again.';
comment on column marts.breaches.closed_at is 'When everything void was settled, UTC.';
comment on column marts.breaches.closed_by_name is 'Name of who closed it.';
comment on column marts.breaches.void_from is
'From when entries of the account are void: the earlier of the two reports, UTC.';
comment on column marts.breaches.void_until is
'Until when entries of the account are void, UTC; empty while they still are.';
comment on column marts.breaches.count_void_cells is 'Cells with something void.';
comment on column marts.breaches.count_waiting is
'Cells with something void that nobody has entered again.';
