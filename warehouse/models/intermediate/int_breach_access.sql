-- One row per person and breach they may read.
create or replace view intermediate.int_breach_access as
with breaches as (
    select
        breach_id,
        account_id,
        person_id
    from staging.stg_breaches
)

select
    person_id,
    breach_id
from breaches
union
select
    managed.person_id,
    breaches.breach_id
from breaches
inner join intermediate.int_account_access as managed on breaches.account_id = managed.account_id
where managed.may_freeze;

comment on view intermediate.int_breach_access is
'Breaches of the own account and of accounts that a person may freeze (§4.3). What was
entered in the cells needs access to their pages besides.';
