-- The archive: packages of closed journals, their checks, acts of transfer (§2.10, 2.11).

-- One row per package, append-only and sealed. number: 1, 2, … of a class and period;
-- path: its folder, relative to the school's; tag_digest: SHA-256 of its
-- tagmanifest-sha256.txt, which covers every file; key_id: whose signature it bears;
-- ledger_block_id, last_entry_id: the block and the last entry that it shows;
-- closing_event_id: the closing that it belongs to; refers_to: the former package, '';
-- why: closing, changes (after a permission), asked; journal_until, summary_until: the
-- last days of the terms; block_id: the block in which the row is sealed.
create table journal.archive_packages (
    package_id varchar, year_id varchar, class_id varchar, school_level varchar,
    period_id varchar, period_name varchar, number integer, path varchar,
    tag_digest varchar, key_id varchar, count_files integer, size_bytes bigint,
    count_lost_workbooks integer, ledger_block_id bigint, last_entry_id bigint,
    closing_event_id varchar, refers_to varchar, why varchar, reason varchar,
    journal_until date, summary_until date, made_at timestamp, made_by varchar,
    block_id bigint
);

-- One row per check of a package; file and what: the first thing that differs, ''.
create table journal.archive_checks (
    package_id varchar, checked_at timestamp, count_unlike integer, file varchar,
    what varchar
);

-- One row per package handed over to the archive; an act has several. Sealed.
create table journal.archive_acts (
    act_id varchar, number integer, package_id varchar, path varchar,
    made_at timestamp, made_by varchar, block_id bigint
);

-- Terms of keeping, for schools set up before there were packages: today's defaults of
-- warehouse/seeds/parameters.csv, from the first day of the school's own parameters.
insert into setup.parameters (parameter_id, value, unit, clause, valid_from, valid_to)
with began as (
    select min(valid_from) as valid_from
    from setup.parameters
),

numbers (parameter_id, value, unit, clause) as (
    values
    ('archive_journal_years', 5, 'years', '§2.10'),
    ('archive_summary_years', 25, 'years', '§2.10')
)

select
    numbers.parameter_id,
    numbers.value,
    numbers.unit,
    numbers.clause,
    began.valid_from,
    null as valid_to
from numbers
cross join began
anti join setup.parameters as known on numbers.parameter_id = known.parameter_id
where began.valid_from is not null;
