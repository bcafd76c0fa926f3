"""Sending again by hand what failed: by who answers for the school or its server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from warehouse.access import log
from warehouse.access.mails import ADDRESS_REFUSED, CODE, NOT_NEEDED, TOO_LATE
from warehouse.clock import utc_naive
from warehouse.queries.mail_report import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from warehouse.database import Database

# Older ones would be dropped as too late; the next weekly mail tells what they told.
USEFUL_FOR = timedelta(days=3)
# A code is stored nowhere; a refused address is for its owner to put right.
_NO_SECOND_TRY = (TOO_LATE, NOT_NEEDED, ADDRESS_REFUSED)


def is_of_use(
    kind: str, failure: str | None, composed_at: datetime, at: datetime
) -> bool:
    """Tell whether a mail that was not sent may be tried again by hand."""
    return (
        kind != CODE
        and not (failure or "").startswith(_NO_SECOND_TRY)
        and composed_at >= utc_naive(at - USEFUL_FOR)
    )


def try_again(
    database: Database, actor: log.Actor, mail_ids: Sequence[str], at: datetime
) -> int:
    """Let mails be tried now that wait or were given up; return how many are.

    One whose end nobody knows may come twice then: who asks has been told so.
    """
    with database.writing(announced=False) as cursor:
        rows = cursor.execute(
            f"""
            select mail_id, kind, failure, composed_at
            from access.mails
            where mail_id in (select unnest($mail_ids)) and sent_at is null
                and (next_try_at is not null or failure is not null) and {ANSWERS}
            """,
            {"mail_ids": list(mail_ids), "person_id": actor.person_id},
        ).fetchall()
        chosen = [row[0] for row in rows if is_of_use(row[1], row[2], row[3], at)]
        cursor.execute(
            "update access.mails set next_try_at = ?, count_tries = 0 "
            "where mail_id in (select unnest(?))",
            [utc_naive(at), chosen],
        )
        if chosen:
            log.write(cursor, at, actor, "mails_tried_again", place="mails")
    return len(chosen)
