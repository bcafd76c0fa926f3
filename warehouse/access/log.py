"""The log of access (§1.7): who did what when, and whose data it concerned.

Codes and numbers only: no names, no typed logins (people type passwords there), no
marks. How long it is kept is the parameter `access_log_days`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.access.roles import STUDENT_PREFIX
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

ACTIONS = (
    "logged_in",
    "log_in_failed",
    "log_in_blocked",
    "logged_out",
    "sessions_ended",
    "code_issued",
    "password_set",
    "second_factor_on",
    "second_factor_off",
    "wait_lifted",
    "account_opened",
    "account_frozen",
    "account_unfrozen",
    "token_made",
    "token_revoked",
    "mail_code_sent",
    "mail_confirmed",
    "mail_changed",
    "mails_tried_again",
    "weekly_mail_sent",
    "breach_registered",
    "breach_changed",
    "explained",
    "explanation_withdrawn",
    "explanation_accepted",
    "explanation_refused",
    "period_closed",
    "permission_given",
    "permission_withdrawn",
    "package_asked",
    "handed_over",
    "outside_marks_entered",
    "outside_marks_withdrawn",
    "set_up_changed",
    "set_up_taken_back",
    "next_year_made",
    "movement_entered",
    "movement_taken_back",
    "staff_changed",
    "staff_change_taken_back",
    "lessons_replaced",
    "replacement_taken_back",
    "roster_taken_in",
    "plan_changed",
    "plan_taken_back",
    "imported",
    "import_taken_back",
    "message_written",
    "message_corrected",
    "message_taken_back",
    "week_seen",
    "page_viewed",
    "downloaded",
    "handed_in",
    "form_brought",
    "exported",
    "exported_month",
    "printed",
    "paper_wanted",
    "paper_unwanted",
    "calendar_made",
    "calendar_ended",
    "backed_up",
    "verified",
    "refused",
)


class Actor(NamedTuple):
    """Who did it; '' stands for what is unknown (a failed log-in)."""

    account_id: str = ""
    person_id: str = ""
    address: str = ""


def note(
    database: Database,
    at: datetime,
    actor: Actor,
    action: str,
    *,
    place: str = "",
    scope: str = "",
    about: str = "",
) -> None:
    """Write one line: `place` a page or address, `scope` a class, page id or file.

    `about` is the person whose data or account it was. On the disk when it returns.
    """
    with database.writing(announced=False) as cursor:
        write(cursor, at, actor, action, place=place, scope=scope, about=about)


def write(
    cursor: duckdb.DuckDBPyConnection,
    at: datetime,
    actor: Actor,
    action: str,
    *,
    place: str = "",
    scope: str = "",
    about: str = "",
) -> None:
    """Write one line in the caller's transaction: it is there if what it tells is."""
    if action not in ACTIONS:
        raise ValueError(action)
    cursor.execute(
        "insert into access.log values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            utc_naive(at),
            actor.account_id,
            actor.person_id,
            action,
            place,
            scope,
            about,
            actor.address,
        ],
    )


def write_about_student(
    cursor: duckdb.DuckDBPyConnection,
    at: datetime,
    person_id: str,
    action: str,
    *,
    place: str,
    class_id: str,
    student_id: str,
) -> None:
    """Write one line about a student of a class in the caller's transaction."""
    actor, about = Actor(person_id=person_id), f"{STUDENT_PREFIX}{student_id}"
    write(cursor, at, actor, action, place=place, scope=class_id, about=about)
