-- One row per person who forms the sections of the journal.
create or replace view intermediate.int_setup_access as
select person_id
from staging.stg_staff
where
    role_list like '%,director,%'
    or role_list like '%,deputy,%'
    or role_list like '%,administrator,%';

comment on view intermediate.int_setup_access is
'The administration forms the sections of the journal (§2.2): director, deputies and the
administrator of the system, whatever level they answer for.';
