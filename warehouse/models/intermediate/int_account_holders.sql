-- One row per account.
create or replace view intermediate.int_account_holders as
with accounts as (
    select
        account_id,
        person_id
    from staging.stg_accounts
),

children as (
    select
        diaries.person_id,
        string_agg(students.student_name, ', ' order by students.student_name) as child_names,
        ',' || string_agg(distinct students.class_id, ',') || ',' as class_list,
        max(coalesce(students.left_on, date '9999-12-31')) as last_on
    from intermediate.int_diary_access as diaries
    inner join staging.stg_students as students on diaries.student_id = students.student_id
    group by diaries.person_id
),

homeroom_teachers as (
    select distinct homeroom_person_id as person_id
    from staging.stg_classes
),

former_staff as (
    select
        person_id,
        arg_max(
            concat_ws(' ', surname, given_name, nullif(patronymic, '')), valid_from
        ) as person_name
    from setup.staff
    group by person_id
)

select
    accounts.account_id,
    accounts.person_id,
    case
        when staff.person_id is not null then 'staff'
        when accounts.person_id like 'student:%' then 'student'
        when parents.person_id is not null or former_staff.person_id is null then 'parent'
        else 'staff'
    end as kind,
    coalesce(
        staff.person_name,
        parents.person_name,
        children.child_names,
        former_staff.person_name,
        accounts.person_id
    ) as person_name,
    coalesce(staff.role_list, ',')
    || if(staff.person_id is null or homeroom_teachers.person_id is null, '', 'homeroom,')
        as role_list,
    coalesce(children.class_list, ',') as class_list,
    if(parents.person_id is null, '', coalesce(children.child_names, '')) as child_names,
    if(
        staff.person_id is null, coalesce(children.last_on, date '0001-01-01'), date '9999-12-31'
    ) as last_on
from accounts
left join staging.stg_staff as staff on accounts.person_id = staff.person_id
left join staging.stg_parents as parents on accounts.person_id = parents.person_id
left join children on accounts.person_id = children.person_id
left join homeroom_teachers on accounts.person_id = homeroom_teachers.person_id
left join former_staff on accounts.person_id = former_staff.person_id;

comment on view intermediate.int_account_holders is
'Whose account it is: staff, a student or a parent, of which class, and until which day the
set-up holds them: 9999-12-31 while no end is known, 0001-01-01 once it holds them no more.';
