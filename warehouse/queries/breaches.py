"""The register of breaches, and what each made void, cell by cell (§4.3, §4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_CELLS = """
    select cells.*
    from marts.void_cells as cells
    where
        {of_whom}
        and case
            when cells.subject_name = '' then exists (
                select 1
                from intermediate.int_message_places as sheets
                inner join intermediate.int_class_access as access
                    on
                        sheets.unit_id = access.class_id
                        and access.person_id = $person_id
                where sheets.page_id = cells.page_id and sheets.is_class_sheet
            )
            when cells.student_id = '' then exists (
                select 1 from intermediate.int_page_access as access
                where
                    access.page_id = cells.page_id
                    and access.person_id = $person_id
            )
            else exists (
                select 1
                from staging.stg_roster as roster
                inner join intermediate.int_class_page_access as access
                    on
                        roster.page_id = access.page_id
                        and roster.class_id = access.class_id
                        and access.person_id = $person_id
                where
                    roster.page_id = cells.page_id
                    and roster.student_id = cells.student_id
            )
        end
    order by
        try_cast(regexp_extract(cells.unit_name, '^[0-9]+') as integer),
        cells.unit_name, cells.subject_name, cells.lesson_on, cells.slot,
        cells.student_name, cells.field
"""


def register(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the breaches of the own account and of those one manages, open first.

    Columns as described at `marts.breaches`, then may_close: for director and deputy,
    a deputy not the own one.
    """
    return ask(
        database,
        viewer,
        """
        select
            breaches.*,
            exists (
                select 1 from intermediate.int_leaders as leaders
                where
                    leaders.person_id = $person_id
                    and (leaders.is_director or breaches.person_id <> $person_id)
            ) as may_close
        from marts.breaches as breaches
        inner join intermediate.int_breach_access as access
            on
                breaches.breach_id = access.breach_id
                and access.person_id = $person_id
        order by
            breaches.closed_at is not null, breaches.registered_at desc,
            breaches.breach_id
        """,
    )


def accounts_to_choose(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return whose breach a person may register: one's own first, then by name.

    Columns: account_id, person_id, person_name, login, is_own.
    """
    return ask(
        database,
        viewer,
        """
        select
            accounts.account_id, accounts.person_id,
            coalesce(nullif(holders.person_name, ''), accounts.login) as person_name,
            accounts.login, accounts.person_id = $person_id as is_own
        from staging.stg_accounts as accounts
        left join intermediate.int_account_holders as holders
            on accounts.account_id = holders.account_id
        left join intermediate.int_account_access as access
            on
                accounts.account_id = access.account_id
                and access.person_id = $person_id
        where accounts.person_id = $person_id or access.may_freeze
        order by is_own desc, person_name, accounts.login
        """,
    )


def void_cells(database: Database, viewer: Viewer, breach_id: str) -> pl.DataFrame:
    """Return the void cells of a breach on pages that the viewer reads.

    Columns as described at `marts.void_cells`. An administrator reads no page, so gets
    no cell: the register has the counts.
    """
    return ask(
        database,
        viewer,
        _CELLS.format(
            of_whom="""
        cells.breach_id = $breach_id
        and exists (
            select 1 from intermediate.int_breach_access as seen
            where
                seen.breach_id = cells.breach_id and seen.person_id = $person_id
        )
    """
        ),
        breach_id=breach_id,
    )


def deeds(database: Database, viewer: Viewer, breach_id: str) -> pl.DataFrame:
    """Return what was done to accounts and files in a void period, latest first.

    Columns as in `intermediate.int_access_log`, then is_void: a code that was void
    before anybody used it. Views of pages are left to the log itself.
    """
    return ask(
        database,
        viewer,
        """
        with period as (
            select
                breaches.person_id,
                breaches.void_from,
                coalesce(breaches.void_until, timestamp '9999-12-31') as void_until
            from marts.breaches as breaches
            inner join intermediate.int_breach_access as access
                on
                    breaches.breach_id = access.breach_id
                    and access.person_id = $person_id
            where breaches.breach_id = $breach_id
        )

        select
            lines.*,
            lines.action = 'code_issued' and not exists (
                select 1
                from access.activation_codes as codes
                inner join staging.stg_accounts as accounts
                    on codes.account_id = accounts.account_id
                where
                    codes.issued_by = lines.person_id
                    and codes.issued_at = lines.logged_at
                    and accounts.person_id = lines.about_person_id
                    and (codes.used_at is not null or codes.voided_at is null)
            ) as is_void
        from intermediate.int_access_log as lines
        inner join period
            on
                lines.person_id = period.person_id
                and lines.logged_at >= period.void_from
                and lines.logged_at < period.void_until
        where
            lines.about_person_id <> lines.person_id
            and lines.action in (
                'code_issued', 'account_opened', 'account_frozen', 'account_unfrozen',
                'sessions_ended', 'second_factor_off', 'breach_registered',
                'breach_changed', 'exported', 'printed', 'wait_lifted'
            )
        order by lines.logged_at desc, lines.line_number desc
        """,
        breach_id=breach_id,
    )


def own_cells_to_enter(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return what one has to enter again oneself, until the breach is closed.

    Columns as described at `marts.void_cells`.
    """
    return ask(
        database,
        viewer,
        _CELLS.format(
            of_whom="""
        cells.person_id = $person_id
        and cells.is_waiting
        and cells.breach_id in (
            select breaches.breach_id from staging.stg_breaches as breaches
            where breaches.person_id = $person_id and breaches.closed_at is null
        )
    """
        ),
    )
