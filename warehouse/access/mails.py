"""Mails that were sent or wait: each goes once, and none is kept with its text.

A row is a claim: who writes it sends that mail, whatever restarts meanwhile. It says so
just before the mail server is given the mail; if the program is killed then, nobody
knows whether the mail went, and it is not sent again.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access import log
from warehouse.access.secrets_at_rest import signature
from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    import duckdb

    from warehouse.database import Database

CODE, REMINDER, DIGEST = "code", "reminder", "digest"
EXPORT = "export"  # comes and stops with the digest
WEEKLY = "weekly"  # to parents (§1.6); `about` is its week
# Why a mail was not sent, before the number of the mail server's answer if it gave one.
NO_CONNECTION = "no_connection"
NOT_LET_IN = "not_let_in"  # login and password, or TLS
SENDER_REFUSED = "sender_refused"
REJECTED = "rejected"  # this mail, for good
ADDRESS_REFUSED = "address_refused"  # every mail to this address
LATER = "later"  # the mail server asked to come again
CUT_OFF = "cut_off"  # the program ended while sending
TOO_LATE = "too_late"
NOT_NEEDED = "not_needed"  # what it was about was entered, or it is not wanted any more
NOT_WRITTEN = "not_written"  # the program failed to write it

_NOBODY = log.Actor()
CODES_A_DAY = 5
BETWEEN_CODES = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Waiting(NamedTuple):
    """A mail that is to be sent; `composed_at` is naive UTC."""

    mail_id: str
    account_id: str
    kind: str
    about: str
    composed_at: datetime
    count_tries: int


def address_mark(folder: Path, address: str) -> str:
    """Return what tells an address from others without telling it."""
    return signature(folder, "mail address", address.casefold()).hex()[:24]


def reserve_code_mail(
    cursor: duckdb.DuckDBPyConnection, account_id: str, mark: str, at: datetime
) -> str:
    """Write down that a code goes out now and return the mail's id, or refuse.

    Counted by account and by address, so that nobody's mailbox is flooded; what the
    mail server never took does not count.
    """
    now = utc_naive(at)
    count_day, count_minute = cursor.execute(
        "select "
        "count(*) filter (where failure is null or failure = $cut_off), "
        "count(*) filter (where account_id = $account_id "
        "and composed_at > $minute_ago) "
        "from access.mails where kind = $kind and composed_at > $day_ago "
        "and (account_id = $account_id or about = $about)",
        {
            "cut_off": CUT_OFF,
            "account_id": account_id,
            "minute_ago": utc_naive(at - BETWEEN_CODES),
            "kind": CODE,
            "day_ago": utc_naive(at - _DAY),
            "about": mark,
        },
    ).fetchall()[0]
    if count_day >= CODES_A_DAY:
        raise VedomostError("Too many codes were sent today. Try again tomorrow.")
    if count_minute:
        raise VedomostError(
            "A code was sent a moment ago. Wait a minute and look into your mail first."
        )
    mail_id = _insert(cursor, account_id, CODE, mark, now)
    cursor.execute(
        "update access.mails set count_tries = 1, next_try_at = null where mail_id = ?",
        [mail_id],
    )
    return mail_id


def claim(
    database: Database,
    account_id: str,
    kind: str,
    about: Sequence[str],
    at: datetime,
) -> str | None:
    """Claim one mail about all of `about` that no mail was about yet; None if none is.

    Each of `about` is one word: a due moment, a day.
    """
    with database.reading() as cursor:  # so that a look at what is known locks nobody
        if not _fresh(cursor, account_id, kind, about):
            return None
    with database.writing(announced=False) as cursor:
        fresh = _fresh(cursor, account_id, kind, about)
        if not fresh:
            return None
        return _insert(cursor, account_id, kind, " ".join(fresh), utc_naive(at))


def claim_all(
    database: Database, kind: str, owed: Sequence[tuple[str, str]], at: datetime
) -> None:
    """Claim a mail for each (account_id, about) that no mail was about yet."""
    with database.reading() as cursor:
        if not _unclaimed(cursor, kind, owed):
            return
    with database.writing(announced=False) as cursor:
        for account_id, about in _unclaimed(cursor, kind, owed):
            _insert(cursor, account_id, kind, about, utc_naive(at))


def _unclaimed(
    cursor: duckdb.DuckDBPyConnection, kind: str, owed: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    known = set(
        cursor.execute(
            "select account_id, about from access.mails "
            "where kind = ? and about in (select unnest(?))",
            [kind, sorted({about for _, about in owed})],
        ).fetchall()
    )
    return [one for one in dict.fromkeys(owed) if one not in known]


def told_until(database: Database, account_id: str, kind: str) -> datetime | None:
    """Return until when the last mail that was sent knew what was entered."""
    with database.reading() as cursor:
        row = cursor.execute(
            "select max(written_at) from access.mails "
            "where account_id = ? and kind = ? and sent_at is not null",
            [account_id, kind],
        ).fetchone()
    return row[0] if row is not None else None


def _fresh(
    cursor: duckdb.DuckDBPyConnection, account_id: str, kind: str, about: Sequence[str]
) -> list[str]:
    rows = cursor.execute(
        "select unnest(string_split(about, ' ')) from access.mails "
        "where account_id = ? and kind = ?",
        [account_id, kind],
    ).fetchall()
    known = {told for (told,) in rows}
    return [one for one in about if one not in known]


def waiting(database: Database, at: datetime) -> list[Waiting]:
    """Return the mails to try now: the oldest first, the many weekly ones last."""
    with database.reading() as cursor:
        rows = cursor.execute(
            "select mail_id, account_id, kind, about, composed_at, count_tries "
            "from access.mails where next_try_at <= ? "
            "order by kind = ?, composed_at, mail_id",
            [utc_naive(at), WEEKLY],
        ).fetchall()
    return [Waiting(*row) for row in rows]


def take(database: Database, mail_id: str, written_at: datetime) -> bool:
    """Take a waiting mail for one try; false if somebody else did.

    From here on nobody knows whether it went, until `sent` or a refusal says so.
    """
    with database.writing(announced=False) as cursor:
        taken = count_changed(
            cursor,
            "update access.mails set count_tries = count_tries + 1, "
            "next_try_at = null, failure = null, written_at = ? "
            "where mail_id = ? and next_try_at is not null",
            [utc_naive(written_at), mail_id],
        )
    return taken > 0


def sent(
    database: Database,
    mail_id: str,
    at: datetime,
    owner: log.Actor = _NOBODY,
    about: Sequence[str] = (),
) -> None:
    """Note that the mail server took a mail, and whose data its owner now has."""
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.mails set sent_at = ? where mail_id = ?",
            [utc_naive(at), mail_id],
        )
        for person_id in about:
            log.write(
                cursor, at, owner, "weekly_mail_sent", place="diary", about=person_id
            )


def put_off(database: Database, mail_id: str, until: datetime) -> None:
    """Let a mail wait for the end of the quiet hours."""
    _change(database, mail_id, "next_try_at = ?", utc_naive(until))


def try_later(
    database: Database, mail: Waiting, until: datetime, why: str, *, is_taken: bool
) -> None:
    """Let a mail wait for another try after one that failed.

    Only who took it brings it back; what somebody else took meanwhile stays theirs.
    """
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.mails set next_try_at = ?, count_tries = ?, failure = ? "
            "where mail_id = ? and (? or next_try_at is not null)",
            [utc_naive(until), mail.count_tries + 1, why, mail.mail_id, is_taken],
        )


def drop(database: Database, mail_id: str, why: str) -> None:
    """Note that a mail is not sent, and why; no further try."""
    _change(database, mail_id, "next_try_at = null, failure = ?", why)


def end_cut_off(database: Database) -> None:
    """Give up the mails of which an earlier run does not know whether they went."""
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.mails set failure = ? where next_try_at is null "
            "and sent_at is null and failure is null",
            [CUT_OFF],
        )


def last_failure(database: Database, account_id: str) -> tuple[str, datetime] | None:
    """Return why, and when, the account's last mail was refused."""
    with database.reading() as cursor:
        return cursor.execute(
            "select failure, composed_at from access.mails where account_id = ? "
            "and starts_with(failure, ?) order by composed_at desc limit 1",
            [account_id, ADDRESS_REFUSED],
        ).fetchone()


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    account_id: str,
    kind: str,
    about: str,
    now: datetime,
) -> str:
    mail_id = secrets.token_hex(8)
    cursor.execute(
        "insert into access.mails values (?, ?, ?, ?, ?, 0, ?, null, null, null)",
        [mail_id, account_id, kind, about, now, now],
    )
    return mail_id


def _change(database: Database, mail_id: str, change: str, value: object) -> None:
    with database.writing(announced=False) as cursor:
        cursor.execute(
            f"update access.mails set {change} where mail_id = ?", [value, mail_id]
        )
