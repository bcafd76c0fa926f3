"""Where a person gets mails, and which: all by the person's own choice.

One address for all kinds. What parents choose of the weekly mail is `weekly_wishes.py`.

Nothing goes to an address before its owner typed the code that was sent there. What was
set under a breached account does not count (§4.4): for its owner there is nothing yet.
"""

from __future__ import annotations

import re
import secrets
from datetime import time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access import log, mails
from warehouse.access.activation import ALPHABET, normalised
from warehouse.access.code_hashes import check_code, hash_code
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import duckdb

    from warehouse.database import Database

PLACE = "my_access"  # in the log of access
MINUTES_BEFORE = (30, 60, 120)
USUAL_MINUTES = 60
USUAL_QUIET = (time(21), time(7))
CODE_VALID_FOR = timedelta(hours=1)
_LENGTH = 8
_LONGEST = 254  # characters of an address: RFC 5321
_LONGEST_NAME = 64  # before the @
# One plain address of ASCII letters: no comments, quotes, line ends, back-ticks.
_NAME = r"[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<name>{_NAME})@(?P<host>(?:{_LABEL}\.)+{_LABEL})")

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
_NEW = """
insert into access.mail_settings by name
select
    $account_id as account_id, $address as address, $code_hash as code_hash,
    $expires_at as code_expires_at, false as wants_reminders, false as wants_digest,
    $minutes as minutes_before, $quiet[1] as quiet_from, $quiet[2] as quiet_until,
    $at as changed_at
"""
_OTHER_ADDRESS = """
update access.mail_settings
set
    address = $address, confirmed_at = null, code_hash = $code_hash,
    code_expires_at = $expires_at, changed_at = $at
where account_id = $account_id
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


def checked_address(typed: str) -> str:
    """Return an address in the one way it is stored, or refuse what is none."""
    found = _ADDRESS.fullmatch(typed.strip())
    if (
        found is None
        or len(found["name"]) > _LONGEST_NAME
        or len(found[0]) > _LONGEST
        or found["host"].rpartition(".")[2].isdecimal()
    ):
        raise VedomostError(
            "This is not an e-mail address. Write one, in Latin letters, such as "
            "name@school.ru."
        )
    return f"{found['name']}@{found['host'].lower()}"


class CodeMail(NamedTuple):
    """A code that is to be sent to an address, once."""

    mail_id: str
    address: str
    code: str


def prepare_code(
    database: Database,
    folder: Path,
    actor: log.Actor,
    typed: str,
    at: datetime,
    place: str = PLACE,
) -> CodeMail:
    """Invent a code for an address; nothing changes before `expect_code`.

    Refuses what is no address, and more codes than a person needs.
    """
    address = checked_address(typed)
    mark = mails.address_mark(folder, address)
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    with database.writing(announced=False) as cursor:
        mail_id = mails.reserve_code_mail(cursor, actor.account_id, mark, at)
        _note(cursor, at, actor, "mail_code_sent", place)
    return CodeMail(
        mail_id, address, f"{signs[: _LENGTH // 2]}-{signs[_LENGTH // 2 :]}"
    )


def expect_code(
    database: Database, actor: log.Actor, sent: CodeMail, at: datetime
) -> None:
    """Put the address that a code went to in the place of the old one.

    From then on no mails come until the code is typed; an older code is worthless. The
    wishes stay.
    """
    code_hash = hash_code(normalised(sent.code))
    before = settings_of(database, actor.account_id)
    values = {
        "account_id": actor.account_id,
        "address": sent.address,
        "code_hash": code_hash,
        "expires_at": utc_naive(at + CODE_VALID_FOR),
        "at": utc_naive(at),
    }
    with database.writing(announced=False) as cursor:
        if before is None:  # nothing, or what a breach set
            _delete(cursor, actor.account_id)
            cursor.execute(
                _NEW, {**values, "minutes": USUAL_MINUTES, "quiet": list(USUAL_QUIET)}
            )
        else:
            cursor.execute(_OTHER_ADDRESS, values)


def confirm(
    database: Database,
    actor: log.Actor,
    typed: str,
    at: datetime,
    place: str = PLACE,
) -> bool:
    """Open the address for mails if the code is right; the throttle is the caller's."""
    code = normalised(typed)
    if len(code) != _LENGTH or not set(code) <= set(ALPHABET):
        return False
    with database.reading() as cursor:
        row = cursor.execute(
            "select code_hash from access.mail_settings where account_id = ? "
            "and code_expires_at > ?",
            [actor.account_id, utc_naive(at)],
        ).fetchone()
    code_hash = row[0] if row is not None else None
    if not check_code(code_hash, code):
        return False
    with database.writing(announced=False) as cursor:
        confirmed = cursor.execute(
            "update access.mail_settings set confirmed_at = $at, changed_at = $at, "
            "code_hash = null, code_expires_at = null "
            "where account_id = $account_id and code_hash = $code_hash "
            "returning account_id",
            {
                "at": utc_naive(at),
                "account_id": actor.account_id,
                "code_hash": code_hash,
            },
        ).fetchone()
        if confirmed is not None:
            _note(cursor, at, actor, "mail_confirmed", place)
    return confirmed is not None


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
        _note(cursor, at, actor, "mail_changed")


def forget(
    database: Database, actor: log.Actor, at: datetime, place: str = PLACE
) -> None:
    """Delete the address and everything chosen for it."""
    with database.writing(announced=False) as cursor:
        _delete(cursor, actor.account_id)
        _note(cursor, at, actor, "mail_changed", place)


def unsubscribe(
    database: Database, account_id: str, kind: str, actor: log.Actor, at: datetime
) -> None:
    """Switch one kind of mails off, as a signed link asks; nothing else changes.

    A code that nobody asked for takes the unconfirmed address away.
    """
    with database.writing(announced=False) as cursor:
        if kind == mails.CODE:
            changed = cursor.execute(
                "delete from access.mail_settings "
                "where account_id = ? and confirmed_at is null returning account_id",
                [account_id],
            ).fetchone()
        else:
            column = _WANTED[kind]
            changed = cursor.execute(
                f"update access.mail_settings set {column} = false "
                f"where account_id = ? and {column} returning account_id",
                [account_id],
            ).fetchone()
        if changed is not None:
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


def _delete(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    cursor.execute(
        "delete from access.mail_settings where account_id = ?", [account_id]
    )
    cursor.execute(
        "delete from access.weekly_left_out where account_id = ?", [account_id]
    )


def _note(
    cursor: duckdb.DuckDBPyConnection,
    at: datetime,
    actor: log.Actor,
    action: str,
    place: str = PLACE,
) -> None:
    log.write(cursor, at, actor, action, place=place, about=actor.person_id)
