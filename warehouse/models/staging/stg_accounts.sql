-- One row per account.
create or replace view staging.stg_accounts as
select
    account_id,
    person_id,
    login,
    state,
    password_set_at,
    last_login_at,
    created_at,
    password_hash is not null as has_password,
    totp_secret is not null as has_second_factor
from access.accounts;

comment on view staging.stg_accounts is
'Accounts without their secrets: what a page may show of them is all that is here.';
