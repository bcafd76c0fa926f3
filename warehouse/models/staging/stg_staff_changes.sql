-- One row per deed of staff and page, class, roles or person that passed on by it.
create or replace view staging.stg_staff_changes as
with voided as (
    select distinct changes.set_id
    from journal.staff_changes as changes
    inner join journal.void_periods as periods
        on
            changes.changed_by = periods.person_id
            and changes.changed_at >= periods.starts_at
            and changes.changed_at < coalesce(periods.ends_at, timestamp '9999-12-31')
),

returned as (
    select
        backs.of_set_id as set_id,
        arg_max(backs.from_on, backs.set_id) as back_on,
        max(backs.set_id) as back_set_id
    from journal.staff_changes as backs
    where
        backs.kind = 'return'
        and backs.set_id not in (
            select undoing.undoes_set_id
            from journal.setup_change_sets as undoing
            where undoing.undoes_set_id is not null
        )
    group by backs.of_set_id
)

select
    changes.set_id,
    changes.part,
    changes.year_id,
    changes.number,
    changes.kind,
    changes.of_set_id,
    changes.person_id,
    changes.what,
    changes.unit_id,
    changes.subject_id,
    changes.person_from,
    changes.person_to,
    changes.from_on,
    changes.until_on,
    changes.order_number,
    changes.order_on,
    changes.reason,
    changes.changed_at,
    changes.changed_by,
    returned.back_set_id,
    undoing.applied_at as taken_back_at,
    undoing.applied_by as taken_back_by,
    undoing.reason as why_taken_back,
    if(returned.set_id is null, changes.until_on, returned.back_on - 1) as holds_until,
    voided.set_id is not null as is_void
from journal.staff_changes as changes
left join returned on changes.set_id = returned.set_id
left join
    journal.setup_change_sets as undoing
    on changes.set_id = undoing.undoes_set_id
left join voided on changes.set_id = voided.set_id;

comment on view staging.stg_staff_changes is
'Homeroom and staff changes by their orders: who entered them, when and why they were taken back.
holds_until: the last day as the latest return says, else the order; empty if it is open. is_void:
entered under an account whose breach had been reported (§4.4).';
