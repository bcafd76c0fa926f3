"""What a parent chose of the weekly mail (§1.6): day, hour, language and children.

The address is that of all mails (`mail_settings.py`), confirmed by a code. A child who
comes to the school later is told of, too, until the parent leaves it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access import log
from warehouse.access.mail_settings import settings_of
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from warehouse.database import Database

PLACE = "diary_mail"  # in the log of access
DAYS = (1, 2, 3, 4, 5, 6, 7)  # 1 is Monday
HOURS = tuple(range(7, 21))  # the school's time; nobody is woken


def left_out(database: Database, account_id: str) -> frozenset[str]:
    """Return the children about whom the parent wants no mails."""
    with database.reading() as cursor:
        rows = cursor.execute(
            "select student_id from access.weekly_left_out where account_id = ?",
            [account_id],
        ).fetchall()
    return frozenset(student_id for (student_id,) in rows)


def choose(
    database: Database,
    actor: log.Actor,
    at: datetime,
    *,
    day: int,
    hour: int,
    language: str,
    without: Collection[str],
) -> None:
    """Keep that the weekly mail is wanted, and when, and about which children not.

    A day or hour chosen anew counts from now on: what was due before it is not made up
    for.
    """
    if day not in DAYS or hour not in HOURS:
        raise ValueError((day, hour))
    if settings_of(database, actor.account_id) is None:
        return  # no address, or one that a breach set: nothing to choose for
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.mail_settings set weekly_since = "
            "if(wants_weekly and weekly_day = $day and weekly_hour = $hour, "
            "weekly_since, $at), wants_weekly = true, weekly_day = $day, "
            "weekly_hour = $hour, weekly_language = $language, changed_at = $at "
            "where account_id = $account_id",
            {
                "day": day,
                "hour": hour,
                "language": language,
                "at": utc_naive(at),
                "account_id": actor.account_id,
            },
        )
        cursor.execute(
            "delete from access.weekly_left_out where account_id = ?",
            [actor.account_id],
        )
        for student_id in sorted(without):
            cursor.execute(
                "insert into access.weekly_left_out values (?, ?)",
                [actor.account_id, student_id],
            )
        log.write(cursor, at, actor, "mail_changed", place=PLACE, about=actor.person_id)


def stop(database: Database, actor: log.Actor, at: datetime) -> None:
    """Send no more weekly mails; address, other mails and choices stay.

    What a breach set is not touched: a change of today would make it count again.
    """
    if settings_of(database, actor.account_id) is None:
        return
    with database.writing(announced=False) as cursor:
        cursor.execute(
            "update access.mail_settings set wants_weekly = false, changed_at = ? "
            "where account_id = ?",
            [utc_naive(at), actor.account_id],
        )
        log.write(cursor, at, actor, "mail_changed", place=PLACE, about=actor.person_id)
