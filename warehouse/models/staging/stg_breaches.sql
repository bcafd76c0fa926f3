-- One row per registered breach.
create or replace view staging.stg_breaches as
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
from access.breaches;

comment on view staging.stg_breaches is
'The register of breaches (§4.3): who learned of it when, and who was told when.';
