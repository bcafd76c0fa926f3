"""What one person does to another's account: new codes, freezing, ended sessions.

Each function asks `intermediate.int_account_access` itself, in its own transaction:
whoever calls it need not be trusted. Open tabs close at once only if the caller also
ends the sessions that the server holds (`Sessions.end_account`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from warehouse.access import calendar_feeds, log, tokens
from warehouse.access.activation import VALID_FOR, make_codes, store_codes
from warehouse.access.breaches import credentials_issued
from warehouse.access.freezing import freeze_in
from warehouse.access.outside_identities import unlink
from warehouse.access.second_factor import turn_off
from warehouse.changed_rows import count_changed
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    import duckdb

    from warehouse.database import Database

Right = Literal["may_reset", "may_freeze", "may_clear_second_factor"]

_ALLOWED = """
select accounts.account_id, accounts.person_id, accounts.state
from intermediate.int_account_access as access
inner join staging.stg_accounts as accounts on access.account_id = accounts.account_id
where access.person_id = $by
    and access.account_id in (select unnest($account_ids))
    and case $right
        when 'may_reset' then access.may_reset
        when 'may_freeze' then access.may_freeze
        else access.may_clear_second_factor
    end
    and (accounts.state <> 'frozen' or access.may_freeze)
"""


def hand_out_codes(
    database: Database,
    account_ids: Sequence[str],
    *,
    by: str,
    at: datetime,
    valid_for: timedelta = VALID_FOR,
) -> dict[str, str]:
    """Return a new one-time code for each account, for all of them or for none.

    Older codes, passwords, tokens and sessions of these accounts are dead from now on.
    A frozen account opens by this, so only who may freeze it hands out its code; new
    credentials end the void period of a breach (§4.4). The second factor stays.
    """
    if not account_ids:
        return {}
    require(database, "may_reset", account_ids, by)
    codes = make_codes(account_ids)  # a class takes a second: before the transaction
    with database.writing() as cursor:
        allowed = _require(cursor, "may_reset", account_ids, by)
        store_codes(cursor, codes, at=at, issued_by=by, valid_for=valid_for)
        for account_id, person_id in allowed.items():
            renew_in(cursor, account_id, person_id, by=by, at=at)
    return {account_id: one.code for account_id, one in codes.items()}


def renew_in(
    cursor: duckdb.DuckDBPyConnection,
    account_id: str,
    person_id: str,
    *,
    by: str,
    at: datetime,
) -> None:
    """Let only the new code count, inside a transaction of who has the right to it."""
    _forget_password(cursor, account_id)
    unlink(cursor, account_id)
    tokens.revoke_all(cursor, account_id, at)
    calendar_feeds.end_all(cursor, account_id, at)
    credentials_issued(cursor, account_id, at, by)
    log.write(cursor, at, _actor(by), "code_issued", about=person_id)


def reset(database: Database, account_id: str, *, by: str, at: datetime) -> str:
    """Return a new one-time code for one account, as `hand_out_codes` does."""
    return hand_out_codes(database, [account_id], by=by, at=at)[account_id]


def freeze(database: Database, account_id: str, *, by: str, at: datetime) -> None:
    """Close an account until it is opened again; its codes and tokens are dead."""
    with database.writing() as cursor:
        _require(cursor, "may_freeze", [account_id], by)
        freeze_in(cursor, account_id, by=by, at=at)


def unfreeze(database: Database, account_id: str, *, by: str, at: datetime) -> None:
    """Open a frozen account with its old password, unless that may be known (§4.4)."""
    with database.writing() as cursor:
        allowed = _require(cursor, "may_freeze", [account_id], by)
        if _has_breach(cursor, account_id):
            raise VedomostError(
                "A breach of this account is registered, so its old password stays "
                "dead. Issue a new code instead: that opens the account."
            )
        opened = count_changed(
            cursor,
            "update access.accounts set security_version = security_version + 1, "
            "state = if(password_hash is null, 'new', 'active') "
            "where account_id = ? and state = 'frozen'",
            [account_id],
        )
        if opened:
            about = allowed[account_id]
            log.write(cursor, at, _actor(by), "account_unfrozen", about=about)


def end_sessions(database: Database, account_id: str, *, by: str, at: datetime) -> None:
    """Log a person out everywhere; password and tokens stay."""
    with database.writing() as cursor:
        allowed = _require(cursor, "may_reset", [account_id], by)
        _grow_version(cursor, account_id)
        about = allowed[account_id]
        log.write(cursor, at, _actor(by), "sessions_ended", about=about)


def clear_second_factor(
    database: Database, account_id: str, *, by: str, at: datetime
) -> None:
    """Take away a second factor whose device and recovery codes are lost."""
    with database.writing() as cursor:
        allowed = _require(cursor, "may_clear_second_factor", [account_id], by)
        turn_off(cursor, account_id)
        _grow_version(cursor, account_id)
        about = allowed[account_id]
        log.write(cursor, at, _actor(by), "second_factor_off", about=about)


def lift_wait(database: Database, account_id: str, *, by: str, at: datetime) -> None:
    """Allow and note that wrong tries are forgiven; the server's throttle has them."""
    with database.writing(announced=False) as cursor:
        allowed = _require(cursor, "may_reset", [account_id], by)
        about = allowed[account_id]
        log.write(cursor, at, _actor(by), "wait_lifted", about=about)


def require(
    database: Database, right: Right, account_ids: Sequence[str], by: str
) -> None:
    """Refuse unless this person has the right over every one of the accounts."""
    with database.reading() as cursor:
        _require(cursor, right, account_ids, by)


def _require(
    cursor: duckdb.DuckDBPyConnection,
    right: Right,
    account_ids: Sequence[str],
    by: str,
) -> dict[str, str]:
    """Return whose accounts these are: account_id to person_id."""
    rows = cursor.execute(
        _ALLOWED, {"by": by, "account_ids": list(account_ids), "right": right}
    ).fetchall()
    if {row[0] for row in rows} != set(account_ids):
        raise VedomostError("You may not change this account.")
    return {account_id: person_id for account_id, person_id, _ in rows}


def _forget_password(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    cursor.execute(
        "update access.accounts set password_hash = null, password_set_at = null, "
        "state = 'new', security_version = security_version + 1 where account_id = ?",
        [account_id],
    )


def _grow_version(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    cursor.execute(
        "update access.accounts set security_version = security_version + 1 "
        "where account_id = ?",
        [account_id],
    )


def _has_breach(cursor: duckdb.DuckDBPyConnection, account_id: str) -> bool:
    """Tell whether a registered breach still waits for new credentials."""
    row = cursor.execute(
        "select count(*) from access.breaches "
        "where account_id = ? and credentials_issued_at is null and closed_at is null",
        [account_id],
    ).fetchone()
    return bool(row and row[0])


def _actor(by: str) -> log.Actor:
    return log.Actor(person_id=by)
