"""What mails went to whom, what waits, what failed; who gets the weekly one.

Never an address and never a text. Who answers for the school or its server sees people
and kinds; who reads a class whole sees its families, child by child: which of the
parents it is stays theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# Whoever answers for the school or for its server.
ANSWERS = """
exists (
    select 1 from staging.stg_staff as staff
    where
        staff.person_id = $person_id
        and staff.role_list similar to '.*,(director|administrator),.*'
)
"""
# How a mail stands: sent, waiting, unknown (it may have gone), needless, failed.
_OUTCOME = """
case
    when mails.sent_at is not null then 'sent'
    when mails.next_try_at is not null then 'waiting'
    when mails.failure is null or mails.failure = 'cut_off' then 'unknown'
    when mails.failure = 'not_needed' then 'needless'
    else 'failed'
end
"""


def counts(database: Database, viewer: Viewer, since: datetime) -> pl.DataFrame:
    """Return how the mails fared since a moment, a row per kind.

    Columns: kind, count_sent, count_waiting, count_failed, count_unknown,
    count_needless. `since` is aware.
    """
    return ask(
        database,
        viewer,
        f"""
        with mails as (
            select mails.kind, {_OUTCOME} as outcome
            from access.mails as mails
            where mails.composed_at >= $since
        )

        select
            kind,
            count_if(outcome = 'sent') as count_sent,
            count_if(outcome = 'waiting') as count_waiting,
            count_if(outcome = 'failed') as count_failed,
            count_if(outcome = 'unknown') as count_unknown,
            count_if(outcome = 'needless') as count_needless
        from mails
        where {ANSWERS}
        group by kind
        order by kind
        """,
        since=utc_naive(since),
    )


def sent(
    database: Database,
    viewer: Viewer,
    since: datetime,
    kind: str,
    outcome: str,
    limit: int,
) -> pl.DataFrame:
    """Return the mails since a moment, of a kind and outcome or all.

    What failed comes first, then the newest. Columns: mail_id, person_name, kind,
    composed_at, sent_at, next_try_at, count_tries, failure (null or as in
    `warehouse.access.mails`), outcome.
    """
    return ask(
        database,
        viewer,
        f"""
        select
            mails.mail_id,
            coalesce(people.person_name, '') as person_name,
            mails.kind,
            mails.composed_at,
            mails.sent_at,
            mails.next_try_at,
            mails.count_tries,
            mails.failure,
            {_OUTCOME} as outcome
        from access.mails as mails
        left join access.accounts as accounts on mails.account_id = accounts.account_id
        left join intermediate.int_person_names as people
            on accounts.person_id = people.person_id
        where
            mails.composed_at >= $since
            and $kind in ('', mails.kind)
            and $outcome in ('', {_OUTCOME})
            and {ANSWERS}
        order by
            outcome in ('failed', 'unknown') desc,
            mails.composed_at desc, person_name, mails.mail_id
        limit $limit
        """,
        since=utc_naive(since),
        kind=kind,
        outcome=outcome,
        limit=limit,
    )


def families(
    database: Database, viewer: Viewer, class_id: str, today: date
) -> pl.DataFrame:
    """Return for each student of a class whether a parent gets the weekly mail.

    For who reads the class whole. Columns: student_id, student_name, has_readers,
    is_refused (of a reader the mail server refused the address), last_sent_at (naive
    UTC, null if none was sent yet).
    """
    return ask(
        database,
        viewer,
        """
        with wishes as (
            select
                settings.account_id,
                accounts.person_id,
                settings.confirmed_at is not null as is_confirmed,
                settings.confirmed_at is null and settings.code_expires_at is null
                    as is_refused
            from access.mail_settings as settings
            inner join access.accounts as accounts
                on settings.account_id = accounts.account_id
            where
                settings.wants_weekly
                and accounts.state = 'active'
                and not exists (
                    select 1 from staging.stg_void_periods as void
                    where
                        void.person_id = accounts.person_id
                        and settings.changed_at >= void.starts_at
                        and (
                            void.ends_at is null or settings.changed_at < void.ends_at
                        )
                )
        ),

        sent as (
            select account_id, max(sent_at) as sent_at
            from access.mails
            where kind = 'weekly' and sent_at is not null
            group by account_id
        ),

        readers as (
            select
                children.student_id,
                bool_or(wishes.is_confirmed) as has_readers,
                bool_or(wishes.is_refused) as is_refused,
                max(sent.sent_at) as last_sent_at
            from staging.stg_children as children
            inner join wishes on children.person_id = wishes.person_id
            left join sent on wishes.account_id = sent.account_id
            where not exists (
                select 1 from access.weekly_left_out as without
                where
                    without.account_id = wishes.account_id
                    and without.student_id = children.student_id
            )
            group by children.student_id
        )

        select
            students.student_id,
            students.student_name,
            coalesce(readers.has_readers, false) as has_readers,
            coalesce(readers.is_refused, false) as is_refused,
            readers.last_sent_at
        from staging.stg_students as students
        inner join intermediate.int_class_access as access
            on
                students.class_id = access.class_id
                and access.person_id = $person_id
        left join readers on students.student_id = readers.student_id
        where
            students.class_id = $class_id
            and students.enrolled_on <= $today
            and (students.left_on is null or students.left_on >= $today)
        order by students.student_name, students.student_id
        """,
        class_id=class_id,
        today=today,
    )
