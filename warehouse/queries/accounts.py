"""Accounts as those who manage them see them; never a secret, never the own one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

KINDS = ("staff", "student", "parent")

_MANAGED = """
with open_codes as (
    select account_id, max(expires_at) as code_until
    from access.activation_codes
    where used_at is null and voided_at is null and expires_at > $now
    group by account_id
),

waiting_breaches as (
    select distinct account_id
    from access.breaches
    where credentials_issued_at is null and closed_at is null
),

managed as (
    select
        holders.account_id, holders.person_id, holders.person_name, accounts.login,
        holders.kind, holders.role_list, holders.class_list, holders.child_names,
        holders.last_on < $today as has_left, accounts.state, accounts.created_at,
        accounts.last_login_at, accounts.password_set_at, accounts.has_second_factor,
        open_codes.code_until,
        waiting_breaches.account_id is not null as has_breach,
        access.may_freeze, access.may_clear_second_factor
    from intermediate.int_account_access as access
    inner join intermediate.int_account_holders as holders
        on access.account_id = holders.account_id
    inner join staging.stg_accounts as accounts
        on access.account_id = accounts.account_id
    left join open_codes on access.account_id = open_codes.account_id
    left join waiting_breaches on access.account_id = waiting_breaches.account_id
    where access.person_id = $person_id and access.may_reset
)
"""
# A parent of two classes is managed by both, which opens neither class to the other.
_OWN_CLASSES = """
own_classes as (
    select class_id
    from intermediate.int_class_access
    where person_id = $person_id
    union
    select classes.class_id
    from staging.stg_classes as classes
    inner join staging.stg_staff as staff on staff.person_id = $person_id
    where staff.role_list similar to '.*,(secretary|administrator),.*'
)
"""


def accounts(
    database: Database,
    viewer: Viewer,
    *,
    now: datetime,
    today: date,
    kind: str = "",
    class_id: str = "",
    text: str = "",
    limit: int = 300,
) -> pl.DataFrame:
    """Return the accounts that a person manages, staff first, then by name.

    '' leaves a filter out; `text` is looked for in names and login. Columns:
    account_id, person_id, person_name, login, kind, role_list, class_list, child_names,
    has_left, state, created_at, last_login_at, password_set_at, has_second_factor,
    code_until (null without an open code), has_breach (its new credentials are
    waited for), may_freeze, may_clear_second_factor.
    """
    return ask(
        database,
        viewer,
        f"""
        {_MANAGED}
        select * from managed
        where
            ($kind = '' or kind = $kind)
            and ($class_id = '' or contains(class_list, ',' || $class_id || ','))
            and contains(
                replace(
                    lower(concat_ws(' ', person_name, child_names, login)), 'ё', 'е'
                ),
                replace(lower(trim($text)), 'ё', 'е')
            )
        order by
            has_left, list_position(['staff', 'student', 'parent'], kind),
            person_name, login
        limit $limit
        """,
        now=utc_naive(now),
        today=today,
        kind=kind,
        class_id=class_id,
        text=text,
        limit=limit,
    )


def account(
    database: Database, viewer: Viewer, account_id: str, *, now: datetime, today: date
) -> pl.DataFrame:
    """Return one account with the columns of `accounts`; no row if it is not theirs."""
    return ask(
        database,
        viewer,
        f"{_MANAGED} select * from managed where account_id = $account_id",
        now=utc_naive(now),
        today=today,
        account_id=account_id,
    )


def classes(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the classes to whose students and parents a person hands out slips.

    Columns: class_id, grade, is_homeroom; the own class first.
    """
    return ask(
        database,
        viewer,
        f"""
        with {_OWN_CLASSES}

        select
            classes.class_id, classes.grade,
            coalesce(classes.homeroom_person_id = $person_id, false) as is_homeroom
        from staging.stg_classes as classes
        inner join own_classes on classes.class_id = own_classes.class_id
        order by is_homeroom desc, classes.grade, classes.class_id
        """,
    )


def class_accounts(
    database: Database,
    viewer: Viewer,
    class_id: str,
    kind: str,
    *,
    now: datetime,
    today: date,
) -> pl.DataFrame:
    """Return the accounts of a class: of its students (`student`) or their parents.

    Of whoever is on the roll today, by name; columns of `accounts`, but `child_names`
    are the children in this class alone.
    """
    return ask(
        database,
        viewer,
        f"""
        {_MANAGED},

        {_OWN_CLASSES},

        in_class as (
            select
                diaries.person_id,
                string_agg(
                    students.student_name, ', ' order by students.student_name
                ) as child_names
            from intermediate.int_diary_access as diaries
            inner join staging.stg_students as students
                on diaries.student_id = students.student_id
            where
                students.class_id = $class_id
                and $class_id in (select own_classes.class_id from own_classes)
                and (students.left_on is null or students.left_on >= $today)
            group by diaries.person_id
        )

        select
            managed.* replace (
                if(managed.kind = 'student', '', in_class.child_names) as child_names
            )
        from managed
        inner join in_class on managed.person_id = in_class.person_id
        where managed.kind = $kind
        order by
            if(managed.kind = 'student', managed.person_name, in_class.child_names),
            managed.person_name, managed.login
        """,
        now=utc_naive(now),
        today=today,
        class_id=class_id,
        kind=kind,
    )
