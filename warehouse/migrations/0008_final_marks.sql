-- Final marks beside those of periods: of the year, of an exam, overall (§2.8, 2.9).

-- Which there are. kind: year, exam, overall; subjects: a comma list, '' for all with
-- marks or pass; starts_on to ends_on: the days on which they are entered. Where no row
-- of kind year names a page, its year mark is entered in the last days of its last period.
create table setup.attestations (
    kind varchar, grades varchar, subjects varchar, name varchar,
    starts_on date, ends_on date, valid_from date, valid_to date
);

-- Derived from setup.* by warehouse/attestations.py. period_id: '2026-year', '2026-exam',
-- '2026-overall', the period of a cell `final`; no lesson belongs to such a period.
create table journal.page_attestations (
    page_id varchar, period_id varchar, kind varchar, name varchar,
    starts_on date, ends_on date
);
insert into journal.page_attestations
with window_days as (
    select coalesce(max(amount), 7) as amount
    from setup.deadlines
    where kind = 'final' and valid_to is null
),

spoken as (
    select coalesce(max(value), 'ru') as says
    from setup.about
    where setting = 'language' and valid_to is null
),

taught as (
    select
        page_id,
        max(coalesce(ends_on, date '9999-12-31')) as until_on
    from journal.page_teachers
    group by page_id
),

last_days as (
    select
        periods.page_id,
        coalesce(
            max(periods.ends_on) filter (where periods.starts_on <= taught.until_on),
            max(periods.ends_on)
        ) as ends_on
    from journal.page_periods as periods
    left join taught on periods.page_id = taught.page_id
    group by periods.page_id
)

select
    pages.page_id,
    concat(pages.year_id, '-year') as period_id,
    'year' as kind,
    case spoken.says when 'en' then 'Year' else 'Год' end as year_name,
    last_days.ends_on - window_days.amount + 1 as starts_on,
    last_days.ends_on
from journal.pages
inner join last_days on pages.page_id = last_days.page_id
cross join window_days
cross join spoken
where pages.grading <> 'none';

-- Closing the journal of a class for a period, append-only (§2.11). kind: close, permit
-- (changes are allowed until ends_at), withdraw (takes the permission `of_event_id` back).
-- page_id and person_id '' in a permission: all pages of the class, every teacher.
-- period_id may be that of an attestation. after_entry_id: the ledger's last entry then,
-- so what came later is known without a clock; count_owed: finals that lacked then.
create table journal.closings (
    event_id varchar, kind varchar, year_id varchar, class_id varchar,
    period_id varchar, page_id varchar, person_id varchar, ends_at timestamp,
    of_event_id varchar, reason varchar, count_owed integer, after_entry_id bigint,
    happened_at timestamp, by_person_id varchar
);

-- One row per event that counts: what was done under an account in a void period is
-- void (§4.4).
create view journal.valid_closings as
select
    closings.event_id,
    closings.kind,
    closings.year_id,
    closings.class_id,
    closings.period_id,
    closings.page_id,
    closings.person_id,
    closings.ends_at,
    closings.of_event_id,
    closings.reason,
    closings.count_owed,
    closings.after_entry_id,
    closings.happened_at,
    closings.by_person_id
from journal.closings
anti join journal.void_periods
    on
        closings.by_person_id = void_periods.person_id
        and closings.happened_at >= void_periods.starts_at
        and closings.happened_at < coalesce(void_periods.ends_at, timestamp '9999-12-31');

-- One row per class and period whose journal is closed.
create view journal.closed_periods as
select
    year_id,
    class_id,
    period_id,
    event_id,
    happened_at as closed_at,
    by_person_id,
    reason,
    count_owed,
    after_entry_id
from journal.valid_closings
where kind = 'close'
qualify row_number() over (
    partition by year_id, class_id, period_id order by happened_at, event_id
) = 1;

-- One row per permission to change a closed period, with the moment from which it holds
-- no more: its own end, or when it was taken back.
create view journal.change_permissions as
select
    given.event_id,
    given.year_id,
    given.class_id,
    given.period_id,
    given.page_id,
    given.person_id,
    given.reason,
    given.by_person_id,
    given.happened_at as starts_at,
    given.ends_at as asked_until,
    taken.happened_at as withdrawn_at,
    taken.by_person_id as withdrawn_by,
    least(given.ends_at, coalesce(taken.happened_at, given.ends_at)) as ends_at
from journal.valid_closings as given
left join journal.valid_closings as taken
    on taken.kind = 'withdraw' and given.event_id = taken.of_event_id
where given.kind = 'permit';
