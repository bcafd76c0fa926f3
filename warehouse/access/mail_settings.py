"""Where a person gets mails, and which: all by the person's own choice.

One address for all kinds. How it becomes somebody's is `mail_addresses.py`, what
parents choose of the weekly mail `weekly_wishes.py`. What was set under a breached
account does not count (§4.4): for its owner there is nothing yet.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access import log, mails
from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

PLACE = "my_access"  # in the log of access
MINUTES_BEFORE = (30, 60, 120)
USUAL_MINUTES = 60
USUAL_QUIET = (time(21), time(7))
_SETTINGS = """
select
    settings.account_id, accounts.person_id, accounts.language, settings.address,
    settings.confirmed_at, settings.code_expires_at, settings.wants_reminders,
    settings.wants_digest, settings.minutes_before, settings.quiet_from,
    settings.quiet_until, settings.wants_weekly, settings.weekly_day,
    settings.weekly_hour, settings.weekly_language, settings.weekly_since
from access.mail_settings as settings
inner join access.accounts as accounts on settings.account_id = accounts.account_id
where not exists (
    select 1 from staging.stg_void_periods as void
    where void.person_id = accounts.person_id
        and settings.changed_at >= void.starts_at
        and (void.ends_at is null or settings.changed_at < void.ends_at)
)
"""

_SUBSCRIBED = """
and accounts.state = 'active' and settings.confirmed_at is not null
and (settings.wants_reminders or settings.wants_digest or settings.wants_weekly)
"""


class MailSettings(NamedTuple):
    """One person's address and wishes; moments are naive UTC, times the school's."""

    account_id: str
    person_id: str
    language: str  # '' while the person has not chosen
    address: str
    confirmed_at: datetime | None
    code_expires_at: datetime | None
    wants_reminders: bool
    wants_digest: bool
    minutes_before: int
    quiet_from: time
    quiet_until: time
    wants_weekly: bool
    weekly_day: int  # 1 is Monday
    weekly_hour: int
    weekly_language: str  # '' as the person's pages
    weekly_since: datetime | None  # when day and hour were chosen

    @property
    def is_confirmed(self) -> bool:
        """Tell whether mails may go to the address."""
        return self.confirmed_at is not None

    @property
    def is_stopped(self) -> bool:
        """Tell whether the address was confirmed once and is now refused."""
        return self.confirmed_at is None and self.code_expires_at is None


def settings_of(database: Database, account_id: str) -> MailSettings | None:
    """Return an account's settings, if there are any that count."""
    found = _read(database, "and settings.account_id = $it", it=account_id)
    return found[0] if found else None


def subscribers(database: Database) -> list[MailSettings]:
    """Return who is to get mails: active accounts with a confirmed address."""
    return _read(database, f"{_SUBSCRIBED} order by settings.account_id")


def subscriber(database: Database, account_id: str) -> MailSettings | None:
    """Return an account's settings if it is to get mails at this moment."""
    found = _read(
        database, f"{_SUBSCRIBED} and settings.account_id = $it", it=account_id
    )
    return found[0] if found else None


def choose(
    database: Database,
    actor: log.Actor,
    at: datetime,
    *,
    wants_reminders: bool,
    wants_digest: bool,
    minutes_before: int,
    quiet_from: time,
    quiet_until: time,
) -> None:
    """Keep which mails are wanted, and when none is."""
    if minutes_before not in MINUTES_BEFORE:
        raise ValueError(minutes_before)
    if settings_of(database, actor.account_id) is None:
        return  # no address, or one that a breach set: nothing to choose for
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.mail_settings set wants_reminders = ?, wants_digest = ?, "
            "minutes_before = ?, quiet_from = ?, quiet_until = ?, changed_at = ? "
            "where account_id = ?",
            [
                wants_reminders,
                wants_digest,
                minutes_before,
                quiet_from,
                quiet_until,
                utc_naive(at),
                actor.account_id,
            ],
        )
        note(cursor, at, actor, "mail_changed")


def forget(
    database: Database, actor: log.Actor, at: datetime, place: str = PLACE
) -> None:
    """Delete the address and everything chosen for it."""
    with database.writing(announced=False) as cursor:
        delete_in(cursor, actor.account_id)
        note(cursor, at, actor, "mail_changed", place)


def unsubscribe(
    database: Database, account_id: str, kind: str, actor: log.Actor, at: datetime
) -> None:
    """Switch one kind of mails off, as a signed link asks; nothing else changes.

    A code that nobody asked for takes the unconfirmed address away.
    """
    with database.writing(announced=False) as cursor:
        if kind == mails.CODE:
            changed = count_changed(
                cursor,
                "delete from access.mail_settings "
                "where account_id = ? and confirmed_at is null",
                [account_id],
            )
        else:
            column = _WANTED[kind]
            changed = count_changed(
                cursor,
                f"update access.mail_settings set {column} = false "
                f"where account_id = ? and {column}",
                [account_id],
            )
        if changed:
            about = cursor.execute(
                "select person_id from access.accounts where account_id = ?",
                [account_id],
            ).fetchone()
            log.write(
                cursor,
                at,
                actor,
                "mail_changed",
                place="/mail/unsubscribe",
                scope=kind,
                about=about[0] if about else "",
            )


def stop(database: Database, account_id: str) -> None:
    """Send no more to an address that its server refused, until it is confirmed."""
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.mail_settings set confirmed_at = null, code_hash = null, "
            "code_expires_at = null where account_id = ?",
            [account_id],
        )


_WANTED = {
    mails.REMINDER: "wants_reminders",
    mails.DIGEST: "wants_digest",
    mails.WEEKLY: "wants_weekly",
}


def _read(database: Database, condition: str, **values: str) -> list[MailSettings]:
    with database.reading() as cursor:
        rows = cursor.execute(f"{_SETTINGS} {condition}", values).fetchall()
    return [MailSettings(*row) for row in rows]


def delete_in(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    """Delete an address and all that was chosen for it, in the caller's transaction."""
    cursor.execute(
        "delete from access.mail_settings where account_id = ?", [account_id]
    )
    cursor.execute(
        "delete from access.weekly_left_out where account_id = ?", [account_id]
    )


def note(
    cursor: duckdb.DuckDBPyConnection,
    at: datetime,
    actor: log.Actor,
    action: str,
    place: str = PLACE,
) -> None:
    """Tell the log of access of a person's own deed, in the caller's transaction."""
    log.write(cursor, at, actor, action, place=place, about=actor.person_id)
