-- One row per package of the archive.
create or replace view intermediate.int_archive_packages as
with packages as (
    select *
    from staging.stg_archive_packages
),

checks as (
    select
        package_id,
        max(checked_at) filter (where count_unlike = 0) as good_at,
        max(checked_at) as checked_at,
        arg_max(count_unlike, checked_at) as count_unlike,
        arg_max(file, checked_at) as unlike_file,
        arg_max(what, checked_at) as unlike_what
    from staging.stg_archive_checks
    group by package_id
),

acts as (
    select
        package_id,
        max(number) as act_number
    from staging.stg_archive_acts
    group by package_id
),

formers as (
    select
        package_id,
        number
    from staging.stg_archive_packages
)

select
    packages.package_id,
    packages.year_id,
    packages.class_id,
    packages.school_level,
    packages.period_id,
    packages.period_name,
    packages.number,
    packages.path,
    packages.tag_digest,
    packages.count_files,
    packages.size_bytes,
    packages.count_lost_workbooks,
    packages.ledger_block_id,
    formers.number as refers_to_number,
    packages.why,
    packages.reason,
    packages.journal_until,
    packages.summary_until,
    packages.made_at,
    packages.made_by,
    checks.good_at,
    checks.checked_at,
    acts.act_number,
    coalesce(checks.count_unlike, 0) as count_unlike,
    coalesce(checks.unlike_file, '') as unlike_file,
    coalesce(checks.unlike_what, '') as unlike_what
from packages
left join checks on packages.package_id = checks.package_id
left join acts on packages.package_id = acts.package_id
left join formers on packages.refers_to = formers.package_id;

comment on view intermediate.int_archive_packages is
'Packages with their last check, the last good one, and the act by which they were handed over.';
