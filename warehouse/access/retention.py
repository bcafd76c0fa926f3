"""How long comings and goings are kept (§1.7), and the forgetting of older ones."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.database import Database

PARAMETER = "access_log_days"
_SEED = Path(__file__).parents[1] / "seeds" / "parameters.csv"
_CODES_KEPT = timedelta(days=90)  # a spent code explains a log-in of its quarter
_MAILS_KEPT = timedelta(days=90)  # so long «I got no reminder» can be looked into

_FORGET = {
    "log": "delete from access.log where logged_at < $log_before",
    "sessions": "delete from access.sessions where expires_at <= $now",
    "codes": """
        delete from access.activation_codes
        where least(
            expires_at,
            coalesce(used_at, expires_at),
            coalesce(voided_at, expires_at)
        ) < $codes_before
    """,
    "tokens": """
        delete from access.tokens
        where least(expires_at, coalesce(revoked_at, expires_at)) < $log_before
    """,
    "calendar_feeds": """
        delete from access.calendar_feeds where ended_at < $log_before
    """,
    "mails": "delete from access.mails where composed_at < $mails_before",
    # An address of which nobody proved that it is theirs, or whose owner has left.
    "mail_addresses": """
        delete from access.mail_settings
        where code_expires_at < $unproven_before
            or account_id in (
                select accounts.account_id
                from access.accounts as accounts
                where
                    accounts.person_id not in (
                        select staff.person_id from setup.staff as staff
                        where staff.valid_to is null or staff.valid_to > $now
                    )
                    and accounts.person_id not in (
                        select parents.person_id
                        from (
                            select
                                person_id,
                                trim(unnest(string_split(students, ',')))
                                    as student_id
                            from setup.parents
                            where valid_to is null or valid_to > $now
                        ) as parents
                        inner join setup.students as students
                            on parents.student_id = students.student_id
                        where
                            (students.left_on is null or students.left_on >= $now)
                            and (students.valid_to is null or students.valid_to > $now)
                    )
            )
    """,
    "weekly_left_out": """
        delete from access.weekly_left_out
        where account_id not in (
            select settings.account_id from access.mail_settings as settings
        )
    """,
}


def log_term(database: Database) -> timedelta:
    """Return how long the log of access is kept: the school's number, else the seed's.

    Schools set up before this parameter existed have no row of it.
    """
    with database.reading() as cursor:
        row = cursor.execute(
            "select value from setup.parameters "
            "where parameter_id = $parameter_id and valid_to is null",
            {"parameter_id": PARAMETER},
        ).fetchone()
    return timedelta(days=_seeded_days() if row is None else float(row[0]))


def forget_old(database: Database, now: datetime) -> dict[str, int]:
    """Delete what is past its term and return how many rows of each kind went.

    Sessions go when they expire, codes 90 days after they were used, voided or expired,
    tokens and calendars' addresses with the log's term after their end, mails (which
    are without their text) after 90 days, e-mail addresses a day after a code that
    nobody typed or with their owner: a parent is one until the last child has left.
    """
    moments = {
        "now": utc_naive(now),
        "log_before": utc_naive(now - log_term(database)),
        "codes_before": utc_naive(now - _CODES_KEPT),
        "mails_before": utc_naive(now - _MAILS_KEPT),
        "unproven_before": utc_naive(now - timedelta(days=1)),
    }
    gone = {}
    with database.writing(announced=False) as cursor:
        for kind, deletion in _FORGET.items():
            named = {key: at for key, at in moments.items() if f"${key}" in deletion}
            (count,) = cursor.execute(deletion, named).fetchone() or (0,)
            gone[kind] = int(count)
    return gone


def _seeded_days() -> float:
    with _SEED.open(encoding="utf-8", newline="") as file:
        days = {row["parameter_id"]: row["value"] for row in csv.DictReader(file)}
    return float(days[PARAMETER])
