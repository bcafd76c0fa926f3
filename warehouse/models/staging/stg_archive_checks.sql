-- One row per check of a package.
create or replace view staging.stg_archive_checks as
select
    package_id,
    checked_at,
    count_unlike,
    file,
    what
from journal.archive_checks;

comment on view staging.stg_archive_checks is
'Checks of packages (§2.10): how many files were not as sealed, and the first of them.';
