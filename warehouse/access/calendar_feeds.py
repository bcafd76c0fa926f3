"""Secret addresses under which a calendar program reads one child's lessons.

256 random bits, kept as SHA-256, shown once; one live address per account and child. It
opens lessons and homework only, while its owner still reads that diary: who loses the
child, the account or the password loses the address too.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date, datetime

    import duckdb

    from warehouse.database import Database

PLACE = "/diary/calendar"  # in the log of access
_NOTED_EVERY = timedelta(hours=1)
# Whose child is at the school today.
_OPEN = """
select students.student_id
from staging.stg_students as students
inner join intermediate.int_diary_access as access
    on students.student_id = access.student_id and access.person_id = $person_id
where students.student_id = $student_id and students.enrolled_on <= $today
    and (students.left_on is null or students.left_on >= $today)
"""
# Live addresses; what was made under a breached account never was one (§4.4).
_LIVE = """
select
    feeds.feed_id, feeds.account_id, accounts.person_id, feeds.student_id,
    feeds.shows_name, accounts.language, feeds.created_at, feeds.last_read_at
from access.calendar_feeds as feeds
inner join access.accounts as accounts on feeds.account_id = accounts.account_id
where feeds.ended_at is null and accounts.state = 'active' and not exists (
    select 1 from staging.stg_void_periods as void
    where void.person_id = accounts.person_id
        and feeds.created_at >= void.starts_at
        and (void.ends_at is null or feeds.created_at < void.ends_at)
)
"""


class Feed(NamedTuple):
    """A live address without its secret; moments are UTC, the last to the hour."""

    feed_id: str
    account_id: str
    person_id: str
    student_id: str
    shows_name: bool
    language: str  # '' while the owner has not chosen
    created_at: datetime
    last_read_at: datetime | None


def make_feed(
    database: Database,
    actor: log.Actor,
    student_id: str,
    *,
    shows_name: bool,
    today: date,
    at: datetime,
) -> str:
    """Return the secret of a new address, once; the account's former one is dead."""
    secret = secrets.token_urlsafe(32)
    with database.writing(announced=False) as cursor:
        refuse_under_a_breach(cursor, actor.person_id, at)
        if not _is_open(cursor, actor.person_id, student_id, today):
            raise VedomostError("The diary of this student is not open to you.")
        _end(cursor, actor.account_id, student_id, at)
        cursor.execute(
            "insert into access.calendar_feeds values (?, ?, ?, ?, ?, ?, null, null)",
            [
                secrets.token_hex(8),
                actor.account_id,
                student_id,
                _digest(secret),
                shows_name,
                utc_naive(at),
            ],
        )
        _note(cursor, actor, "calendar_made", student_id, at)
    return secret


def end_feed(
    database: Database, actor: log.Actor, student_id: str, at: datetime
) -> bool:
    """End the account's address of a child; False if there was none."""
    with database.writing(announced=False) as cursor:
        is_ended = _end(cursor, actor.account_id, student_id, at)
        if is_ended:
            _note(cursor, actor, "calendar_ended", student_id, at)
    return is_ended


def end_all(cursor: duckdb.DuckDBPyConnection, account_id: str, at: datetime) -> None:
    """End an account's addresses in the caller's transaction; the caller logs why."""
    cursor.execute(
        "update access.calendar_feeds set ended_at = ? "
        "where account_id = ? and ended_at is null",
        [utc_naive(at), account_id],
    )


def feed_of(database: Database, account_id: str, student_id: str) -> Feed | None:
    """Return the account's live address of a child, if there is one."""
    with database.reading() as cursor:
        row = cursor.execute(
            f"{_LIVE} and feeds.account_id = $account_id "
            "and feeds.student_id = $student_id",
            {"account_id": account_id, "student_id": student_id},
        ).fetchone()
    return None if row is None else Feed(*row)


def feed_for_secret(
    database: Database, secret: str, today: date, at: datetime
) -> Feed | None:
    """Return whose calendar an address opens today; None if it opens nothing.

    For one that is unknown, ended, of an account that is not active or of a child whose
    diary its owner reads no more: whoever asks must not learn which.
    """
    with database.reading() as cursor:
        row = cursor.execute(
            f"{_LIVE} and feeds.secret_sha256 = $secret_sha256",
            {"secret_sha256": _digest(secret)},
        ).fetchone()
        feed = None if row is None else Feed(*row)
        if feed is None or not _is_open(cursor, feed.person_id, feed.student_id, today):
            return None
    if feed.last_read_at is None or utc_naive(at) - feed.last_read_at >= _NOTED_EVERY:
        with database.writing(announced=False) as cursor:
            cursor.execute(
                "update access.calendar_feeds set last_read_at = ? where feed_id = ?",
                [utc_naive(at), feed.feed_id],
            )
    return feed


def _is_open(
    cursor: duckdb.DuckDBPyConnection, person_id: str, student_id: str, today: date
) -> bool:
    values = {"person_id": person_id, "student_id": student_id, "today": today}
    return cursor.execute(_OPEN, values).fetchone() is not None


def _end(
    cursor: duckdb.DuckDBPyConnection, account_id: str, student_id: str, at: datetime
) -> bool:
    ended = count_changed(
        cursor,
        "update access.calendar_feeds set ended_at = ? "
        "where account_id = ? and student_id = ? and ended_at is null",
        [utc_naive(at), account_id, student_id],
    )
    return ended > 0


def _note(
    cursor: duckdb.DuckDBPyConnection,
    actor: log.Actor,
    action: str,
    student_id: str,
    at: datetime,
) -> None:
    about = f"{STUDENT_PREFIX}{student_id}"
    log.write(cursor, at, actor, action, place=PLACE, about=about)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
